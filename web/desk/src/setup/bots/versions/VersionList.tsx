import { Button } from '@fluentui/react-components'
import { useState, type ReactNode } from 'react'
import { get, problemFrom } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { Time } from '../../../look/Time'
import { load, useLoaded } from '../../loaded'
import { Empty, TableBox, Trouble, Waiting } from '../../parts'
import styles from '../topics/versions/Versions.module.css'

const pageMax = 20

/** What all versions of a bot have, whatever they are versions of. */
export interface Published {
  n: number
  at: string
  by?: string | null
  note?: string | null
  isLive: boolean
}

interface Props<V extends Published> {
  /** Where they are, such as /bots/{id}/ai/versions. */
  path: string
  /** What there is to say of each beside when, who and why. */
  columns?: readonly { title: string; of: (version: V) => ReactNode }[]
  /** The one that is open, with all that are shown; again: when something was done to them. */
  one: (version: V, all: readonly V[], again: () => Promise<void>) => ReactNode
}

/** What was published when, by whom and why, newest first; one at a time is opened below. */
export function VersionList<V extends Published>({ path, columns = [], one }: Props<V>) {
  const list = `${path}?limit=${pageMax}`
  const { value: newest, problem } = useLoaded<V[]>(list)
  const [older, setOlder] = useState<V[]>([])
  const [isEnd, setEnd] = useState(false)
  const [open, setOpen] = useState<number>()
  const versions = [...(newest ?? []), ...older.filter(({ n }) => !newest?.some((known) => known.n === n))]
  const chosen = versions.find(({ n }) => n === open)

  const more = async (): Promise<void> => {
    try {
      const next = await get<V[]>(`${list}&before=${versions.at(-1)!.n}`)
      setOlder([...older, ...next])
      setEnd(next.length < pageMax)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
  }

  if (problem) return <Trouble problem={problem} again={() => void load(list)} />
  if (!newest) return <Waiting>Reading</Waiting>
  if (versions.length === 0)
    return (
      <Empty title="Nothing was published yet">
        <p>Publish the draft, and its first version stands here. Every later one can be compared with it and rolled back to.</p>
      </Empty>
    )
  return (
    <>
      <TableBox label="Versions" className={styles.table}>
        <table>
          <thead>
            <tr>
              {['Version', 'Published', 'Note', ...columns.map(({ title }) => title)].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.n} data-open={version.n === open}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.name}
                    aria-expanded={version.n === open}
                    onClick={() => setOpen(version.n === open ? undefined : version.n)}
                  >
                    Version {version.n}
                  </button>{' '}
                  {version.isLive && <span className={styles.live}>live</span>}
                </th>
                <td>
                  <Time at={version.at} /> {version.by && `by ${version.by}`}
                </td>
                <td className={styles.note}>{version.note || '–'}</td>
                {columns.map(({ title, of }) => (
                  <td key={title} className={styles.number}>
                    {of(version)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {!isEnd && versions.length >= pageMax && <Button onClick={() => void more()}>Older versions</Button>}
      {chosen && <div key={chosen.n}>{one(chosen, versions, () => load(list))}</div>}
    </>
  )
}

interface OpenProps {
  version: Published
  canChange: boolean
  /** What it is compared with, beside its name. */
  against?: ReactNode
  /** Absent while it is being read. */
  intoDraft?: (() => void) | undefined
  /** Publishes it again; answers its new number. */
  rollBack: () => Promise<number>
  children: ReactNode
}

/** One version: what differs, and the ways back to it. */
export function OpenVersion({ version: { n, isLive }, canChange, against, intoDraft, rollBack, children }: OpenProps) {
  const [isDoing, setDoing] = useState(false)

  const back = async (): Promise<void> => {
    setDoing(true)
    try {
      const made = await rollBack()
      tell(`Version ${n} is live again, as version ${made}. Visitors who already talk finish on the version they began.`)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setDoing(false)
  }

  return (
    <section className={styles.one} aria-label={`Version ${n}`}>
      <div className={styles.head}>
        <h3>Version {n}</h3>
        {against}
        {canChange && (
          <span className={styles.deeds}>
            <Button size="small" disabledFocusable={!intoDraft} onClick={intoDraft}>
              Take into the draft
            </Button>
            {!isLive && (
              <Button size="small" appearance="primary" disabledFocusable={isDoing} onClick={() => !isDoing && void back()}>
                {isDoing ? 'One moment…' : 'Roll back to it'}
              </Button>
            )}
          </span>
        )}
      </div>
      {children}
    </section>
  )
}
