import { nameOf } from '../names'
import type { TopicInReport } from '../wire'
import styles from './Graph.module.css'
import { leaveWords } from './look'

interface Props {
  topic: TopicInReport
  ran: readonly string[]
  choose: (node: string, line: number) => void
  openTopic: (path: string) => void
}

/** The flow for those who would rather read it: each node, and where it leads. */
export function GraphText({ topic, ran, choose, openTopic }: Props) {
  const numbers = new Map(topic.nodes.map(({ id }, n) => [id, n + 1]))
  return (
    <ol className={styles.text} aria-label={`Flow of ${topic.name}`} tabIndex={0}>
      {topic.nodes.map(({ id, title, text, line }) => (
        <li key={id} data-ran={ran.includes(id)}>
          <button type="button" onClick={() => choose(id, line)}>
            {title}
          </button>
          {text && <span>: {text}</span>}
          {ran.includes(id) && <em> (ran)</em>}
          <ul>
            {topic.edges
              .filter(({ from }) => from === id)
              .map(({ to, label }, n) => (
                <li key={n}>
                  {label ? `${label}: ` : 'then '}
                  <Target to={to} number={numbers.get(to)} openTopic={openTopic} />
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

function Target({ to, number, openTopic }: { to: string; number: number | undefined; openTopic: (path: string) => void }) {
  if (number !== undefined) return <>to {number}</>
  if (!to.startsWith('topic:')) return <>{leaveWords(to).toLowerCase()}</>
  return (
    <button type="button" onClick={() => openTopic(to.slice(6))}>
      topic {nameOf(to.slice(6))}
    </button>
  )
}
