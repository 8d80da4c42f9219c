import * as hub from '../../../hub/api'
import { session } from '../../../session/session'
import { Draft } from './draft'

const held = new Map<string, Draft>()

// What one administrator typed is not the next one's to see.
session.subscribe(() => {
  if (session.get().is === 'out') held.clear()
})

/** The draft of a bot's topics. It outlives the page, so that words which could not be saved are there when one comes back. */
export function draftOf(bot: string): Draft {
  const known = held.get(bot)
  if (known) return known
  const draft = new Draft(`/bots/${bot}/topics`, hub)
  held.set(bot, draft)
  return draft
}
