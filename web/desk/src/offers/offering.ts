import { derived, store } from '../hub/store'
import type { Offer } from '../hub/wire'

/** What is offered to me, the most urgent first. */
export const offers = derived(store, ['offers'], ({ offers }) =>
  [...offers.values()].sort((one, other) => one.expiresAt.localeCompare(other.expiresAt)),
)

const usualMs = 120_000
const longestMs = 30 * 60_000

/** How much of an offer's time is left, from 1 to 0. Its id is a UUIDv7, which says when it was made. */
export function partLeft({ id, expiresAt }: Offer, now: number): number {
  const until = Date.parse(expiresAt)
  const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  const whole = until - made
  return (until - now) / (whole > 0 && whole < longestMs ? whole : usualMs)
}
