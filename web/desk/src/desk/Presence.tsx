import type { Presence } from '../hub/wire'
import styles from './Presence.module.css'

export const presences: Presence[] = ['Available', 'Busy', 'DoNotDisturb', 'Away', 'Offline']

export function presenceName(presence: Presence): string {
  return presence === 'DoNotDisturb' ? 'Do not disturb' : presence
}

/** A presence as a dot whose shape says the same as its colour. */
export function PresenceDot({ presence }: { presence: Presence }) {
  return <span className={styles.dot} data-presence={presence} aria-hidden />
}
