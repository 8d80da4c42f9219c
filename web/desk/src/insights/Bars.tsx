import { Button } from '@fluentui/react-components'
import styles from './Insights.module.css'

export interface Bar {
  name: string
  parts: readonly { title: string; line: string; count: number }[]
  more?: string
  open: () => void
}

/** What happened how often: a bar for each name, in a table that says the same in numbers. */
export function Bars({ label, first, bars }: { label: string; first: string; bars: readonly Bar[] }) {
  const whole = (bar: Bar): number => bar.parts.reduce((sum, part) => sum + part.count, 0)
  const most = Math.max(1, ...bars.map(whole))
  const titles = bars[0]?.parts.map((part) => part.title) ?? []
  const hasMore = bars.some((bar) => bar.more !== undefined)
  return (
    <table className={styles.bars} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {titles.map((title) => (
            <th key={title} scope="col" className={styles.number}>
              {title}
            </th>
          ))}
          {hasMore && <th scope="col">Runs</th>}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.name}>
            <th scope="row">
              <Button appearance="transparent" className={styles.opens} onClick={bar.open} disabledFocusable={whole(bar) === 0}>
                {bar.name}
              </Button>
              <span className={styles.track} aria-hidden>
                {bar.parts.map((part) => (
                  <span key={part.title} className={styles.bar} data-line={part.line} style={{ inlineSize: `${(part.count / most) * 100}%` }} />
                ))}
              </span>
            </th>
            {bar.parts.map((part) => (
              <td key={part.title} className={styles.number}>
                {part.count}
              </td>
            ))}
            {hasMore && <td>{bar.more}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
