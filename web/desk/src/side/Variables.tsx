import { Button, Input, Select, Switch } from '@fluentui/react-components'
import { EditRegular } from '@fluentui/react-icons'
import { useState, type FormEvent } from 'react'
import { setVariable } from '../desk/deeds'
import { problemFrom } from '../hub/api'
import type { Conversation, Variable } from '../hub/wire'
import styles from './Variables.module.css'

const setBy: Record<Variable['setBy'], string> = { visitor: 'by the visitor', bot: 'by the bot', agent: 'by an agent', system: 'by Baton' }

/** The context variables: what pre-chat, the page and the bot found out. The handler may correct them. */
export function Variables({ conversation: { id, variables }, canEdit }: { conversation: Conversation; canEdit: boolean }) {
  return (
    <div className={styles.variables}>
      {variables.length === 0 ? (
        <p className={styles.none}>Nothing is known yet. What the visitor fills in and what the bot finds out appears here.</p>
      ) : (
        <dl className={styles.table}>
          {variables.map((variable) => (
            <Line key={variable.name} conversation={id} variable={variable} canEdit={canEdit} />
          ))}
        </dl>
      )}
      {canEdit && <NewVariable conversation={id} taken={variables.map((variable) => variable.name)} />}
      {!canEdit && variables.length > 0 && <p className={styles.none}>Whoever handles the conversation can change these.</p>}
    </div>
  )
}

function Line({ conversation, variable, canEdit }: { conversation: string; variable: Variable; canEdit: boolean }) {
  const [edits, setEdits] = useState(false)
  return (
    <div className={styles.line}>
      <dt>
        {variable.name} <span>{setBy[variable.setBy]}</span>
      </dt>
      <dd>
        {edits ? (
          <Editor conversation={conversation} variable={variable} done={() => setEdits(false)} />
        ) : (
          <>
            <bdi>{shown(variable.value)}</bdi>
            {canEdit && (
              <Button
                size="small"
                appearance="subtle"
                icon={<EditRegular />}
                aria-label={`Change ${variable.name}`}
                onClick={() => setEdits(true)}
              />
            )}
          </>
        )}
      </dd>
    </div>
  )
}

function Editor({ conversation, variable: { name, type, value }, done }: { conversation: string; variable: Variable; done: () => void }) {
  const [text, setText] = useState(String(value))
  const { save, isSaving, problem } = useSaving(conversation, done)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void save(name, type, text)
  }
  return (
    <form
      className={styles.editor}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          event.preventDefault()
          done()
        }
      }}
    >
      {type === 'boolean' ? (
        <Switch
          checked={text === 'true'}
          label={text === 'true' ? 'Yes' : 'No'}
          onChange={(_, { checked }) => setText(String(checked))}
          autoFocus
        />
      ) : (
        <Input
          size="small"
          value={text}
          aria-label={name}
          autoFocus
          inputMode={type === 'number' ? 'decimal' : 'text'}
          onChange={(_, { value: typed }) => setText(typed)}
        />
      )}
      <Button size="small" type="submit" appearance="primary" disabled={isSaving}>
        Save
      </Button>
      <Button size="small" appearance="subtle" onClick={done}>
        Cancel
      </Button>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </form>
  )
}

function NewVariable({ conversation, taken }: { conversation: string; taken: string[] }) {
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [type, setType] = useState<Variable['type']>('text')
  const [text, setText] = useState('')
  const { save, isSaving, problem } = useSaving(conversation, () => {
    setOpen(false)
    setName('')
    setText('')
  })
  if (!isOpen)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        Add a variable
      </Button>
    )
  const isTaken = taken.includes(name.trim())
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() && !isTaken) void save(name.trim(), type, text)
  }
  return (
    <form className={styles.editor} onSubmit={submit}>
      <Input size="small" value={name} placeholder="Name" aria-label="Name" autoFocus onChange={(_, { value }) => setName(value)} />
      <Select size="small" value={type} aria-label="Type" onChange={(_, { value }) => setType(value as Variable['type'])}>
        <option value="text">text</option>
        <option value="number">number</option>
        <option value="boolean">yes or no</option>
      </Select>
      {type === 'boolean' ? (
        <Switch checked={text === 'true'} label={text === 'true' ? 'Yes' : 'No'} onChange={(_, { checked }) => setText(String(checked))} />
      ) : (
        <Input size="small" value={text} placeholder="Value" aria-label="Value" onChange={(_, { value }) => setText(value)} />
      )}
      <Button size="small" type="submit" appearance="primary" disabled={isSaving || !name.trim() || isTaken}>
        Add
      </Button>
      <Button size="small" appearance="subtle" onClick={() => setOpen(false)}>
        Cancel
      </Button>
      {isTaken && <p className={styles.problem}>That name is there already; change it in the list.</p>}
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </form>
  )
}

function useSaving(conversation: string, done: () => void) {
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<string>()
  const save = async (name: string, type: Variable['type'], text: string): Promise<void> => {
    const value = typed(type, text)
    if (value === undefined) {
      setProblem('That is not a number.')
      return
    }
    setSaving(true)
    try {
      await setVariable(conversation, name, value)
      done()
    } catch (error) {
      setProblem(problemFrom(error).message)
    } finally {
      setSaving(false)
    }
  }
  return { save, isSaving, problem }
}

function typed(type: Variable['type'], text: string): Variable['value'] | undefined {
  if (type === 'text') return text
  if (type === 'boolean') return text === 'true'
  const number = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || Number.isNaN(number) ? undefined : number
}

function shown(value: Variable['value']): string {
  return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)
}
