import { Button, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { AddRegular, DeleteRegular } from '@fluentui/react-icons'
import form from '../form.module.css'
import { complaintOf, type FormField, type Typing } from './schemaForm'
import styles from './tools.module.css'

interface Props {
  fields: readonly FormField[]
  typing: Typing
  change: (typing: Typing) => void
}

/** The fields of a tool. */
export function SchemaForm({ fields, typing, change }: Props) {
  return (
    <>
      {fields.map((field) =>
        field.kind === 'list' ? (
          <Entries key={field.name} field={field} entries={entriesOf(typing, field)} change={(entries) => change({ ...typing, [field.name]: entries })} />
        ) : (
          <Single key={field.name} field={field} text={textOf(typing, field)} change={(text) => change({ ...typing, [field.name]: text })} />
        ),
      )}
    </>
  )
}

const entriesOf = (typing: Typing, { name }: FormField): Typing[] => (Array.isArray(typing[name]) ? typing[name] : [])
const textOf = (typing: Typing, { name }: FormField): string => (typeof typing[name] === 'string' ? typing[name] : '')

function Single({ field, text, change }: { field: FormField; text: string; change: (text: string) => void }) {
  const complaint = complaintOf(field, text)
  return (
    <Field
      label={field.label}
      required={field.isRequired}
      {...(field.hint && { hint: field.hint })}
      {...(complaint && { validationMessage: complaint, validationState: 'error' as const })}
    >
      <BoxFor field={field} text={text} change={change} />
    </Field>
  )
}

const types = { day: 'date', time: 'datetime-local', email: 'email' } as const

function BoxFor({ field, text, change }: { field: FormField; text: string; change: (text: string) => void }) {
  if (field.kind === 'choice' || field.kind === 'flag') {
    const choices = field.kind === 'flag' ? ['true', 'false'] : field.choices
    return (
      <Select value={text} onChange={(_, { value }) => change(value)}>
        <option value="">Leave it out</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {field.kind === 'flag' ? (choice === 'true' ? 'Yes' : 'No') : choice}
          </option>
        ))}
      </Select>
    )
  }
  if (field.kind === 'longText') return <Textarea resize="vertical" value={text} onChange={(_, { value }) => change(value)} />
  return (
    <Input
      type={types[field.kind as keyof typeof types] ?? 'text'}
      autoComplete="off"
      inputMode={field.kind === 'number' ? 'decimal' : field.kind === 'whole' ? 'numeric' : undefined}
      value={text}
      onChange={(_, { value }) => change(value)}
    />
  )
}

function Entries({ field, entries, change }: { field: FormField; entries: Typing[]; change: (entries: Typing[]) => void }) {
  return (
    <fieldset className={form.set}>
      <legend>
        {field.label}
        {field.isRequired && <span aria-hidden> *</span>}
      </legend>
      {field.hint && <p className={form.hint}>{field.hint}</p>}
      {entries.map((entry, at) => (
        <div key={at} className={styles.entry} role="group" aria-label={`${field.label} ${at + 1}`}>
          <SchemaForm fields={field.entry} typing={entry} change={(changed) => change(entries.with(at, changed))} />
          <Button size="small" icon={<DeleteRegular />} onClick={() => change(entries.toSpliced(at, 1))}>
            Take away
          </Button>
        </div>
      ))}
      <Button size="small" icon={<AddRegular />} onClick={() => change([...entries, {}])}>
        Add one
      </Button>
    </fieldset>
  )
}
