import { BotRegular, ChevronDownRegular, ChevronUpRegular } from '@fluentui/react-icons'
import type { Conversation, Message } from '../hub/wire'
import { inWords } from '../look/words'
import styles from './BotPart.module.css'
import { Markdown } from './Markdown'

interface Props {
  conversation: Conversation
  messages: readonly Message[]
  isFolded: boolean
  toggle: () => void
}

/** What the visitor and the bot said before a person came, folded to its summary. */
export function BotPart({ conversation: { summary, summaryBy, escalationReason }, messages, isFolded, toggle }: Props) {
  const bot = summaryBy ?? messages.find((message) => message.from.kind === 'bot')?.from.name ?? 'The bot'
  const count = messages.filter((message) => message.kind === 'message').length
  return (
    <section className={styles.part} aria-label={`Before you: ${bot}`}>
      <header className={styles.head}>
        <BotRegular className={styles.glyph} aria-hidden />
        <h3>
          <bdi>{bot}</bdi> talked with the visitor first
        </h3>
        <button type="button" className={styles.toggle} aria-expanded={!isFolded} aria-keyshortcuts="B" onClick={toggle}>
          {isFolded ? `Show ${count} messages` : 'Fold'} {isFolded ? <ChevronDownRegular aria-hidden /> : <ChevronUpRegular aria-hidden />}
          <kbd aria-hidden>B</kbd>
        </button>
      </header>
      {summary ? (
        <div className={styles.summary} dir="auto">
          <Markdown text={summary} />
        </div>
      ) : (
        <p className={styles.none}>It left no summary. The {count} messages are a key away.</p>
      )}
      {escalationReason && (
        <p className={styles.reason} dir="auto">
          <b>Why a person: </b>
          {inWords(escalationReason)}
        </p>
      )}
    </section>
  )
}
