import { Field, Input, Select } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { problemFrom, put } from '../../../hub/api'
import { tell } from '../../../look/notices'
import { take, useLoaded } from '../../loaded'
import { Empty, SaveBar, Trouble, Waiting } from '../../parts'
import { ToolOptions } from '../../tools/ToolOptions'
import type { Tool } from '../../wire'
import { useAuthoring } from './authoring'
import { bodyOf, outsideOf, typedOf, wrongWith, type Outside, type OutsideAction, type Typed } from './outside'
import styles from './Topics.module.css'

/** What the flows and connectors of exported topics are here: tools, or services of one's own. */
export function OutsidePart() {
  const { bot, now, canChange } = useAuthoring()
  const path = `/bots/${bot.id}/actions`
  const { value: kept, problem } = useLoaded<OutsideAction[]>(path)
  const { value: tools } = useLoaded<Tool[]>('/tools')
  const { value: known } = useLoaded<Tool[]>('/tools?inConversation=true')
  const [changed, setChanged] = useState<ReadonlyMap<string, Typed>>(new Map())
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()

  if (problem) return <Trouble problem={problem} />
  if (!kept || !tools || !known) return <Waiting>Reading</Waiting>
  const isMissing = (name: string): boolean => !kept.some((one) => one.name === name) && !known.some((tool) => tool.name === name)
  const found = outsideOf(now.files, kept)
  // What still has to be said stands first.
  const all = [...found.filter(({ name }) => isMissing(name)), ...found.filter(({ name }) => !isMissing(name))]
  if (all.length === 0)
    return (
      <Empty title="The topics call nothing outside">
        <p>When a topic runs a flow or a connector, you say here what does it: one of Baton’s tools, or a service of your own.</p>
      </Empty>
    )
  const typed = new Map(all.map(({ name }) => [name, changed.get(name) ?? typedOf(kept.find((one) => one.name === name))]))
  const differs = all.filter(({ name }) => changed.has(name)).map(({ name }) => name)
  const isSound = [...typed.values()].every((one) => wrongWith(one) === undefined)

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isSaving || differs.length === 0 || !isSound) return
    setSaving(true)
    setRefused(undefined)
    try {
      take(path, await put<OutsideAction[]>(path, { actions: bodyOf(typed) }))
      setChanged(new Map())
      tell('Flows and connectors are saved; they hold at once.')
    } catch (error) {
      setRefused(problemFrom(error).message)
    }
    setSaving(false)
  }

  return (
    <form onSubmit={(event) => void save(event)} className={styles.outside} noValidate>
      <p className={styles.lead}>Exported topics run flows and connectors by name. Say what each is here; the topics stay as they are. This holds at once, for every version.</p>
      {all.map((one) => (
        <Row
          key={one.name}
          of={one}
          typed={typed.get(one.name)!}
          kept={kept.find(({ name }) => name === one.name)}
          tools={tools}
          known={known}
          canChange={canChange}
          change={(to) => setChanged(new Map([...changed, [one.name, to]]))}
        />
      ))}
      {canChange && (
        <SaveBar changes={isSound ? differs : []} isSaving={isSaving} problem={refused} discard={() => setChanged(new Map())} />
      )}
    </form>
  )
}

interface RowProps {
  of: Outside
  typed: Typed
  kept: OutsideAction | undefined
  /** What an action may be. */
  tools: readonly Tool[]
  /** What bots have by its own name. */
  known: readonly Tool[]
  canChange: boolean
  change: (to: Typed) => void
}

function Row({ of: { name, usedBy }, typed, kept, tools, known, canChange, change }: RowProps) {
  const same = known.find((tool) => tool.name === name)
  const wrong = wrongWith(typed)
  return (
    <fieldset className={styles.action} disabled={!canChange}>
      <legend>
        <b>{name}</b> <span>{usedBy.length > 0 ? `in ${usedBy.join(', ')}` : 'in no topic any more'}</span>
      </legend>
      <Field label="What it is" size="small">
        <Select size="small" value={typed.is} onChange={(_, { value }) => change({ ...typed, is: value as Typed['is'] })}>
          <option value="">{same ? `the tool of that name: ${same.title}` : 'not here: the topic gets an error'}</option>
          <option value="service">a service of your own</option>
          <ToolOptions of={tools} prefix="tool:" />
        </Select>
      </Field>
      {typed.is === 'service' && (
        <>
          <Field label="Address" size="small" {...(typed.url !== '' && wrong && { validationState: 'error' as const, validationMessage: wrong })}>
            <Input size="small" type="url" maxLength={2000} placeholder="https://flows.contoso.example/refund" value={typed.url} onChange={(_, { value }) => change({ ...typed, url: value })} />
          </Field>
          <Field label="Secret" size="small" hint={kept?.hasSecret ? 'One is kept sealed. Type another to put it in its place.' : 'Signs the calls; 16 characters or more.'}>
            <Input size="small" type="password" autoComplete="off" maxLength={200} value={typed.secret} onChange={(_, { value }) => change({ ...typed, secret: value })} />
          </Field>
        </>
      )}
    </fieldset>
  )
}
