import { Button, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { get, post, problemFrom } from '../../../../hub/api'
import { tell, tellProblem } from '../../../../look/notices'
import { Time } from '../../../../look/Time'
import { load, useLoaded } from '../../../loaded'
import { Empty, TableBox, Trouble, Waiting } from '../../../parts'
import { useAuthoring } from '../authoring'
import { changesBetween } from '../changes'
import type { Version, VersionWithFiles } from '../wire'
import { Changes } from './Changes'
import styles from './Versions.module.css'

const pageMax = 20

/** What was published when and by whom; each version can be compared and brought back. */
export default function Versions() {
  const { bot } = useAuthoring()
  const list = `/bots/${bot.id}/topics/versions?limit=${pageMax}`
  const { value: newest, problem } = useLoaded<Version[]>(list)
  const [older, setOlder] = useState<Version[]>([])
  const [isEnd, setEnd] = useState(false)
  const [open, setOpen] = useState<number>()
  const versions = [...(newest ?? []), ...older.filter(({ n }) => !newest?.some((one) => one.n === n))]

  const more = async (): Promise<void> => {
    try {
      const next = await get<Version[]>(`${list}&before=${versions.at(-1)!.n}`)
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
              <th scope="col">Version</th>
              <th scope="col">Published</th>
              <th scope="col">Note</th>
              <th scope="col">Files</th>
              <th scope="col">Visitors on it</th>
            </tr>
          </thead>
          <tbody>
            {versions.map(({ n, at, by, note, files, isLive, conversations }) => (
              <tr key={n} data-open={n === open}>
                <th scope="row">
                  <button type="button" className={styles.name} aria-expanded={n === open} onClick={() => setOpen(n === open ? undefined : n)}>
                    Version {n}
                  </button>{' '}
                  {isLive && <span className={styles.live}>live</span>}
                </th>
                <td>
                  <Time at={at} /> {by && `by ${by}`}
                </td>
                <td className={styles.note}>{note || '–'}</td>
                <td className={styles.number}>{files}</td>
                <td className={styles.number}>{conversations || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {!isEnd && versions.length >= pageMax && <Button onClick={() => void more()}>Older versions</Button>}
      {open !== undefined && <OneVersion key={open} n={open} versions={versions} done={() => void load(list)} />}
    </>
  )
}

type Against = 'draft' | 'live' | `${number}`

function OneVersion({ n, versions, done }: { n: number; versions: readonly Version[]; done: () => void }) {
  const { bot, draft, now, canChange } = useAuthoring()
  const path = `/bots/${bot.id}/topics/versions`
  const version = versions.find((one) => one.n === n)!
  const previous = versions.find((one) => one.n < n)?.n
  const [against, setAgainst] = useState<Against>(version.isLive ? (previous === undefined ? 'draft' : `${previous}`) : 'live')
  const { value: own, problem } = useLoaded<VersionWithFiles>(`${path}/${n}`)
  const { value: other } = useLoaded<VersionWithFiles>(/^\d+$/.test(against) ? `${path}/${against}` : undefined)
  const [isDoing, setDoing] = useState(false)
  const compared = against === 'draft' ? now.files : against === 'live' ? now.published : other?.files
  // The older of both stands before: what differs is what came since.
  const isForward = against === 'draft' || (against === 'live' ? !version.isLive : Number(against) > n)
  const changes = own && compared && (isForward ? changesBetween(own.files, compared) : changesBetween(compared, own.files))

  const rollBack = async (): Promise<void> => {
    setDoing(true)
    try {
      const made = await post<{ n: number }>(`${path}/${n}/publish`)
      if (now.is === 'saved' && now.revision === 0) await draft.load()
      else await draft.refreshPublished()
      tell(`Version ${n} is live again, as version ${made.n}. Visitors who already talk finish on the version they began.`)
      done()
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setDoing(false)
  }

  const intoDraft = (): void => {
    const before = now.files
    draft.type(own!.files)
    tell(`The draft is now as version ${n} was.`, { label: 'Undo', run: () => draft.type(before) })
  }

  if (problem) return <Trouble problem={problem} />
  return (
    <section className={styles.one} aria-label={`Version ${n}`}>
      <div className={styles.head}>
        <h3>Version {n}</h3>
        <label className={styles.against}>
          compared with
          <Select size="small" value={against} onChange={(_, { value }) => setAgainst(value as Against)}>
            <option value="draft">the draft</option>
            {!version.isLive && <option value="live">what is live</option>}
            {versions
              .filter((one) => one.n !== n && !one.isLive)
              .map((one) => (
                <option key={one.n} value={`${one.n}`}>
                  version {one.n}
                </option>
              ))}
          </Select>
        </label>
        {canChange && (
          <span className={styles.deeds}>
            <Button size="small" disabledFocusable={!own} onClick={() => own && intoDraft()}>
              Take into the draft
            </Button>
            {!version.isLive && (
              <Button size="small" appearance="primary" disabledFocusable={isDoing} onClick={() => void rollBack()}>
                {isDoing ? 'One moment…' : 'Roll back to it'}
              </Button>
            )}
          </span>
        )}
      </div>
      {!changes ? <Waiting>Comparing</Waiting> : changes.length === 0 ? <p>Nothing differs.</p> : <Changes key={against} changes={changes} label="Differences" />}
    </section>
  )
}
