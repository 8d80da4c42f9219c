import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Spinner } from '@fluentui/react-components'
import { useId, type ReactNode } from 'react'
import type { Problem } from '../hub/api'
import styles from './parts.module.css'

export type Tone = 'well' | 'warning' | 'wrong' | 'off' | 'asking'

/** The top of a page: its name, one sentence on what it is for, and how it stands. */
export function Head({ name, purpose, children }: { name: string; purpose: string; children?: ReactNode }) {
  return (
    <header className={styles.head}>
      <h2>{name}</h2>
      <p>{purpose}</p>
      {children}
    </header>
  )
}

/** How something stands: words, and a dot whose shape says the same as its colour. */
export function Standing({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <p className={styles.standing} role="status">
      <span className={styles.dot} data-tone={tone} aria-hidden />
      <span>{children}</span>
    </p>
  )
}

export function Part({ title, id, children, aside }: { title: string; id?: string; children: ReactNode; aside?: ReactNode }) {
  const heading = useId()
  return (
    <section className={styles.part} id={id} aria-labelledby={heading}>
      <div className={styles.title}>
        <h3 id={heading}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** Said where something could not be read, with another try. */
export function Trouble({ problem, again }: { problem: Problem; again?: () => void }) {
  const isNotThere = problem.status === 404
  return (
    <div className={styles.trouble} role="alert">
      <p>{isNotThere ? 'This Baton does not have it yet. It comes with an update of the server.' : problem.message}</p>
      {again && !isNotThere && (
        <Button size="small" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** An empty list says what it is and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h3>{title}</h3>
      {children}
    </div>
  )
}

interface SaveProps {
  /** What saving will change, each a sentence's part; none means there is nothing to save. */
  changes: readonly string[]
  isSaving: boolean
  problem?: string | undefined
  label?: string
  discard: () => void
  children?: ReactNode
}

/** The foot of a form: what will change, Save, and beside it whatever else can be done. */
export function SaveBar({ changes, isSaving, problem, label = 'Save', discard, children }: SaveProps) {
  return (
    <div className={styles.save}>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {changes.length > 0 && (
        <p className={styles.changes} role="status">
          <b>Saving changes:</b> {changes.join(' · ')}
        </p>
      )}
      <div className={styles.deeds}>
        <Button type="submit" appearance="primary" disabledFocusable={changes.length === 0 || isSaving}>
          {isSaving ? 'Saving…' : label}
        </Button>
        {children}
        {changes.length > 0 && (
          <Button appearance="subtle" onClick={discard}>
            Discard
          </Button>
        )}
      </div>
    </div>
  )
}

interface ConfirmProps {
  title: string
  deed: string
  isDoing?: boolean
  cancel: () => void
  confirm: () => void
  children: ReactNode
}

/** Asked only before what can't be undone; says what stops. */
export function Confirm({ title, deed, isDoing = false, cancel, confirm, children }: ConfirmProps) {
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && cancel()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button appearance="secondary" onClick={cancel}>
              Leave it
            </Button>
            <Button appearance="primary" className={styles.loss} disabledFocusable={isDoing} onClick={confirm}>
              {isDoing ? 'One moment…' : deed}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

/** JSON as people read it; long texts wrap. */
export function Json({ of, label }: { of: unknown; label: string }) {
  return (
    <pre className={styles.json} tabIndex={0} role="region" aria-label={label}>
      {JSON.stringify(of, null, 2)}
    </pre>
  )
}

export function Waiting({ children }: { children: string }) {
  return <Spinner size="tiny" label={children} labelPosition="after" className={styles.waiting} />
}

/** A table that scrolls by itself where there is no room for it. */
export function TableBox({ label, className, children }: { label: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={className ? `${styles.box} ${className}` : styles.box} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  )
}
