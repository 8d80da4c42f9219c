import { Button } from '@fluentui/react-components'
import { Time } from '../../look/Time'
import { load, useLoaded } from '../loaded'
import { TableBox, Trouble, Waiting } from '../parts'
import type { BotHealth as Health, BotSpan } from '../wire'
import styles from './Bots.module.css'

/** How a bot's turns went: in numbers, in a plot of its last day, and why some failed. */
export function BotHealth({ id }: { id: string }) {
  const path = `/bots/${id}/health`
  const { value: health, problem } = useLoaded<Health>(path)
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!health) return <Waiting>Reading</Waiting>
  return (
    <div className={styles.health}>
      <dl className={styles.facts}>
        <Fact name="Last hour">{spanWords(health.hour)}</Fact>
        <Fact name="Last day">{spanWords(health.day)}</Fact>
        <Fact name="Last success">{health.lastOkAt ? <Time at={health.lastOkAt} /> : 'None yet'}</Fact>
        <Fact name="Last failure">
          {health.lastFailedAt ? (
            <>
              <Time at={health.lastFailedAt} />: {health.lastFailure}
            </>
          ) : (
            'None'
          )}
        </Fact>
      </dl>
      <Plot spans={health.plot} />
      {health.reasons.length > 0 && (
        <TableBox label="Why turns failed in the last day">
          <table>
            <thead>
              <tr>
                <th scope="col">Why turns failed in the last day</th>
                <th scope="col">Times</th>
              </tr>
            </thead>
            <tbody>
              {health.reasons.map(({ reason, count }) => (
                <tr key={reason}>
                  <td>{reason}</td>
                  <td>{count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <Button size="small" onClick={() => void load(path)}>
        Look again
      </Button>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const ms = (value: number | undefined): string => (value === undefined ? '' : value < 1000 ? `${value} ms` : `${(value / 1000).toFixed(1)} s`)

export function spanWords({ turns, failures, p50Ms, p95Ms }: BotSpan): string {
  if (turns === 0) return 'No turns'
  const failed = failures === 0 ? 'none failed' : `${failures} failed`
  return `${turns.toLocaleString('en')} ${turns === 1 ? 'turn' : 'turns'}, ${failed}; half within ${ms(p50Ms)}, nearly all within ${ms(p95Ms)}`
}

const [width, height, dayMs, partMs] = [480, 96, 86_400_000, 1_800_000]

/** The time that nearly all turns took, by half hours: bars, marked where turns failed. */
function Plot({ spans }: { spans: readonly BotSpan[] }) {
  if (spans.length === 0) return null
  const most = Math.max(...spans.map((span) => span.p95Ms ?? 0), 1)
  const last = Math.max(...spans.map((span) => Date.parse(span.from)))
  const bar = width / (dayMs / partMs)
  return (
    <figure className={styles.plot}>
      <svg viewBox={`0 0 ${width} ${height + 2}`} role="img" aria-label={`Nearly all turns of the last day took at most ${ms(most)}.`}>
        <line x1={0} x2={width} y1={height + 1} y2={height + 1} />
        {spans.map((span) => {
          const x = width - bar - ((last - Date.parse(span.from)) / partMs) * bar
          const tall = Math.max(2, ((span.p95Ms ?? 0) / most) * (height - 4))
          return (
            <rect key={span.from} x={x + 1} width={bar - 2} y={height - tall} height={tall} rx={1} data-failed={span.failures > 0}>
              <title>{`${new Date(span.from).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}: ${spanWords(span)}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption>Time within which nearly all turns were done, by half hours of the last day; at most {ms(most)}. Striped where turns failed.</figcaption>
    </figure>
  )
}
