import type { Message } from '../hub/wire'

/** A message as it stands now. */
export interface Standing extends Message {
  change?: 'edited' | 'taken back'
  /** What it said before it was taken back. */
  before?: string
}

/** Revisions are entries of their own: here they are put where their messages stand. One whose message is not held stays where it is. */
export function folded(messages: readonly Message[]): readonly Standing[] {
  if (!messages.some(changes)) return messages
  const standing = new Map<number, Standing>()
  for (const message of messages) {
    const of = message.revises ?? message.withdraws
    const original = of === undefined ? undefined : standing.get(of)
    if (of === undefined || !original) standing.set(of ?? message.n, of === undefined ? message : { ...message, change: 'edited' })
    else if (message.withdraws !== undefined) standing.set(of, takenBack(original))
    else if (original.change !== 'taken back') standing.set(of, edited(original, message))
  }
  return [...standing.values()]
}

const changes = ({ revises, withdraws }: Message): boolean => revises !== undefined || withdraws !== undefined

function edited(original: Standing, words: Message): Standing {
  const { text, suggested, attachments, attachmentLayout, wordsFrom, aside } = words
  return { ...original, text, suggested, attachments, attachmentLayout, wordsFrom, aside, change: 'edited' }
}

function takenBack(original: Standing): Standing {
  const { n, kind, from, at, clientId, text } = original
  return { n, kind, from, at, text: '', change: 'taken back', before: text, ...(clientId && { clientId }) }
}
