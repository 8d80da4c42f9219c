import { Button, Field, Input, Textarea } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { Json } from '../../../parts'
import type { Outcome, Say } from '../wire'
import styles from './TestChat.module.css'

interface Props {
  outcome: Outcome
  isAsking: boolean
  say: (said: Say) => void
}

/** The bot asks something outside: in a test the tester is the tool, the address or the model. */
export function Asked({ outcome, isAsking, say }: Props) {
  const Form = { tool: ToolForm, http: HttpForm, answer: AnswerForm }[outcome.kind as 'tool' | 'http' | 'answer']
  const titles = { tool: `You are the tool ${outcome.name ?? ''}`, http: 'You are the address that is asked', answer: 'You are the model' }
  return (
    <section className={styles.asked} aria-label="What the bot asks">
      <h4>{titles[outcome.kind as keyof typeof titles]}</h4>
      {outcome.input !== undefined && outcome.input !== null && (
        <details>
          <summary>What is asked</summary>
          <Json label="What is asked" of={outcome.input} />
        </details>
      )}
      <Form isAsking={isAsking} say={say} />
    </section>
  )
}

type FormProps = Omit<Props, 'outcome'>

function ToolForm({ isAsking, say }: FormProps) {
  const [output, setOutput] = useState('{}')
  const read = jsonOf(output)
  const answer = (event: FormEvent): void => {
    event.preventDefault()
    if (!isAsking && read.is) say({ tool: { output: read.value } })
  }
  return (
    <form onSubmit={answer}>
      <Field label="Its output, as JSON" size="small" {...(!read.is && { validationState: 'error' as const, validationMessage: read.why })}>
        <Textarea size="small" rows={3} resize="vertical" value={output} onChange={(_, { value }) => setOutput(value)} />
      </Field>
      <div className={styles.deeds}>
        <Button size="small" type="submit" appearance="primary" disabledFocusable={isAsking || !read.is}>
          Answer
        </Button>
        <Button size="small" disabledFocusable={isAsking} onClick={() => say({ tool: { error: 'The tool failed in the test.' } })}>
          It fails
        </Button>
      </div>
    </form>
  )
}

function HttpForm({ isAsking, say }: FormProps) {
  const [status, setStatus] = useState('200')
  const [body, setBody] = useState('{}')
  const isNumber = /^[1-5]\d\d$/.test(status)
  const answer = (event: FormEvent): void => {
    event.preventDefault()
    if (!isAsking && isNumber) say({ http: { status: Number(status), body } })
  }
  return (
    <form onSubmit={answer}>
      <Field label="Status" size="small" {...(!isNumber && { validationState: 'error' as const, validationMessage: 'A number such as 200 or 404' })}>
        <Input size="small" inputMode="numeric" value={status} onChange={(_, { value }) => setStatus(value)} />
      </Field>
      <Field label="Body" size="small">
        <Textarea size="small" rows={3} resize="vertical" value={body} onChange={(_, { value }) => setBody(value)} />
      </Field>
      <div className={styles.deeds}>
        <Button size="small" type="submit" appearance="primary" disabledFocusable={isAsking || !isNumber}>
          Answer
        </Button>
        <Button size="small" disabledFocusable={isAsking} onClick={() => say({ http: { status: 0, body: '' } })}>
          No answer comes
        </Button>
      </div>
    </form>
  )
}

function AnswerForm({ isAsking, say }: FormProps) {
  const [text, setText] = useState('')
  const answer = (event: FormEvent): void => {
    event.preventDefault()
    if (!isAsking && text.trim() !== '') say({ answer: { text: text.trim() } })
  }
  return (
    <form onSubmit={answer}>
      <Field label="Its answer" size="small">
        <Textarea size="small" rows={3} resize="vertical" value={text} onChange={(_, { value }) => setText(value)} />
      </Field>
      <div className={styles.deeds}>
        <Button size="small" type="submit" appearance="primary" disabledFocusable={isAsking || text.trim() === ''}>
          Answer
        </Button>
        <Button size="small" disabledFocusable={isAsking} onClick={() => say({ answer: {} })}>
          It has none
        </Button>
      </div>
    </form>
  )
}

function jsonOf(text: string): { is: true; value: unknown } | { is: false; why: string } {
  try {
    return { is: true, value: JSON.parse(text) }
  } catch (error) {
    return { is: false, why: error instanceof Error ? error.message : 'This is no JSON.' }
  }
}
