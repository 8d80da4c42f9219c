import type { ReactNode } from 'react'
import { Checklist, useSteps } from './Checklist'
import styles from './FirstSteps.module.css'
import { isReady } from './steps'

/** What an administrator sees where no conversation is open, until visitors can reach Baton. */
export default function FirstSteps({ otherwise }: { otherwise: ReactNode }) {
  const all = useSteps()
  if (!all || isReady(all)) return otherwise
  return (
    <div className={styles.first}>
      <h2>Welcome to Baton</h2>
      <p>Visitors can’t reach you yet. These steps lead there; the first chat is a few minutes away.</p>
      <Checklist />
    </div>
  )
}
