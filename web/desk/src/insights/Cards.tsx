import { InfoLabel } from '@fluentui/react-components'
import { decimal, moved, percent, rate, took } from './numbers'
import styles from './Insights.module.css'
import type { Insight, Totals } from './wire'

interface Card {
  /** The measure that says what it is, and whose conversations it opens. */
  measure: string
  title: string
  value: string
  of: string
  change: string | undefined
}

/** The numbers that are looked at first, each with what it means, how it moved, and the way to what it counts. */
export function Cards({ insight, open }: { insight: Insight; open: (measure: string) => void }) {
  const help = new Map(insight.measures.map((measure) => [measure.name, measure.help]))
  return (
    <ul className={styles.cards}>
      {cardsOf(insight.totals, insight.before).map((card) => (
        <li key={card.title}>
          <InfoLabel className={styles.cardTitle} info={help.get(card.measure) ?? ''}>
            {card.title}
          </InfoLabel>
          <button type="button" className={styles.value} onClick={() => open(card.measure)} aria-label={`${card.title}: ${card.value}. Show the conversations`}>
            {card.value}
          </button>
          <span className={styles.of}>{card.of}</span>
          {card.change && <span className={styles.change}>{card.change}</span>}
        </li>
      ))}
    </ul>
  )
}

function cardsOf(now: Totals, before: Totals): Card[] {
  const share = (measure: keyof Totals, of: keyof Totals, title: string, words: string): Card => {
    const value = rate(now[measure] as number, now[of] as number)
    return {
      measure, title, value: percent(value), of: `${String(now[measure])} of ${String(now[of])} ${words}`,
      change: moved(value, rate(before[measure] as number, before[of] as number), 'points'),
    }
  }
  const time = (measure: string, title: string, median: keyof Totals, p90: keyof Totals): Card => ({
    measure, title, value: took(now[median]), of: now[p90] === null || now[p90] === undefined ? 'nothing to measure' : `nine of ten within ${took(now[p90])}`,
    change: moved(now[median], before[median], 'time'),
  })
  return [
    { measure: 'conversations', title: 'Conversations', value: String(now.conversations), of: `${now.engaged} visitors spoke to it`, change: moved(now.conversations, before.conversations, '') },
    share('resolved', 'engaged', 'Resolved by the bot', 'who spoke to it'),
    share('escalated', 'conversations', 'Passed on to a person', 'conversations'),
    share('abandoned', 'engaged', 'Left unanswered', 'who spoke to it'),
    share('falselyContained', 'resolved', 'Only seemed resolved', 'that counted as resolved'),
    {
      measure: 'rated', title: 'Satisfaction', value: now.rated > 0 ? `${decimal(now.ratingAverage)} of 5` : '–',
      of: `${now.rated} rated`, change: moved(now.ratingAverage, before.ratingAverage, ''),
    },
    time('resolved', 'Until resolved', 'resolvedSecondsMedian', 'resolvedSecondsP90'),
    time('escalated', 'Until passed on', 'escalatedSecondsMedian', 'escalatedSecondsP90'),
    { measure: 'engaged', title: 'Turns', value: decimal(now.turnsAverage), of: 'messages of a visitor, on average', change: moved(now.turnsAverage, before.turnsAverage, '') },
  ]
}
