import { Spinner } from '@fluentui/react-components'
import styles from './Session.module.css'

/** The hub does not answer: say so, and keep trying. */
export function Away() {
  return (
    <main className={styles.page}>
      <section className={styles.card} role="status">
        <h1>Baton can’t be reached</h1>
        <p>It may be starting, or your network is down. This page keeps trying and opens by itself.</p>
        <Spinner size="tiny" label="Trying again" labelPosition="after" />
      </section>
    </main>
  )
}
