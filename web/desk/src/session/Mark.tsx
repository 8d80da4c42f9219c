import styles from './Session.module.css'

/** Baton's sign. */
export function Mark() {
  return (
    <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" />
      <rect className={styles.baton} x="5" y="12" width="22" height="8" rx="4" transform="rotate(-40 16 16)" />
    </svg>
  )
}
