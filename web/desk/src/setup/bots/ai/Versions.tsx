import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { get, post, problemFrom } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { Time } from '../../../look/Time'
import { load, useLoaded } from '../../loaded'
import { Empty, TableBox, Trouble, Waiting } from '../../parts'
import look from '../topics/versions/Versions.module.css'
import { changesOf } from './program'
import PromptDiff from './PromptDiff'
import type { AiBotNow, AiProgram, AiVersion } from './wire'

const pageMax = 20

interface Props {
  bot: string
  now: AiBotNow
  write: (changed: AiProgram) => void
  canChange: boolean
}

/** What was published when and by whom; each version can be compared with what is live, and brought back. */
export default function Versions({ bot, now, write, canChange }: Props) {
  const list = `/bots/${bot}/ai/versions?limit=${pageMax}`
  const { value: newest, problem } = useLoaded<AiVersion[]>(list)
  const [older, setOlder] = useState<AiVersion[]>([])
  const [isEnd, setEnd] = useState(false)
  const [open, setOpen] = useState<number>()
  const versions = [...(newest ?? []), ...older.filter(({ n }) => !newest?.some((one) => one.n === n))]
  const chosen = versions.find(({ n }) => n === open)

  const more = async (): Promise<void> => {
    try {
      const next = await get<AiVersion[]>(`${list}&before=${versions.at(-1)!.n}`)
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
      <TableBox label="Versions" className={look.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Published</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            {versions.map(({ n, at, by, note, isLive }) => (
              <tr key={n} data-open={n === open}>
                <th scope="row">
                  <button type="button" className={look.name} aria-expanded={n === open} onClick={() => setOpen(n === open ? undefined : n)}>
                    Version {n}
                  </button>{' '}
                  {isLive && <span className={look.live}>live</span>}
                </th>
                <td>
                  <Time at={at} /> {by && `by ${by}`}
                </td>
                <td className={look.note}>{note || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {!isEnd && versions.length >= pageMax && <Button onClick={() => void more()}>Older versions</Button>}
      {chosen && <One key={chosen.n} bot={bot} version={chosen} now={now} write={write} canChange={canChange} done={() => Promise.all([load(list), load(`/bots/${bot}/ai`)])} />}
    </>
  )
}

function One({ bot, version, now, write, canChange, done }: Props & { version: AiVersion; done: () => Promise<unknown> }) {
  const [isDoing, setDoing] = useState(false)
  const { n, isLive, program } = version
  const [other, otherName] = isLive || !now.live ? [now.draft, 'the draft'] : [now.live, 'what is live']
  const changes = changesOf(program, other)

  const restore = async (): Promise<void> => {
    setDoing(true)
    try {
      const made = await post<{ n: number }>(`/bots/${bot}/ai/versions/${n}/restore`, {})
      await done()
      tell(`Version ${n} is live again, as version ${made.n}. Visitors who already talk finish on the version they began.`)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setDoing(false)
  }

  return (
    <section className={look.one} aria-label={`Version ${n}`}>
      <div className={look.head}>
        <h3>Version {n}</h3>
        {canChange && (
          <span className={look.deeds}>
            <Button size="small" onClick={() => write(program)}>
              Take into the draft
            </Button>
            {!isLive && (
              <Button size="small" appearance="primary" disabledFocusable={isDoing} onClick={() => !isDoing && void restore()}>
                {isDoing ? 'One moment…' : 'Roll back to it'}
              </Button>
            )}
          </span>
        )}
      </div>
      <p>{changes.length === 0 ? `Nothing differs from ${otherName}.` : `From it to ${otherName}: ${changes.join(' · ')}.`}</p>
      {program.prompt !== other.prompt && <PromptDiff label={`The prompt of version ${n} and of ${otherName}`} before={program.prompt} after={other.prompt} />}
    </section>
  )
}
