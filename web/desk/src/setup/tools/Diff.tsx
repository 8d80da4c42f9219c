import type { ReactNode } from 'react'
import type { Preview } from '../wire'
import styles from './tools.module.css'

/** What a run would change: from what, to what; and what one can say to it. */
export function Diff({ preview: { summary, changes }, children }: { preview: Preview; children: ReactNode }) {
  const isNew = changes.every(({ from }) => from === undefined || from === null)
  return (
    <div className={styles.diff}>
      <p>
        <b>{summary}</b>
      </p>
      {changes.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              {!isNew && <th scope="col">From</th>}
              <th scope="col">{isNew ? 'Value' : 'To'}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, from, to }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                {!isNew && <td>{isSaid(from) ? <del>{told(from)}</del> : 'nothing'}</td>}
                <td>{isSaid(to) ? <ins>{told(to)}</ins> : 'nothing'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={styles.deeds}>{children}</div>
    </div>
  )
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
const told = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
