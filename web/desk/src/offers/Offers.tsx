import { useEffect, useSyncExternalStore } from 'react'
import { useSignal } from '../hub/signal'
import { store } from '../hub/store'
import { settings } from '../look/settings'
import { showBadge } from './badge'
import { allowSound, startChime, stopChime } from './chime'
import { OfferCard } from './OfferCard'
import styles from './Offers.module.css'
import { offers } from './offering'

/** What is offered to me, over the list until I act: cards, sound, the tab's title and picture. */
export function Offers() {
  const waiting = useSyncExternalStore(store.subscribe, offers)
  const { sound } = useSignal(settings)
  const first = waiting[0]

  useEffect(() => {
    addEventListener('pointerdown', allowSound)
    addEventListener('keydown', allowSound)
    return () => {
      removeEventListener('pointerdown', allowSound)
      removeEventListener('keydown', allowSound)
    }
  }, [])

  useEffect(() => {
    if (first && sound) startChime()
    else stopChime()
    return stopChime
  }, [first !== undefined, sound])

  useEffect(() => {
    showBadge(first !== undefined)
    document.title = first ? `● ${first.visitorName} is offered to you · Baton` : 'Baton'
  }, [first])

  return (
    <section className={styles.offers} aria-label="Offers">
      <div role="alert" className="unseen">
        {first && `${first.visitorName} is offered to you, from ${first.queueName}. Press A to accept, D to decline.`}
      </div>
      {first && <OfferCard key={first.id} offer={first} more={waiting.length - 1} />}
    </section>
  )
}
