import type { From } from '../hub/wire'
import styles from './TypingLine.module.css'

/** Somebody is writing: three dots, and words for those who can't see them. */
export function TypingLine({ from }: { from: From }) {
  return (
    <p className={styles.typing}>
      <span className={styles.dots} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      <span>
        <bdi>{from.name}</bdi> is writing
      </span>
    </p>
  )
}
