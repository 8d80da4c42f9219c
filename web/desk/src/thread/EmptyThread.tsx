import { Button } from '@fluentui/react-components'
import { lazy, Suspense } from 'react'
import { ChatMultipleRegular, EyeOffRegular } from '@fluentui/react-icons'
import { myRows, useRows } from '../inbox/lists'
import type { Me } from '../hub/wire'
import { open } from '../look/place'
import styles from './EmptyThread.module.css'

const FirstSteps = lazy(() => import('../setup/FirstSteps'))

/** No conversation is open: what to do next. In a Baton that visitors can't reach yet, an administrator's next thing is the set-up. */
export function EmptyThread({ me }: { me: Me }) {
  const caughtUp = <CaughtUp />
  if (me.role !== 'administrator') return caughtUp
  return (
    <Suspense fallback={caughtUp}>
      <FirstSteps otherwise={caughtUp} />
    </Suspense>
  )
}

function CaughtUp() {
  const { mine, waiting } = useRows()
  return (
    <div className={styles.empty}>
      <ChatMultipleRegular className={styles.glyph} aria-hidden />
      <h2>{mine.length > 0 ? 'Pick up where you left' : 'You are all caught up'}</h2>
      {mine.length > 0 ? (
        <>
          <p>
            {mine.length === 1 ? 'One conversation is yours.' : `${mine.length} conversations are yours.`} Move with the keys, open with
            Enter.
          </p>
          <Button appearance="primary" onClick={() => open(myRows()[0]?.id)}>
            Open the latest
          </Button>
        </>
      ) : (
        <p>
          {waiting.length > 0
            ? `${waiting.length === 1 ? 'One visitor is' : `${waiting.length} visitors are`} waiting; whoever suits you is offered to you.`
            : 'When a visitor needs you, the offer slides in over the list.'}
        </p>
      )}
      <p className={styles.keys}>
        <kbd>J</kbd> <kbd>K</kbd> move <kbd>Ctrl K</kbd> find anything <kbd>?</kbd> all keys
      </p>
    </div>
  )
}

/** The address names a conversation that this user can't see. */
export function GoneThread() {
  return (
    <div className={styles.empty}>
      <EyeOffRegular className={styles.glyph} aria-hidden />
      <h2>This conversation isn’t here</h2>
      <p>It may belong to another queue, or the address is incomplete. Ask whoever sent it to you, or go back to your own.</p>
      <Button appearance="primary" onClick={() => open(undefined)}>
        Back to the list
      </Button>
    </div>
  )
}

/** Shown only when a conversation takes longer than a blink to arrive. */
export function LoadingThread() {
  return (
    <div className={styles.loading} role="status" aria-label="Opening the conversation">
      <span />
      <span />
      <span />
    </div>
  )
}
