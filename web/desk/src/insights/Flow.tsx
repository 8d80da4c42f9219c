import { percent, rate } from './numbers'
import styles from './Insights.module.css'
import { useWidth } from './useWidth'
import type { Outcome, Totals } from './wire'

export const outcomes: readonly { name: Outcome; title: string }[] = [
  { name: 'resolved', title: 'Resolved' },
  { name: 'escalated', title: 'Passed on' },
  { name: 'abandoned', title: 'Left unanswered' },
  { name: 'ongoing', title: 'Still with the bot' },
  { name: 'unengaged', title: 'Never spoke' },
]

/** As high as the words beside a band. */
const rowMin = 36
const gap = 6
const most = 160
const bar = 12
const words = 152

/** Where conversations went: from all of them to what became of each, as bands as thick as their number. */
export function Flow({ totals }: { totals: Totals }) {
  const [box, width] = useWidth()
  const shown = outcomes.filter(({ name }) => totals[name] > 0)
  const thick = (count: number): number => Math.max(2, (count / Math.max(1, totals.conversations)) * most)
  const rows = shown.map(({ name }) => Math.max(rowMin, thick(totals[name])))
  const height = rows.reduce((sum, row) => sum + row + gap, 0)
  const end = Math.max(bar * 3, width - words)
  let from = (height - shown.reduce((sum, { name }) => sum + thick(totals[name]), 0)) / 2
  let top = 0
  const bands = shown.map(({ name, title }, at) => {
    const size = thick(totals[name])
    const band = { name, title, size, from, to: top + (rows[at]! - size) / 2 }
    from += size
    top += rows[at]! + gap
    return band
  })
  const middle = (bar + end) / 2
  return (
    <div ref={box} className={styles.plot}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden>
          {bands.map(({ name, title, size, from, to }) => (
            <g key={name}>
              <path
                className={styles.band}
                data-outcome={name}
                d={`M${bar},${from} C${middle},${from} ${middle},${to} ${end},${to} v${size} C${middle},${to + size} ${middle},${from + size} ${bar},${from + size} Z`}
              />
              <rect className={styles.end} data-outcome={name} x={end} y={to} width={bar / 2} height={size} />
              <text className={styles.label} x={end + bar} y={to + size / 2 - 2}>
                {title}
              </text>
              <text className={styles.tick} x={end + bar} y={to + size / 2 + 13}>
                {totals[name]} · {percent(rate(totals[name], totals.conversations))}
              </text>
            </g>
          ))}
          <rect className={styles.start} x="0" y={bands[0]?.from ?? 0} width={bar} height={bands.reduce((sum, band) => sum + band.size, 0)} />
        </svg>
      )}
    </div>
  )
}
