import { Button, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { ArrowDownRegular, ArrowUpRegular, DeleteRegular } from '@fluentui/react-icons'
import { useId, useRef, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import form from '../form.module.css'
import { fieldsOf, type FormField } from '../tools/schemaForm'
import { ToolOptions } from '../tools/ToolOptions'
import type { QueueSetting, Tool } from '../wire'
import styles from './Macros.module.css'
import { boxOf, nameOfKind, records, type TypedStep } from './steps'

interface Props {
  step: TypedStep
  number: number
  count: number
  complaint: string | undefined
  tools: readonly Tool[]
  queues: readonly QueueSetting[]
  canChange: boolean
  put: (step: TypedStep) => void
  move: (by: -1 | 1) => void
  remove: () => void
}

/** One step: what it does, with what, and its place. Alt with an arrow moves it from anywhere within. */
export function StepCard({ step, number, count, complaint, tools, queues, canChange, put, move, remove }: Props) {
  const card = useRef<HTMLLIElement>(null)
  const shift = (by: -1 | 1): void => {
    const here = document.activeElement
    // Moving takes the focus away from what is put elsewhere; it is given back before the next key comes.
    flushSync(() => move(by))
    if (here instanceof HTMLElement && here.isConnected) here.focus()
    card.current?.scrollIntoView({ block: 'nearest' })
  }
  const pressed = (event: KeyboardEvent): void => {
    if (!canChange || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    shift(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li ref={card} className={styles.step} data-step={step.key} aria-label={`Step ${number}: ${nameOfKind(step.kind)}`} onKeyDown={pressed}>
      <div className={styles.top}>
        <b>
          {number}. {nameOfKind(step.kind)}
        </b>
        {canChange && (
          <span className={styles.deeds}>
            <Button size="small" appearance="subtle" icon={<ArrowUpRegular />} aria-label={`Step ${number} earlier`} aria-keyshortcuts="Alt+ArrowUp" disabledFocusable={number === 1} onClick={() => shift(-1)} />
            <Button size="small" appearance="subtle" icon={<ArrowDownRegular />} aria-label={`Step ${number} later`} aria-keyshortcuts="Alt+ArrowDown" disabledFocusable={number === count} onClick={() => shift(1)} />
            <Button size="small" appearance="subtle" icon={<DeleteRegular />} aria-label={`Take step ${number} away`} onClick={remove} />
          </span>
        )}
      </div>
      <StepFields step={step} put={put} tools={tools} queues={queues} canChange={canChange} />
      {complaint && (
        <p className={styles.complaint} role="status">
          {complaint}
        </p>
      )}
    </li>
  )
}

type FieldProps = Pick<Props, 'step' | 'put' | 'tools' | 'queues' | 'canChange'>

function StepFields(props: FieldProps) {
  const { step, put, queues, canChange } = props
  switch (step.kind) {
    case 'tool':
      return <ToolFields {...props} />
    case 'set':
      return (
        <div className={form.row}>
          <Field label="Context variable" className={form.grow}>
            <Input value={step.name ?? ''} maxLength={100} readOnly={!canChange} onChange={(_, { value }) => put({ ...step, name: value })} />
          </Field>
          <Field label="Value" className={form.grow}>
            <Input value={step.value ?? ''} maxLength={4000} readOnly={!canChange} onChange={(_, { value }) => put({ ...step, value })} />
          </Field>
        </div>
      )
    case 'open':
      return <RecordFields {...props} />
    case 'transfer':
      return (
        <div className={form.row}>
          <Field label="Queue" className={form.grow}>
            <Select value={step.queueId ?? ''} disabled={!canChange} onChange={(_, { value }) => put({ ...step, queueId: value })}>
              {queues.map((queue) => (
                <option key={queue.id} value={queue.id}>
                  {queue.name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="A word for whoever gets it" className={form.grow}>
            <Input value={step.reason ?? ''} maxLength={1000} readOnly={!canChange} onChange={(_, { value }) => put({ ...step, reason: value })} />
          </Field>
        </div>
      )
    case 'end':
      return <p className={form.hint}>The visitor is told, and wrap-up begins.</p>
    default:
      return (
        <Textarea aria-label="Words" dir="auto" resize="vertical" rows={2} value={step.text ?? ''} maxLength={8000} readOnly={!canChange} onChange={(_, { value }) => put({ ...step, text: value })} />
      )
  }
}

function RecordFields({ step, put, canChange }: FieldProps) {
  const isKnown = records.some(({ table }) => table === step.table)
  return (
    <div className={form.row}>
      <Field label="Record" className={form.grow}>
        <Select
          value={isKnown ? step.table! : 'other'}
          disabled={!canChange}
          onChange={(_, { value }) => put({ ...step, ...(records.find(({ table }) => table === value) ?? { table: '' }), kind: 'open' })}
        >
          {records.map(({ table, name }) => (
            <option key={table} value={table}>
              {name}
            </option>
          ))}
          <option value="other">Of another table</option>
        </Select>
      </Field>
      {!isKnown && (
        <Field label="Table" className={form.grow}>
          <Input placeholder="opportunity" value={step.table ?? ''} maxLength={100} readOnly={!canChange} onChange={(_, { value }) => put({ ...step, table: value })} />
        </Field>
      )}
      <Field label="Its ID" className={form.grow}>
        <Input value={step.record ?? ''} maxLength={200} readOnly={!canChange} onChange={(_, { value }) => put({ ...step, record: value })} />
      </Field>
    </div>
  )
}

function ToolFields({ step, put, tools, canChange }: FieldProps) {
  const tool = tools.find(({ name }) => name === step.tool)
  const set = (field: FormField, text: string): void => {
    const { [field.name]: _, ...others } = step.input ?? {}
    put({ ...step, input: text === '' ? others : { ...others, [field.name]: text } })
  }
  return (
    <>
      <Field label="Tool">
        <Select value={tool?.name ?? ''} disabled={!canChange} onChange={(_, { value }) => put({ ...step, tool: value, input: {} })}>
          {!tool && <option value="">Choose a tool</option>}
          <ToolOptions of={tools} />
        </Select>
      </Field>
      {tool && (
        <div className={styles.inputs}>
          {fieldsOf(tool.input).map((field) => (
            <Field key={field.name} label={field.label} required={field.isRequired} {...(field.hint && { hint: field.hint })}>
              <InputBox field={field} text={boxOf(step.input?.[field.name])} canChange={canChange} set={(text) => set(field, text)} />
            </Field>
          ))}
        </div>
      )}
    </>
  )
}

/** A text box for everything, since any value may be a placeholder; what has choices offers them. */
function InputBox({ field, text, canChange, set, ...given }: { field: FormField; text: string; canChange: boolean; set: (text: string) => void }) {
  const list = useId()
  const choices = field.kind === 'flag' ? ['true', 'false'] : field.choices
  return (
    <>
      <Input {...given} value={text} list={choices.length > 0 ? list : undefined} readOnly={!canChange} autoComplete="off" onChange={(_, { value: typed }) => set(typed)} />
      {choices.length > 0 && (
        <datalist id={list}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
    </>
  )
}
