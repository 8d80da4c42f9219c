import type { Pending } from '../hub/outbox'
import type { Message } from '../hub/wire'
import { dayOf } from '../look/times'

/** What a thread is made of, top to bottom. */
export type Line =
  | { is: 'day'; key: string; at: string }
  | { is: 'botPart'; key: string; messages: readonly Message[] }
  | { is: 'said'; key: string; message: Message; opens: boolean }
  | { is: 'event'; key: string; message: Message }
  | { is: 'pending'; key: string; pending: Pending; opens: boolean }

const sameBreathMs = 4 * 60_000

/** How many of the first messages belong to the bot: up to its last word before a person spoke. */
export function botPart(messages: readonly Message[]): number {
  if (messages[0]?.n !== 1) return 0
  const firstPerson = messages.findIndex((message) => message.from.kind === 'agent')
  const before = firstPerson < 0 ? messages : messages.slice(0, firstPerson)
  return before.findLastIndex((message) => message.from.kind === 'bot') + 1
}

export function linesOf(messages: readonly Message[], pending: readonly Pending[], folded: number): Line[] {
  const lines: Line[] = []
  if (folded > 0) {
    const part = messages.slice(0, folded)
    lines.push({ is: 'day', key: `day-${part[0]!.n}`, at: part[0]!.at }, { is: 'botPart', key: 'bot', messages: part })
  }
  let before = messages[folded - 1]
  for (const message of messages.slice(folded)) {
    if (!before || dayOf(Date.parse(before.at)) !== dayOf(Date.parse(message.at)))
      lines.push({ is: 'day', key: `day-${message.n}`, at: message.at })
    lines.push(lineOf(message, before, lines.at(-1)))
    before = message
  }
  for (const one of pending) {
    const last = lines.at(-1)
    const opens = !(last?.is === 'pending' ? last.pending.kind === one.kind : last?.is === 'said' && isMineOf(last.message, one))
    lines.push({ is: 'pending', key: one.clientId, pending: one, opens })
  }
  return lines
}

function lineOf(message: Message, before: Message | undefined, above: Line | undefined): Line {
  // A message keeps the key that it had while it was being sent, so that its bubble stays the same one.
  const key = message.clientId ?? String(message.n)
  if (message.kind === 'event') return { is: 'event', key, message }
  return { is: 'said', key, message, opens: above?.is !== 'said' || !before || !inOneBreath(before, message) }
}

function inOneBreath(one: Message, next: Message): boolean {
  const sameSpeaker = one.kind === next.kind && one.from.kind === next.from.kind && one.from.name === next.from.name
  return sameSpeaker && Date.parse(next.at) - Date.parse(one.at) < sameBreathMs
}

function isMineOf(message: Message, pending: Pending): boolean {
  return message.kind === pending.kind && message.from.kind === 'agent'
}
