import { Button, Field, Input } from '@fluentui/react-components'
import { CheckmarkCircleFilled, CircleRegular } from '@fluentui/react-icons'
import { useEffect, useState, type FormEvent } from 'react'
import { problemFrom } from '../hub/api'
import { Mark } from './Mark'
import { isGood, passwordRules } from './password'
import styles from './Session.module.css'
import { setUp } from './session'

/** The code of the set-up link, which is never sent with the address. */
export function codeInAddress(): string | undefined {
  return /^#setup=(.+)$/.exec(location.hash)?.[1]
}

/** An empty Baton: whoever has the link that it printed becomes the first administrator. */
export default function FirstRun() {
  const [code, setCode] = useState(codeInAddress)

  // Pasted into the page that asks for it, a link changes nothing but the end of the address.
  useEffect(() => {
    const look = (): void => setCode(codeInAddress())
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <Mark />
        {code ? <FirstForm code={code} refused={() => setCode(undefined)} /> : <WhereTheLinkIs />}
      </section>
    </main>
  )
}

function FirstForm({ code, refused }: { code: string; refused: () => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<{ code: string; message: string }>()
  const [isAsking, setAsking] = useState(false)
  const [isTold, setTold] = useState(false)
  const isReady = name.trim() !== '' && email.trim() !== '' && isGood(password, name, email)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTold(true)
    if (isAsking || !isReady) return
    setAsking(true)
    setProblem(undefined)
    try {
      await setUp({ code, name: name.trim(), email: email.trim(), password })
    } catch (error) {
      const { code: refusal, message } = problemFrom(error)
      setAsking(false)
      if (refusal === 'wrong_setup_code') refused()
      else setProblem({ code: refusal, message })
    }
  }

  const wrong = (field: string): { validationMessage?: string; validationState?: 'error' } =>
    problem?.code === field ? { validationMessage: problem.message, validationState: 'error' } : {}

  return (
    <>
      <h1>Set up Baton</h1>
      <p className={styles.lead}>You are the first here, and become its administrator. Next you connect Dynamics and let others in.</p>
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <Field label="Your name" {...wrong('invalid_name')} {...(isTold && !name.trim() && missing('Give the name that colleagues know you by.'))}>
          <Input autoComplete="name" autoFocus value={name} onChange={(_, { value }) => setName(value)} />
        </Field>
        <Field label="E-mail" {...(isTold && !email.trim() && missing('You sign in with it.'))} {...wrong('invalid_email')} {...wrong('email_taken')}>
          <Input type="email" autoComplete="username" value={email} onChange={(_, { value }) => setEmail(value)} />
        </Field>
        <Field label="Password" {...wrong('invalid_password')}>
          <Input
            type="password"
            autoComplete="new-password"
            aria-describedby="password-rules"
            value={password}
            onChange={(_, { value }) => setPassword(value)}
          />
        </Field>
        <Rules {...{ password, name, email }} isTold={isTold} />
        {problem && !fieldProblems.has(problem.code) && (
          <p role="alert" className={styles.problem}>
            {problem.message}
          </p>
        )}
        <Button type="submit" appearance="primary" size="large" disabledFocusable={isAsking}>
          {isAsking ? 'Setting up…' : 'Become administrator'}
        </Button>
      </form>
    </>
  )
}

const fieldProblems = new Set(['invalid_name', 'invalid_email', 'email_taken', 'invalid_password'])

function missing(message: string): { validationMessage: string; validationState: 'error' } {
  return { validationMessage: message, validationState: 'error' }
}

function Rules({ password, name, email, isTold }: { password: string; name: string; email: string; isTold: boolean }) {
  return (
    <ul id="password-rules" className={styles.rules} aria-label="What the password must be">
      {passwordRules(password, name, email).map(({ text, isMet }) => (
        <li key={text} data-met={isMet} data-missing={isTold && !isMet}>
          {isMet ? <CheckmarkCircleFilled aria-hidden /> : <CircleRegular aria-hidden />}
          <span>
            {text}
            <span className="unseen">{isMet ? ', met' : ', not yet'}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Somebody found the address and not the link. */
function WhereTheLinkIs() {
  const isStale = codeInAddress() !== undefined
  return (
    <>
      <h1>{isStale ? 'This link does not open Baton' : 'Baton has not been set up yet'}</h1>
      <p className={styles.lead}>
        {isStale
          ? 'It is incomplete, or newer ones have taken its place. Get a fresh one where Baton runs:'
          : 'Whoever set it going has a link that makes the first administrator. Baton printed it when it started:'}
      </p>
      <pre className={styles.code}>Set up Baton: {location.origin}/desk#setup=…</pre>
      <p className={styles.lead}>
        {isStale ? 'This prints one' : 'If it has scrolled away, this prints a fresh one'}, on the machine that Baton runs on:
      </p>
      <pre className={styles.code}>./baton setup-link</pre>
      <p className={styles.lead}>Open the link in this browser, and the rest takes a minute.</p>
    </>
  )
}
