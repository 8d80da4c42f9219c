import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
} from '@fluentui/react-components'
import { BotRegular, PeopleQueueRegular } from '@fluentui/react-icons'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { transfer } from '../desk/deeds'
import { hideDialog } from '../desk/dialogs'
import { PresenceDot, presenceName } from '../desk/Presence'
import { problemFrom } from '../hub/api'
import { store, useStore } from '../hub/store'
import type { Me } from '../hub/wire'
import { Chooser, type Choosable } from '../look/Chooser'
import styles from './TransferDialog.module.css'

/** Hands the conversation to a queue or a colleague, with a word on why. */
export default function TransferDialog({ conversation, me }: { conversation: string; me: Me }) {
  const row = useStore(({ conversations, open }) => conversations.get(conversation) ?? open.get(conversation))
  const [to, setTo] = useState<Choosable>()
  const [reason, setReason] = useState('')
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const places = useMemo(() => destinations(me, row?.queue?.id), [me, row?.queue?.id])
  if (!row) return null

  const send = async (): Promise<void> => {
    if (!to || isSending) return
    setSending(true)
    try {
      const target = to.group === 'Queues' ? { queueId: to.id } : { userId: to.id }
      await transfer(row, target, to.label, reason.trim())
      hideDialog()
    } catch (error) {
      setProblem(problemFrom(error).message)
      setSending(false)
    }
  }

  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void send()
  }

  const word = useRef<HTMLTextAreaElement>(null)
  const choose = (item: Choosable): void => {
    setTo(item)
    requestAnimationFrame(() => word.current?.focus())
  }

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && hideDialog()}>
      <DialogSurface onKeyDown={pressed}>
        <DialogBody>
          <DialogTitle>
            Transfer <bdi>{row.visitor.name}</bdi>
          </DialogTitle>
          <DialogContent className={styles.content}>
            <Chooser
              label="Transfer to"
              placeholder="A queue or a colleague"
              items={places}
              chosen={to?.id}
              none="Nobody and no queue has that name."
              choose={choose}
            />
            <Field
              label={to ? `A word for ${to.label}` : 'A word for whoever gets it'}
              hint="They see it with the conversation; the visitor does not."
            >
              <Textarea ref={word} dir="auto" rows={2} value={reason} onChange={(_, { value }) => setReason(value)} />
            </Field>
            {problem && (
              <p role="alert" className={styles.problem}>
                {problem}
              </p>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={hideDialog}>Cancel</Button>
            <Button appearance="primary" disabledFocusable={!to || isSending} onClick={() => void send()} aria-keyshortcuts="Control+Enter">
              {isSending ? 'Transferring…' : to ? `Transfer to ${to.label}` : 'Transfer'}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function destinations(me: Me, queueNow: string | undefined): Choosable[] {
  const queues = [...store.held.queues.values()].map(({ id, name, waiting }): Choosable => ({
    id,
    label: name,
    group: 'Queues',
    detail: `${id === queueNow ? 'it came from here · ' : ''}${waiting === 0 ? 'nobody waiting' : `${waiting} waiting`}`,
    glyph: <PeopleQueueRegular fontSize={20} aria-hidden />,
  }))
  const people = [...store.held.people.values()].filter((person) => person.id !== me.id && person.kind === 'agent')
  const bots = [...store.held.people.values()].filter((person) => person.kind === 'bot')
  const byName = (one: Choosable, other: Choosable): number => one.label.localeCompare(other.label)
  return [
    ...queues.sort(byName),
    ...people
      .map(({ id, name, presence, load, capacity }): Choosable => ({
        id,
        label: name,
        group: 'Colleagues',
        detail: `${presenceName(presence)} · ${load} of ${capacity}`,
        glyph: <PresenceDot presence={presence} />,
      }))
      .sort(byName),
    ...bots
      .map(({ id, name }): Choosable => ({ id, label: name, group: 'Bots', glyph: <BotRegular fontSize={20} aria-hidden /> }))
      .sort(byName),
  ]
}
