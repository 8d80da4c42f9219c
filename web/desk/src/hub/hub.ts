import { onSignedOut } from './api'
import { Drafts, saveOnHub } from './drafts'
import { Live } from './live'
import { Outbox, sendToHub } from './outbox'
import { session } from '../session/session'
import { store } from './store'
import { TypingNow } from './typing'

// The one hub of this page: what is held, the line to it, and what still has to get there.

export const typing = new TypingNow()
export const outbox = new Outbox(sendToHub, (conversation, message) => store.takeMessages(conversation, [message]), localStorage)
export const drafts = new Drafts(saveOnHub, (conversation) => store.held.open.get(conversation)?.draft)
export const live = new Live(store, typing.heard, () => outbox.resume(), leave)

store.onMessage((conversation, message) => typing.stopped(conversation, message.from.kind))
onSignedOut(leave)
addEventListener('pagehide', () => drafts.flushAll())

const ownerKey = 'baton.owner'

/** Somebody comes in. What another agent left unsent on this machine is not theirs to see. */
export function enter(user: string): void {
  if (localStorage.getItem(ownerKey) !== user) {
    outbox.clear()
    drafts.clear()
  }
  localStorage.setItem(ownerKey, user)
  void live.start()
}

export function exit(): void {
  void live.stop()
  store.replace({ collections: {} })
}

function leave(): void {
  session.set({ is: 'out' })
}
