import { stepName } from './numbers'
import styles from './Insights.module.css'
import { useWidth } from './useWidth'
import type { Step } from './wire'

const height = 200
const edge = { top: 8, right: 8, bottom: 24, left: 34 }
const lines = [
  { name: 'conversations', title: 'Conversations' },
  { name: 'resolved', title: 'Resolved' },
  { name: 'escalated', title: 'Passed on' },
  { name: 'abandoned', title: 'Left unanswered' },
] as const

/** How it went over time: a line for each number, told apart by dashes as well as colour; the table has the same. */
export function Line({ series, unit }: { series: Step[]; unit: 'hour' | 'day' }) {
  const [box, width] = useWidth()
  const most = Math.max(1, ...series.map((step) => step.conversations))
  const top = niceTop(most)
  const inner = Math.max(1, width - edge.left - edge.right)
  const x = (at: number): number => edge.left + (series.length < 2 ? inner / 2 : (at / (series.length - 1)) * inner)
  const y = (value: number): number => edge.top + (1 - value / top) * (height - edge.top - edge.bottom)
  const every = Math.max(1, Math.ceil(series.length / Math.max(2, Math.floor(inner / 90))))
  return (
    <div ref={box} className={styles.plot}>
      <ul className={styles.legend} aria-hidden>
        {lines.map(({ name, title }) => (
          <li key={name}>
            <svg width="28" height="8">
              <line className={styles.line} data-line={name} x1="1" x2="27" y1="4" y2="4" />
            </svg>
            {title}
          </li>
        ))}
      </ul>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden>
          {[0, 0.5, 1].map((part) => (
            <g key={part}>
              <line className={styles.grid} x1={edge.left} x2={width - edge.right} y1={y(top * part)} y2={y(top * part)} />
              <text className={styles.tick} x={edge.left - 6} y={y(top * part) + 4} textAnchor="end">
                {top * part}
              </text>
            </g>
          ))}
          {series.map((step, at) =>
            at % every === 0 ? (
              <text key={step.at} className={styles.tick} x={x(at)} y={height - 6} textAnchor={at === 0 && series.length > 1 ? 'start' : x(at) > width - 50 ? 'end' : 'middle'}>
                {stepName(step, unit)}
              </text>
            ) : null,
          )}
          {lines.map(({ name }) => (
            <g key={name}>
              <polyline className={styles.line} data-line={name} points={series.map((step, at) => `${x(at)},${y(step[name])}`).join(' ')} />
              {series.length < 40 && series.map((step, at) => <circle key={step.at} className={styles.point} data-line={name} cx={x(at)} cy={y(step[name])} r="2.5" />)}
            </g>
          ))}
        </svg>
      )}
    </div>
  )
}

/** The same numbers as a table. */
export function StepTable({ series, unit }: { series: Step[]; unit: 'hour' | 'day' }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{unit === 'hour' ? 'Hour' : 'Day'}</th>
          {lines.map(({ name, title }) => (
            <th key={name} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {series.map((step) => (
          <tr key={step.at}>
            <th scope="row">{stepName(step, unit)}</th>
            {lines.map(({ name }) => (
              <td key={name}>{step[name]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A round, even number at or above the highest, so that the middle is whole. */
function niceTop(most: number): number {
  const size = 10 ** Math.floor(Math.log10(most))
  return [2, 4, 6, 10, 20].map((times) => times * size).find((top) => top >= most) ?? most
}
