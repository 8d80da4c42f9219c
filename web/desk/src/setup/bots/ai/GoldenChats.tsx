import { Button, Field, Input, ProgressBar, Select, Textarea } from '@fluentui/react-components'
import { useRef, useState } from 'react'
import { post, postSlow, problemFrom, remove } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { load, useLoaded } from '../../loaded'
import { Empty, TableBox, Trouble, Waiting } from '../../parts'
import styles from './Ai.module.css'
import { scriptFrom, told } from './golden'
import type { AiProgram, GoldenChat, GoldenRun } from './wire'

interface Props {
  bot: string
  program: AiProgram
  canChange: boolean
}

type Came = GoldenRun | { problem: string }

/** Conversations that went well, said again to the bot as it stands here: what would it do otherwise now? */
export default function GoldenChats({ bot, program, canChange }: Props) {
  const list = `/bots/${bot}/ai/chats?limit=200`
  const { value: chats, problem } = useLoaded<GoldenChat[]>(list)
  const [came, setCame] = useState<Record<string, Came>>({})
  const [running, setRunning] = useState<{ done: number; of: number }>()
  const [isAdding, setAdding] = useState(false)
  const isStopped = useRef(false)

  const run = async (which: readonly GoldenChat[]): Promise<void> => {
    isStopped.current = false
    for (const [done, { id }] of which.entries()) {
      if (isStopped.current) break
      setRunning({ done, of: which.length })
      let result: Came
      try {
        result = await postSlow<GoldenRun>(`/bots/${bot}/ai/chats/run`, { id, program })
      } catch (error) {
        result = { problem: problemFrom(error).message }
      }
      setCame((before) => ({ ...before, [id]: result }))
    }
    setRunning(undefined)
  }

  const takeAway = async ({ id, name, script }: GoldenChat): Promise<void> => {
    try {
      await remove(`/bots/${bot}/ai/chats/${id}`)
      await load(list)
      tell(`“${name}” is gone.`, { label: 'Undo', run: () => void post(`/bots/${bot}/ai/chats`, { name, script }).then(() => load(list)) })
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
  }

  if (problem) return <Trouble problem={problem} again={() => void load(list)} />
  if (!chats) return <Waiting>Reading</Waiting>
  return (
    <>
      <p>Each says a visitor’s words again to the bot as it stands here, and shows what differs: tools, outcome, facts. Nothing is written.</p>
      <div className={styles.deeds}>
        {canChange && chats.length > 0 && !running && (
          <Button appearance="primary" onClick={() => void run(chats)}>
            Run all
          </Button>
        )}
        {running && <Button onClick={() => (isStopped.current = true)}>Stop after this one</Button>}
        {canChange && !isAdding && <Button onClick={() => setAdding(true)}>Add a chat</Button>}
      </div>
      {running && (
        <div role="status">
          <p>
            {running.done} of {running.of} are done.
          </p>
          <ProgressBar value={running.done} max={running.of} aria-label="Chats that are done" />
        </div>
      )}
      {isAdding && <Adding bot={bot} leave={() => setAdding(false)} done={() => void load(list).then(() => setAdding(false))} />}
      {chats.length === 0 && !isAdding && (
        <Empty title="No golden chat yet">
          <p>Record one from a closed conversation that went well, or type one. From then on you see at once what a change of the prompt does to it.</p>
        </Empty>
      )}
      {chats.length > 0 && (
        <TableBox label="Golden chats">
          <table>
            <thead>
              <tr>
                <th scope="col">Chat</th>
                <th scope="col">Came to</th>
                <th scope="col">Differs in</th>
                <th scope="col">Do</th>
              </tr>
            </thead>
            <tbody>
              {chats.map((chat) => (
                <Row key={chat.id} chat={chat} came={came[chat.id]} isRunning={running !== undefined} canChange={canChange} run={() => void run([chat])} takeAway={() => void takeAway(chat)} />
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </>
  )
}

function Row({ chat, came, isRunning, canChange, run, takeAway }: { chat: GoldenChat; came: Came | undefined; isRunning: boolean; canChange: boolean; run: () => void; takeAway: () => void }) {
  const differences = came && 'turns' in came ? told(came) : []
  return (
    <tr>
      <th scope="row">
        <bdi>{chat.name}</bdi> <small>({chat.script.turns.length === 1 ? 'one turn' : `${chat.script.turns.length} turns`})</small>
      </th>
      <td>{!came ? 'not run yet' : 'problem' in came ? <span className={styles.wrong}>{came.problem}</span> : came.isSame ? 'the same' : 'something else'}</td>
      <td>
        <ul>
          {differences.map((difference, n) => (
            <li key={n}>{difference}</li>
          ))}
        </ul>
      </td>
      <td>
        {canChange && (
          <div className={styles.deeds}>
            <Button size="small" disabledFocusable={isRunning} onClick={() => !isRunning && run()}>
              Run<span className={styles.unseen}> {chat.name}</span>
            </Button>
            <Button size="small" onClick={takeAway}>
              Remove<span className={styles.unseen}> {chat.name}</span>
            </Button>
          </div>
        )}
      </td>
    </tr>
  )
}

function Adding({ bot, leave, done }: { bot: string; leave: () => void; done: () => void }) {
  const [name, setName] = useState('')
  const [how, setHow] = useState<'record' | 'type'>('record')
  const [conversation, setConversation] = useState('')
  const [text, setText] = useState('')
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()
  const conversationId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(conversation)?.[0]
  const script = scriptFrom(text)
  const canSave = name.trim() !== '' && (how === 'record' ? conversationId !== undefined : script.turns.length > 0) && !isSaving

  const save = async (): Promise<void> => {
    setSaving(true)
    setRefused(undefined)
    try {
      await post(`/bots/${bot}/ai/chats`, how === 'record' ? { name: name.trim(), conversationId } : { name: name.trim(), script })
      done()
    } catch (error) {
      setRefused(problemFrom(error).message)
      setSaving(false)
    }
  }

  return (
    <section className={styles.form} aria-label="A new golden chat">
      <Field label="Name" required>
        <Input value={name} maxLength={200} autoFocus onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label="From">
        <Select value={how} onChange={(_, { value }) => setHow(value as 'record' | 'type')}>
          <option value="record">a closed conversation</option>
          <option value="type">what I type</option>
        </Select>
      </Field>
      {how === 'record' ? (
        <Field label="The conversation" hint="Its address in the desk, or its id.">
          <Input value={conversation} onChange={(_, { value }) => setConversation(value)} />
        </Field>
      ) : (
        <Field label="What is said" hint="A line for each thing the visitor says. Below it, if you like: > tools get_contact_cases, and > facts CAS-01001, 14:30. At the end: > outcome handedOver.">
          <Textarea rows={6} value={text} onChange={(_, { value }) => setText(value)} />
        </Field>
      )}
      {refused && (
        <p role="alert" className={styles.wrong}>
          {refused}
        </p>
      )}
      <div className={styles.deeds}>
        <Button appearance="primary" disabledFocusable={!canSave} onClick={() => canSave && void save()}>
          {isSaving ? 'Saving…' : 'Keep it'}
        </Button>
        <Button onClick={leave}>Leave it</Button>
      </div>
    </section>
  )
}
