import { Button, Field, Input } from '@fluentui/react-components'
import { useEffect, useState, type FormEvent } from 'react'
import { get, problemFrom } from '../hub/api'
import { Mark } from './Mark'
import styles from './Session.module.css'
import { signIn } from './session'

interface DemoUser {
  name?: string
  email: string
  role?: string
  password?: string
}

/** The way in. Where the demo runs, it says who can come in. */
export function SignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isAsking, setAsking] = useState(false)
  const demo = useDemoUsers()

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isAsking) return
    setAsking(true)
    setProblem(undefined)
    try {
      await signIn(email.trim(), password)
    } catch (error) {
      const { status, message } = problemFrom(error)
      setProblem(status === 401 ? 'That e-mail and password don’t go together. Check both and try again.' : message)
      setAsking(false)
    }
  }

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <Mark />
        <h1>Sign in to Baton</h1>
        {location.hash.startsWith('#setup=') && (
          <p className={styles.told} role="status">
            The set-up link has done its work: Baton has an administrator. Sign in, or ask them to let you in.
          </p>
        )}
        <form className={styles.form} onSubmit={(event) => void submit(event)}>
          <Field label="E-mail">
            <Input type="email" autoComplete="username" required autoFocus value={email} onChange={(_, { value }) => setEmail(value)} />
          </Field>
          <Field label="Password" {...(problem && { validationMessage: problem, validationState: 'error' })}>
            <Input
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(_, { value }) => setPassword(value)}
            />
          </Field>
          <Button type="submit" appearance="primary" size="large" disabledFocusable={isAsking}>
            {isAsking ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        {demo.length > 0 && (
          <div className={styles.demo}>
            <h2>This is the demo</h2>
            <p>Come in as one of these. {demo.some((user) => user.password) ? '' : 'Baton printed their password when it started.'}</p>
            <ul>
              {demo.map((user) => (
                <li key={user.email}>
                  <button
                    type="button"
                    onClick={() => {
                      setEmail(user.email)
                      if (user.password) setPassword(user.password)
                      else document.querySelector<HTMLInputElement>('input[type=password]')?.focus()
                    }}
                  >
                    <b>{user.name ?? user.email.split('@')[0]}</b> {user.role}
                    <span>{user.email}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )}
      </section>
    </main>
  )
}

/** Who can come in to the demo; nobody is named where it isn't one. */
function useDemoUsers(): DemoUser[] {
  const [users, setUsers] = useState<DemoUser[]>([])
  useEffect(() => {
    get<{ users: DemoUser[] }>('/demo').then(
      (demo) => setUsers(demo.users),
      () => setUsers([]),
    )
  }, [])
  return users
}
