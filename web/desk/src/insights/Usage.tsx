import { Button } from '@fluentui/react-components'
import { Part, TableBox } from '../setup/parts'
import { dayName, percent, rate, thousands } from './numbers'
import styles from './Insights.module.css'
import { useWidth } from './useWidth'
import type { Tokens } from './wire'

const height = 120
const edge = { top: 8, right: 8, bottom: 24, left: 48 }

/** What an AI bot used of its model: by day beside the day's budget, by model, and for a conversation. */
export function Usage({ of: used, open }: { of: Tokens; open: () => void }) {
  const { conversationAverage: average, conversationMax, dayMax } = used
  const most = used.days.reduce((top, day) => (day.tokens > top.tokens ? day : top), { day: '', tokens: 0 })
  return (
    <Part title="Tokens">
      {used.tokens === 0 ? (
        <p className={styles.of}>It has used none in this time: it was asked nothing, or it ran without a model.</p>
      ) : (
        <>
          <dl className={styles.facts}>
            <Fact name="In all" value={thousands(used.tokens)} of={dayMax === 0 ? 'no limit by the day' : `most on a day: ${percent(rate(most.tokens, dayMax))} of its ${thousands(dayMax)}`} />
            <Fact
              name="A conversation"
              value={average === null || average === undefined ? '–' : thousands(average)}
              of={conversationMax === 0 ? 'on average; no limit' : `on average; it may use ${thousands(conversationMax)}`}
            />
          </dl>
          <Days days={used.days} budget={dayMax} />
          <p className={styles.more}>
            <Button size="small" onClick={open}>
              Conversations with their tokens
            </Button>
          </p>
          <details className={styles.details}>
            <summary>By model and by day, as tables</summary>
            <TableBox label="Tokens by model">
              <Table first="Model" rows={used.models.map(({ name, ...counts }) => ({ name: name || 'not written down then', ...counts }))} />
            </TableBox>
            <TableBox label="Tokens by day">
              <Table first="Day (UTC)" rows={used.days.map(({ day, ...counts }) => ({ name: dayName(day), ...counts }))} />
            </TableBox>
          </details>
        </>
      )}
    </Part>
  )
}

function Fact({ name, value, of }: { name: string; value: string; of: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> <span className={styles.of}>{of}</span>
      </dd>
    </div>
  )
}

/** A bar for each day, and a line where the day's budget ends, once a day comes near it. */
function Days({ days, budget }: { days: Tokens['days']; budget: number }) {
  const [box, width] = useWidth()
  const most = Math.max(1, ...days.map((day) => day.tokens))
  const isNear = budget > 0 && most > budget / 4
  const top = isNear ? Math.max(most, budget) * 1.05 : most
  const inner = Math.max(1, width - edge.left - edge.right)
  const step = inner / days.length
  const y = (value: number): number => edge.top + (1 - value / top) * (height - edge.top - edge.bottom)
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(inner / 90))))
  return (
    <div ref={box} className={styles.plot}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden>
          <line className={styles.grid} x1={edge.left} x2={width - edge.right} y1={y(0)} y2={y(0)} />
          <text className={styles.tick} x={edge.left - 6} y={y(most) + 9} textAnchor="end">
            {thousands(most)}
          </text>
          {days.map((day, at) => (
            <g key={day.day}>
              <rect className={styles.used} x={edge.left + at * step + step * 0.15} width={step * 0.7} y={y(day.tokens)} height={Math.max(0, y(0) - y(day.tokens))} />
              {at % every === 0 && (
                <text className={styles.tick} x={edge.left + (at + 0.5) * step} y={height - 6} textAnchor="middle">
                  {dayName(day.day)}
                </text>
              )}
            </g>
          ))}
          {isNear && (
            <>
              <line className={styles.budget} x1={edge.left} x2={width - edge.right} y1={y(budget)} y2={y(budget)} />
              <text className={styles.tick} x={width - edge.right} y={y(budget) + 14} textAnchor="end">
                the day’s budget: {thousands(budget)}
              </text>
            </>
          )}
        </svg>
      )}
    </div>
  )
}

function Table({ first, rows }: { first: string; rows: { name: string; tokens: number; calls: number }[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col">Tokens</th>
          <th scope="col">Times asked</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td>{thousands(row.tokens)}</td>
            <td>{row.calls}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
