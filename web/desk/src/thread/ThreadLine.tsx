import { ShieldRegular } from '@fluentui/react-icons'
import { memo } from 'react'
import type { Conversation, Me } from '../hub/wire'
import { useHalfMinute } from '../look/clock'
import { Time } from '../look/Time'
import { dayName } from '../look/times'
import { inWords } from '../look/words'
import { BotPart } from './BotPart'
import { Bubble } from './Bubble'
import type { Line } from './lines'
import { Markdown } from './Markdown'
import { PendingBubble } from './PendingBubble'
import styles from './ThreadLine.module.css'

interface Props {
  line: Line
  conversation: Conversation
  me: Me
  isFolded: boolean
  toggle: () => void
}

/** One line of a thread. */
export const ThreadLine = memo(function ThreadLine({ line, conversation, me, isFolded, toggle }: Props) {
  switch (line.is) {
    case 'day':
      return <Day at={line.at} />
    case 'botPart':
      return <BotPart conversation={conversation} messages={line.messages} isFolded={isFolded} toggle={toggle} />
    case 'event':
      if (line.message.event?.name === 'privacy_notice') return <Notice text={line.message.text} at={line.message.at} />
      return (
        <p className={styles.event}>
          <span dir="auto">{line.message.text || inWords(line.message.event?.name ?? 'something happened')}</span>{' '}
          <Time at={line.message.at} className={styles.at} />
        </p>
      )
    case 'said':
      return (
        <Bubble
          message={line.message}
          opens={line.opens}
          isMine={line.message.from.kind === 'agent' && line.message.from.name === me.name}
        />
      )
    case 'pending':
      return <PendingBubble conversation={conversation.id} pending={line.pending} opens={line.opens} myName={me.name} />
  }
}, isSame)

/** Lines are made anew with every message; what they say of one message stays the same. */
function isSame(one: Props, next: Props): boolean {
  if (one.me !== next.me || one.isFolded !== next.isFolded) return false
  const [before, after] = [one.line, next.line]
  if (before.is === 'said' && after.is === 'said') return before.message === after.message && before.opens === after.opens
  if (before.is === 'event' && after.is === 'event') return before.message === after.message
  if (before.is === 'day' && after.is === 'day') return before.at === after.at
  return false
}

/** What the visitor was told of their data before the bot's first word. */
function Notice({ text, at }: { text: string; at: string }) {
  return (
    <div className={styles.notice} role="note" aria-label="Privacy notice">
      <ShieldRegular aria-hidden />
      <div dir="auto">
        <Markdown text={text} />
      </div>
      <Time at={at} className={styles.at} />
    </div>
  )
}

function Day({ at }: { at: string }) {
  const now = useHalfMinute()
  return (
    <p className={styles.day}>
      <span>{dayName(at, now)}</span>
    </p>
  )
}
