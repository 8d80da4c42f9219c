import { Empty, TableBox, Waiting } from '../../parts'
import { useAuthoring } from './authoring'
import { nameOf } from './names'
import styles from './Topics.module.css'
import type { Overlap } from './wire'

/** Phrases of different topics that are so alike that the bot may take one for the other. */
export function Overlaps() {
  const { checked } = useAuthoring()
  if (!checked.report) return <Waiting>Comparing</Waiting>
  const { overlaps } = checked.report
  if (overlaps.length === 0)
    return (
      <Empty title="No phrases overlap">
        <p>Each topic’s phrases are far enough from the others’. This is looked at anew with every change.</p>
      </Empty>
    )
  return (
    <>
      <p className={styles.lead}>
        Visitors who say one of these may be asked which topic they mean. Make the phrases more telling, or keep each in one topic only.
      </p>
      <TableBox label="Overlapping phrases" className={styles.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">Phrase</th>
              <th scope="col">is like</th>
              <th scope="col">Likeness</th>
            </tr>
          </thead>
          <tbody>
            {overlaps.map((overlap, n) => (
              <tr key={n}>
                <td>
                  <Phrase phrase={overlap.phrase} path={overlap.path} />
                </td>
                <td>
                  <Phrase phrase={overlap.otherPhrase} path={overlap.otherPath} />
                </td>
                <td>
                  <Likeness of={overlap} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  )
}

function Phrase({ phrase, path }: { phrase: string; path: string }) {
  const { now, open } = useAuthoring()
  const lines = now.files.find((file) => file.path === path)?.text.split('\n') ?? []
  const line = lines.findIndex((one) => one.toLocaleLowerCase().includes(phrase.toLocaleLowerCase())) + 1
  return (
    <>
      “{phrase}”
      <br />
      <button type="button" className={styles.name} onClick={() => open(path, line || 1)}>
        <bdi>{nameOf(path)}</bdi>
      </button>
    </>
  )
}

function Likeness({ of: { score } }: { of: Overlap }) {
  const percent = Math.round(score * 100)
  return (
    <span className={styles.likeness}>
      <span className={styles.number}>{percent} %</span>
      <span className={styles.bar} aria-hidden>
        <span style={{ inlineSize: `${Math.min(100, percent)}%` }} />
      </span>
    </span>
  )
}
