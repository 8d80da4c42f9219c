import { Button } from '@fluentui/react-components'
import { ArrowDownRegular } from '@fluentui/react-icons'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { get } from '../hub/api'
import { outbox, typing } from '../hub/hub'
import { stillPending, usePending } from '../hub/outbox'
import { useSignal } from '../hub/signal'
import { store, useStore } from '../hub/store'
import { useTyping } from '../hub/typing'
import type { Conversation, Me, Message } from '../hub/wire'
import { toggleFold, unfolded } from './folding'
import { botPart, linesOf } from './lines'
import { folded } from './revisions'
import styles from './Scroll.module.css'
import { ThreadLine } from './ThreadLine'
import { TypingLine } from './TypingLine'

const drawnAtFirst = 24
const drawnMore = 80
const pageMessages = 200
const nearPx = 600
const atEndPx = 60

/** The words, newest at the foot. Only the latest are drawn; scrolling up draws more, and asks the hub for what is older. */
export function Scroll({ conversation, me }: { conversation: Conversation; me: Me }) {
  const { id } = conversation
  const stored = useStore((held) => held.messages.of(id))
  const messages = useMemo(() => folded(stored), [stored])
  const waiting = usePending(outbox, id)
  const pending = useMemo(() => stillPending(messages, waiting), [messages, waiting])
  const writer = useTyping(typing, id)
  const isUnfolded = useSignal(unfolded).has(id)
  const [drawn, setDrawn] = useState(drawnAtFirst)
  const [isAtEnd, setAtEnd] = useState(true)
  const scroller = useRef<HTMLDivElement>(null)
  const fromEnd = useRef(0)

  const botMessages = conversation.state === 'WithBot' ? 0 : botPart(messages)
  const lines = useMemo(() => linesOf(messages, pending, isUnfolded ? 0 : botMessages), [messages, pending, isUnfolded, botMessages])
  const from = Math.max(0, lines.length - drawn)
  const latestMine = messages.findLast((message) => message.kind === 'message')
  const delivered = latestMine?.from.kind === 'agent' && pending.length === 0 ? latestMine : undefined

  // Whatever is drawn anew, the reader stays where they are: at the end, or at the same distance from it.
  useLayoutEffect(() => {
    const element = scroller.current!
    element.scrollTop = element.scrollHeight - (isAtEnd ? 0 : fromEnd.current)
  }, [lines, from, writer])

  useEffect(() => {
    const element = scroller.current!
    const observer = new ResizeObserver(() => {
      if (element.scrollHeight - fromEnd.current - element.scrollTop !== 0) element.scrollTop = element.scrollHeight - fromEnd.current
    })
    // A card that has been drawn makes the thread longer: who reads its end still does.
    const grown = new ResizeObserver(() => {
      if (fromEnd.current - element.clientHeight < atEndPx) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    grown.observe(element.firstElementChild!)
    return () => {
      observer.disconnect()
      grown.disconnect()
    }
  }, [])

  const scrolled = (): void => {
    const element = scroller.current!
    fromEnd.current = element.scrollHeight - element.scrollTop
    setAtEnd(fromEnd.current - element.clientHeight < atEndPx)
    if (element.scrollTop > nearPx) return
    if (from > 0) setDrawn(drawn + drawnMore)
    else void readOlder(id, stored)
  }

  const toEnd = (): void => {
    setAtEnd(true)
    scroller.current!.scrollTop = scroller.current!.scrollHeight
  }

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={scrolled}
        tabIndex={0}
        role="log"
        aria-label={`Messages with ${conversation.visitor.name}`}
      >
        <div className={styles.lines}>
          {isUnfolded && botMessages > 0 && from === 0 && (
            <ThreadLine
              line={{ is: 'botPart', key: 'bot', messages: messages.slice(0, botMessages) }}
              {...{ conversation, me }}
              isFolded={false}
              toggle={() => toggleFold(id)}
            />
          )}
          {lines.slice(from).map((line) => (
            <ThreadLine key={line.key} line={line} conversation={conversation} me={me} isFolded toggle={() => toggleFold(id)} />
          ))}
          {delivered && <p className={styles.delivered}>Sent</p>}
          {writer && <TypingLine from={writer} />}
        </div>
      </div>
      {!isAtEnd && (
        <Button className={styles.toEnd} shape="circular" icon={<ArrowDownRegular />} onClick={toEnd}>
          Latest
        </Button>
      )}
    </div>
  )
}

const reading = new Set<string>()

/** Reads the page before the oldest message that is held. */
async function readOlder(conversation: string, messages: readonly Message[]): Promise<void> {
  const oldest = messages[0]?.n ?? 1
  if (oldest <= 1 || reading.has(conversation)) return
  reading.add(conversation)
  try {
    const after = Math.max(0, oldest - 1 - pageMessages)
    const older = await get<Message[]>(`/conversations/${conversation}/messages?after=${after}&limit=${Math.min(pageMessages, oldest - 1)}`)
    store.takeOlder(conversation, older)
  } catch {
    // Nothing is lost: scrolling up asks again.
  } finally {
    reading.delete(conversation)
  }
}
