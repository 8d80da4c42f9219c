import { NoteRegular } from '@fluentui/react-icons'
import { memo, useState, type ReactNode } from 'react'
import type { Speaker } from '../hub/wire'
import { Avatar } from '../look/Avatar'
import { Time } from '../look/Time'
import styles from './Bubble.module.css'
import { Cards } from './Cards'
import { Markdown } from './Markdown'
import type { Standing } from './revisions'
import { ownWords, submitted } from './words'

const longCharacters = 1_400
const picture = 28

/** What somebody said, or a note. The first of several in a row carries the name and the time. */
export const Bubble = memo(function Bubble({ message, opens, isMine }: { message: Standing; opens: boolean; isMine: boolean }) {
  const { kind, from, at, attachments, suggested, aside, change, before } = message
  return (
    <Shell kind={kind === 'note' ? 'note' : from.kind} opens={opens} name={from.name} isMine={isMine} at={at}>
      <Said message={message} />
      {attachments && attachments.length > 0 && <Cards message={message} />}
      {suggested && suggested.length > 0 && <Suggested titles={suggested.map((one) => one.title)} />}
      {aside && (
        <details className={styles.aside}>
          <summary>Also sent, not shown to the visitor</summary>
          <p className={styles.plain}>{aside}</p>
        </details>
      )}
      {change && (
        <div className={styles.change}>
          {change === 'edited' ? 'edited' : 'The bot took this back.'}
          {before && (
            <details className={styles.aside}>
              <summary>What it said</summary>
              <Markdown text={before} />
            </details>
          )}
        </div>
      )}
    </Shell>
  )
})

/** The words of a message; of a card that was filled in, what was chosen. */
function Said({ message }: { message: Standing }) {
  const { from, shown, text, change } = message
  const filled = submitted(message)
  if (change === 'taken back') return null
  if (filled)
    return (
      <dl className={styles.filled} aria-label="Filled in">
        {filled.map(([name, value], at) => (
          <div key={at}>
            {name && <dt dir="auto">{name}</dt>}
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    )
  const words = shown ?? ownWords(message)
  return (
    <>
      {words && <Words text={words} isPlain={from.kind === 'visitor'} />}
      {shown !== undefined && shown !== text && (
        <p className={styles.sent} dir="auto">
          sent to the bot as “{text}”
        </p>
      )}
    </>
  )
}

interface ShellProps {
  kind: Speaker | 'note'
  opens: boolean
  name: string
  isMine: boolean
  at: string
  foot?: ReactNode
  children: ReactNode
}

/** A bubble on its speaker's side: the visitor at the start, bots and people at the end. */
export function Shell({ kind, opens, name, isMine, at, foot, children }: ShellProps) {
  return (
    <div className={styles.said} data-kind={kind} data-opens={opens}>
      {kind === 'visitor' && <span className={styles.picture}>{opens && <Avatar name={name} size={picture} />}</span>}
      <div className={styles.column}>
        {opens && (
          <p className={styles.by}>
            {kind === 'note' && <NoteRegular aria-hidden />}
            <bdi>{isMine ? 'You' : name}</bdi>
            {kind === 'note' && <span>· note, only colleagues see it</span>}
            {kind === 'bot' && <span>· bot</span>}
            <Time at={at} className={styles.at} />
          </p>
        )}
        <div className={styles.bubble} dir="auto">
          {children}
        </div>
        {foot}
      </div>
    </div>
  )
}

/** The words: visitors' as they are, colleagues' and bots' as Markdown. What is very long opens on demand. */
export function Words({ text, isPlain }: { text: string; isPlain: boolean }) {
  const [whole, setWhole] = useState(false)
  const isLong = text.length > longCharacters
  return (
    <>
      <div className={isLong && !whole ? styles.cut : undefined}>
        {isPlain ? <p className={styles.plain}>{text}</p> : <Markdown text={text} />}
      </div>
      {isLong && (
        <button type="button" className={styles.more} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
    </>
  )
}

function Suggested({ titles }: { titles: string[] }) {
  return (
    <ul className={styles.suggested} aria-label="Offered as quick replies">
      {titles.map((title) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  )
}
