import { StarFilled } from '@fluentui/react-icons'
import { memo, useEffect, useRef, type MouseEvent } from 'react'
import type { Row } from '../hub/wire'
import { Avatar } from '../look/Avatar'
import { ChannelGlyph } from '../look/Channel'
import { addressOf, open } from '../look/place'
import { Running, Time } from '../look/Time'
import styles from './InboxRow.module.css'
import { cursor } from './lists'
import { isNewMove } from './moving'
import { useUnread } from './seen'

interface Props {
  row: Row
  isMine: boolean
  isOpen: boolean
  /** Counts up when the keys moved here, so that the row takes the focus. */
  focusAsked: number
}

/** One conversation in the list: who, what they said last, and how long they have been waiting. */
export const InboxRow = memo(function InboxRow({ row, isMine, isOpen, focusAsked }: Props) {
  const link = useRef<HTMLAnchorElement>(null)
  const unread = useUnread(row) && !isOpen && row.state !== 'WrapUp'

  useEffect(() => {
    if (isNewMove(focusAsked)) link.current?.focus({ preventScroll: true })
  }, [focusAsked])

  const go = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open(row.id)
  }

  return (
    <a
      ref={link}
      href={addressOf(row.id)}
      className={styles.row}
      aria-current={isOpen ? 'page' : undefined}
      data-unread={unread}
      onClick={go}
      onFocus={() => cursor.set(row.id)}
    >
      <Avatar name={row.visitor.name} />
      <span className={styles.words}>
        <span className={styles.top}>
          <bdi className={styles.name}>{row.visitor.name}</bdi>
          {row.contact?.vip && <StarFilled className={styles.vip} role="img" aria-label="VIP" />}
          <ChannelGlyph channel={row.channel} className={styles.channel} />
          <Since row={row} isMine={isMine} />
        </span>
        <span className={styles.bottom}>
          <State row={row} isMine={isMine} />
          <LastLine row={row} isMine={isMine} />
          {unread && <span className={styles.dot} role="img" aria-label="Unread" />}
        </span>
      </span>
    </a>
  )
})

/** A running clock while the visitor waits for a person, else how long ago something was said. */
function Since({ row, isMine }: { row: Row; isMine: boolean }) {
  if (row.waitingSince && (row.state === 'Waiting' || row.state === 'Offered'))
    return <Running since={row.waitingSince} className={styles.waiting} />
  const waits = isMine && row.state === 'WithAgent' && row.last?.from.kind === 'visitor'
  if (waits) return <Running since={row.last!.at} className={styles.waiting} />
  return <Time at={row.last?.at ?? row.createdAt} className={styles.since} />
}

function State({ row, isMine }: { row: Row; isMine: boolean }) {
  const word = stateWord(row, isMine)
  return word ? <bdi className={styles.state}>{word}</bdi> : null
}

function stateWord({ state, queue, handler }: Row, isMine: boolean): string | undefined {
  if (isMine) return state === 'WrapUp' ? 'Wrap-up' : state === 'Parked' ? 'Parked' : undefined
  if (state === 'Waiting') return queue?.name
  if (state === 'Offered') return 'Offered'
  return handler?.name
}

function LastLine({ row: { last, visitor }, isMine }: { row: Row; isMine: boolean }) {
  if (!last) return <span className={styles.last}>Nothing said yet</span>
  // The bot's name is the same in every row and would take the room of its words.
  const speaker = last.from.kind === 'bot' ? 'Bot' : isMine && last.from.kind === 'agent' ? 'You' : last.from.name
  const prefix = last.from.kind === 'agent' || last.from.kind === 'bot' ? (speaker === visitor.name ? '' : `${speaker}: `) : ''
  return (
    <bdi className={styles.last}>
      {prefix}
      {last.text}
    </bdi>
  )
}
