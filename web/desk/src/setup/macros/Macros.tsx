import { Button, Field, Input, Select } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { macroList, type Macro, type StepKind } from '../../macros/macros'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { SaveBar, Waiting } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { QueueSetting, Tool } from '../wire'
import styles from './Macros.module.css'
import { StepCard } from './StepCard'
import { bodyOf, complaintOf, fresh, kinds, moved, nameOfKind, stepsMax, type TypedStep } from './steps'

const queueList = '/queues?limit=200'

/** What agents do again and again, as steps that are done for them. */
export default function Macros({ canChange }: PageProps) {
  const { value: queues } = useLoaded<QueueSetting[]>(queueList)
  return (
    <Records<Macro>
      name="Macros"
      one="macro"
      list={macroList}
      purpose="A macro is done for an agent, step by step, in the conversation that they have. They find it with Ctrl-K or M, see what it would do, and run it; cards of assists can call it by its name."
      nameOf={(macro) => macro.name}
      columns={[
        { title: 'What it is for', show: (macro) => <bdi>{macro.description}</bdi> },
        { title: 'For', show: (macro) => whoseIs(macro.queueIds, queues ?? []) },
        { title: 'Steps', show: (macro) => macro.steps.length },
      ]}
      stand={(macros) =>
        macros.length === 0 ? { tone: 'off', words: 'Agents have no macros.' } : { tone: 'well', words: macros.length === 1 ? 'Agents have one macro.' : `Agents have ${macros.length} macros.` }
      }
      empty="Make one of what agents type every day: “promise a call back”, “open a case and tell its number”. One step is enough to begin with."
      removal={(macro) => `Agents no longer find ${macro.name}, and cards that call it say so. What is running goes on; what was run stays to be seen.`}
      form={(macro, done) => <MacroForm macro={macro} done={done} canChange={canChange} />}
      canChange={canChange}
    />
  )
}

/** Whom a macro is for, in words. */
const whoseIs = (queueIds: readonly string[], queues: readonly QueueSetting[]): string =>
  queueIds.length === 0 ? 'everybody' : queues.filter(({ id }) => queueIds.includes(id)).map(({ name }) => name).join(', ')

interface FormProps {
  macro: Macro | undefined
  done: () => void
  canChange: boolean
}

function MacroForm(props: FormProps) {
  const { value: tools } = useLoaded<Tool[]>('/tools?inConversation=true')
  const { value: queues } = useLoaded<QueueSetting[]>(queueList)
  return tools && queues ? <Fields {...props} tools={tools} queues={queues} /> : <Waiting>Reading the tools</Waiting>
}

interface Typed {
  name: string
  description: string
  queueIds: string[]
  steps: TypedStep[]
}

function Fields({ macro, done, canChange, tools, queues }: FormProps & { tools: Tool[]; queues: QueueSetting[] }) {
  const nextKey = useRef(macro?.steps.length ?? 0)
  const [before] = useState<Typed>(() => ({
    name: macro?.name ?? '',
    description: macro?.description ?? '',
    queueIds: macro?.queueIds ?? [],
    steps: (macro?.steps ?? []).map((step, key) => ({ ...step, key })),
  }))
  const { typed, write, ...rest } = useRecordForm<Typed>({
    list: macroList,
    id: macro?.id,
    before,
    telling: { name: { label: 'name' }, description: { label: 'what it is for' }, queueIds: { label: 'whose it is', show: (ids) => whoseIs(ids, queues) }, steps: { label: 'the steps', show: (steps) => steps.map(({ kind }) => nameOfKind(kind)).join(', ') } },
    lacks: ({ name, steps }) => (name.trim() === '' ? 'a name' : steps.length === 0 ? 'a step' : steps.map((_, at) => complaintOf(steps, at, tools)).find((one) => one !== undefined)),
    body: ({ name, description, queueIds, steps }) => ({ name: name.trim(), description: description.trim(), queueIds, steps: bodyOf(steps, tools) }),
    called: ({ name }) => `The macro ${name.trim()}`,
    done,
  })
  const { steps } = typed
  const add = (kind: StepKind): void => {
    const key = nextKey.current++
    // At once: whoever types on must not lose the first letters.
    flushSync(() => write({ steps: [...steps, fresh(kind, key, tools, queues[0]?.id ?? '')] }))
    document.querySelector<HTMLElement>(`[data-step="${key}"] :is(input, textarea, select)`)?.focus()
  }
  const move = (at: number, by: -1 | 1): void => write({ steps: moved(steps, at, by) })

  return (
    <form className={`${form.form} ${form.wide} ${styles.form}`} onSubmit={(event) => void rest.save(event)} noValidate>
      <Field label="Name" required hint="How agents and cards call it.">
        <Input value={typed.name} maxLength={100} readOnly={!canChange} autoFocus={!macro} onChange={(_, { value }) => write({ name: value })} />
      </Field>
      <Field label="What it is for">
        <Input value={typed.description} maxLength={500} readOnly={!canChange} onChange={(_, { value }) => write({ description: value })} />
      </Field>
      <Checks
        legend="For the members of these queues; for everybody where none is chosen"
        of={queues}
        chosen={typed.queueIds}
        change={(queueIds) => write({ queueIds })}
        canChange={canChange}
        none="There is no queue yet: it is for everybody."
      />
      <fieldset className={form.set}>
        <legend>Steps, done in this order</legend>
        {steps.length === 0 && <p className={form.hint}>None yet. Add the first below.</p>}
        <ol className={styles.steps}>
          {steps.map((step, at) => (
            <StepCard
              key={step.key}
              step={step}
              number={at + 1}
              count={steps.length}
              complaint={complaintOf(steps, at, tools)}
              tools={tools}
              queues={queues}
              canChange={canChange}
              put={(changed) => write({ steps: steps.with(at, changed) })}
              move={(by) => move(at, by)}
              remove={() => write({ steps: steps.toSpliced(at, 1) })}
            />
          ))}
        </ol>
        {canChange && steps.length < stepsMax && <AddStep add={add} />}
        {steps.length >= stepsMax && <p className={form.hint}>A macro has at most {stepsMax} steps.</p>}
      </fieldset>
      <Values />
      {canChange && <SaveBar changes={rest.changes} isSaving={rest.isSaving} problem={rest.refused?.message} discard={rest.discard} label={macro ? 'Save' : 'Make the macro'} />}
    </form>
  )
}

function AddStep({ add }: { add: (kind: StepKind) => void }) {
  const [kind, setKind] = useState<StepKind>('say')
  return (
    <div className={styles.adding}>
      <Select aria-label="What the next step does" value={kind} onChange={(_, { value }) => setKind(value as StepKind)}>
        {kinds.map((one) => (
          <option key={one.kind} value={one.kind}>
            {one.name}
          </option>
        ))}
      </Select>
      <Button icon={<AddRegular />} onClick={() => add(kind)}>
        Add the step
      </Button>
    </div>
  )
}

const values: readonly [name: string, words: string][] = [
  ['{visitor.name}', 'who came, and {visitor.email}'],
  ['{agent.name}', 'whoever runs it'],
  ['{contact.name}', 'the contact in Dynamics; {contact.id}, {contact.company} and {account.id} too'],
  ['{order}', 'a context variable or what a card gives; the agent is asked where there is none'],
  ['{result.ticket_number}', 'what the tool before has found'],
  ['{visitor.name|there}', 'what stands after the bar where there is no value'],
]

function Values() {
  return (
    <details className={form.more}>
      <summary>Values that you can put in</summary>
      <dl className={styles.values}>
        {values.map(([name, words]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
