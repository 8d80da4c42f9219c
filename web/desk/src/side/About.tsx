import { StarFilled, StarRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { Conversation, State } from '../hub/wire'
import { channelName } from '../look/Channel'
import { exact } from '../look/times'
import { inWords } from '../look/words'
import styles from './About.module.css'

const stateNames: Record<State, string> = {
  Waiting: 'Waiting in the queue',
  WithBot: 'With a bot',
  Offered: 'Offered to a colleague',
  WithAgent: 'With an agent',
  WrapUp: 'Wrap-up',
  Parked: 'Parked',
  Closed: 'Closed',
}

const starsMax = 5

/** Where the conversation stands and how it came here. */
export function About({ conversation }: { conversation: Conversation }) {
  const {
    state,
    queue,
    handler,
    channel,
    epoch,
    createdAt,
    waitingSince,
    endedAt,
    closedAt,
    closeReason,
    escalationReason,
    messages,
    locale,
    rating,
    ratingComment,
    resolved,
    id,
  } = conversation
  return (
    <dl className={styles.about}>
      <Line name="State">{stateNames[state]}</Line>
      {handler && (
        <Line name="Handler">
          {handler.name}
          {handler.kind === 'bot' && ' (bot)'}
        </Line>
      )}
      {queue && <Line name="Queue">{queue.name}</Line>}
      {escalationReason && <Line name="Why a person">{inWords(escalationReason)}</Line>}
      {resolved !== undefined && <Line name="Question answered">{resolved ? 'Yes, says the visitor' : 'No, says the visitor'}</Line>}
      {rating !== undefined && (
        <Line name="Rating">
          <Stars rating={rating} />
          {ratingComment && <p dir="auto">“{ratingComment}”</p>}
        </Line>
      )}
      <Line name="Channel">{channelName(channel)}</Line>
      {locale && <Line name="Language">{languageName(locale)}</Line>}
      <Line name="Began">{exact(createdAt)}</Line>
      {waitingSince && <Line name="Waiting since">{exact(waitingSince)}</Line>}
      {endedAt && <Line name="Ended">{exact(endedAt)}</Line>}
      {closedAt && <Line name="Closed">{exact(closedAt)}</Line>}
      {closeReason && <Line name="How it ended">{inWords(closeReason)}</Line>}
      <Line name="Messages">{messages}</Line>
      <Line name="Changes of handler">{epoch}</Line>
      <Line name="ID">
        <span className={styles.id}>{id}</span>
      </Line>
    </dl>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}

function Stars({ rating }: { rating: number }) {
  return (
    <span className={styles.stars} role="img" aria-label={`${rating} of ${starsMax} stars`}>
      {Array.from({ length: starsMax }, (_, at) => (at < rating ? <StarFilled key={at} /> : <StarRegular key={at} />))}
    </span>
  )
}

function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale
  } catch {
    // A channel may say anything; what isn't a language is shown as it came.
    return locale
  }
}
