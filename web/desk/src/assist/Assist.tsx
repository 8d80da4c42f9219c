import { Button } from '@fluentui/react-components'
import { SparkleRegular } from '@fluentui/react-icons'
import type { Conversation } from '../hub/wire'
import { Waiting } from '../setup/parts'
import styles from './Assist.module.css'
import { Card } from './Card'
import { ask, useSuggestions, type Wish } from './suggesting'

const wishes: readonly { kind: Wish; title: string; waiting: string }[] = [
  { kind: 'draft', title: 'Draft an answer', waiting: 'Drafting an answer' },
  { kind: 'summary', title: 'Sum up', waiting: 'Summing up' },
  { kind: 'tool', title: 'Next tool', waiting: 'Looking for a tool' },
  { kind: 'article', title: 'Find in articles', waiting: 'Looking into the articles' },
]

/** What bots and the model suggest to the agent. Only they see it, and nothing of it happens by itself. */
export function Assist({ conversation }: { conversation: Conversation }) {
  const { suggestions, asking, problem } = useSuggestions(conversation)
  return (
    <div className={styles.assist}>
      <p className={styles.purpose}>Only you see these. Nothing is sent or done until you do it.</p>
      <div className={styles.wishes} role="group" aria-label="Ask for help">
        {wishes.map(({ kind, title }) => (
          <Button key={kind} size="small" icon={kind === 'draft' ? <SparkleRegular /> : undefined} disabledFocusable={asking !== undefined} onClick={() => void ask(conversation.id, kind)}>
            {title}
          </Button>
        ))}
      </div>
      <div role="status" className={styles.state}>
        {asking && <Waiting>{wishes.find(({ kind }) => kind === asking)!.waiting}</Waiting>}
        {problem && <p>{problem.message}</p>}
      </div>
      {suggestions.length === 0 && !asking && (
        <p className={styles.purpose}>Nothing is suggested just now. Bots that assist this workstream speak up here as the conversation goes on.</p>
      )}
      <ul className={styles.cards} aria-label="Suggestions">
        {suggestions.map((suggestion) => (
          <li key={suggestion.id}>
            <Card conversation={conversation.id} suggestion={suggestion} />
          </li>
        ))}
      </ul>
    </div>
  )
}
