import { Button } from '@fluentui/react-components'
import { accept, decline } from '../desk/deeds'
import type { Offer } from '../hub/wire'
import { ChannelGlyph } from '../look/Channel'
import { useSecond } from '../look/clock'
import { Ring } from '../look/Ring'
import { Running } from '../look/Time'
import { running } from '../look/times'
import { partLeft } from './offering'
import styles from './Offers.module.css'

/** "This one is for you": who, why you, and how long the offer stands. */
export function OfferCard({ offer, more }: { offer: Offer; more: number }) {
  const now = useSecond()
  const left = Date.parse(offer.expiresAt) - now
  const isOver = left <= 0
  return (
    <article className={styles.card} aria-label={`Offer: ${offer.visitorName}`}>
      <div className={styles.head}>
        <Ring part={partLeft(offer, now)}>{running(left)}</Ring>
        <div className={styles.who}>
          <h2>
            <bdi>{offer.visitorName}</bdi>
          </h2>
          <p className={styles.from}>
            <ChannelGlyph channel={offer.channel} />
            <bdi className={styles.queue}>{offer.queueName}</bdi>
            <span>
              waiting <Running since={offer.waitingSince} />
            </span>
          </p>
        </div>
      </div>
      {offer.lastText && (
        <p className={styles.said} dir="auto">
          {offer.lastText}
        </p>
      )}
      <p className={styles.why}>{isOver ? 'Time is up; the offer goes to the next colleague.' : offer.why}</p>
      <div className={styles.deeds}>
        <Button appearance="primary" disabled={isOver} aria-keyshortcuts="A" onClick={() => void accept(offer)}>
          Accept <Key>A</Key>
        </Button>
        <Button disabled={isOver} aria-keyshortcuts="D" onClick={() => void decline(offer)}>
          Decline <Key>D</Key>
        </Button>
      </div>
      {more > 0 && <p className={styles.more}>{more === 1 ? 'One more is offered to you.' : `${more} more are offered to you.`}</p>}
    </article>
  )
}

function Key({ children }: { children: string }) {
  return (
    <span className={styles.key} aria-hidden>
      {children}
    </span>
  )
}
