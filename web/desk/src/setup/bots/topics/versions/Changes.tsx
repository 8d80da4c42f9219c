import { useState } from 'react'
import { tellLines, type FileChange } from '../changes'
import { useIsWide } from '../width'
import { Compare } from './Compare'
import styles from './Versions.module.css'

const howWords = { new: 'new', changed: 'changed', removed: 'removed' }

/** Changed files as a list; each opens to its lines. */
export function Changes({ changes, label }: { changes: readonly FileChange[]; label: string }) {
  const [open, setOpen] = useState<string | undefined>(changes.length === 1 ? changes[0]!.path : undefined)
  const isWide = useIsWide()
  return (
    <ul className={styles.changes} aria-label={label}>
      {changes.map((change) => {
        const { path, how, before, after } = change
        const isOpen = path === open
        return (
          <li key={path}>
            <button type="button" className={styles.change} aria-expanded={isOpen} onClick={() => setOpen(isOpen ? undefined : path)}>
              <bdi>{path}</bdi>
              <span className={styles.how} data-how={how}>
                {howWords[how]}
              </span>
              <span className={styles.lines}>{tellLines(change)}</span>
            </button>
            {isOpen && <Compare label={`Changes of ${path}`} before={before} after={after} isSideBySide={isWide && how === 'changed'} />}
          </li>
        )
      })}
    </ul>
  )
}
