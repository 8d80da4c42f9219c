import { expect, test } from 'vitest'
import type { Pending } from '../hub/outbox'
import type { Message, Speaker } from '../hub/wire'
import { botPart, linesOf } from './lines'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString()
const said = (n: number, kind: Speaker, minute = n): Message => ({
  n,
  kind: 'message',
  from: { kind, name: kind },
  text: `words ${n}`,
  at: at(minute),
})
const event = (n: number): Message => ({ ...said(n, 'system'), kind: 'event' })

test('the bot’s part ends with its last word before a person spoke', () => {
  expect(
    botPart([
      said(1, 'visitor'),
      said(2, 'bot'),
      said(3, 'visitor'),
      said(4, 'bot'),
      event(5),
      said(6, 'visitor'),
      said(7, 'agent'),
      said(8, 'bot'),
    ]),
  ).toBe(4)
  expect(botPart([said(1, 'visitor'), said(2, 'agent')])).toBe(0)
  expect(botPart([])).toBe(0)
})

test('where the beginning is not held, nothing is folded', () => {
  expect(botPart([said(101, 'bot'), said(102, 'visitor')])).toBe(0)
})

test('folded, the bot’s part is one line, and the rest follows', () => {
  const messages = [said(1, 'visitor'), said(2, 'bot'), event(3), said(4, 'visitor')]
  expect(linesOf(messages, [], 2).map((line) => line.is)).toEqual(['day', 'botPart', 'event', 'said'])
})

test('several messages in one breath carry the name once; another speaker or a pause opens anew', () => {
  const messages = [said(1, 'visitor', 0), said(2, 'visitor', 1), said(3, 'agent', 2), said(4, 'agent', 30)]
  const opens = linesOf(messages, [], 0).flatMap((line) => (line.is === 'said' ? [line.opens] : []))
  expect(opens).toEqual([true, false, true, true])
})

test('each new day has its line', () => {
  const messages = [said(1, 'visitor', 0), said(2, 'visitor', 60 * 24), said(3, 'visitor', 60 * 24 + 1)]
  expect(linesOf(messages, [], 0).map((line) => line.is)).toEqual(['day', 'said', 'day', 'said', 'said'])
})

test('words on their way come last, and keep their key when they are stored', () => {
  const pending: Pending = { clientId: 'x', kind: 'message', text: 'Hello', at: at(9), status: 'sending' }
  const [, , sending] = linesOf([said(1, 'visitor')], [pending], 0)
  const [, , stored] = linesOf([said(1, 'visitor'), { ...said(2, 'agent'), clientId: 'x' }], [], 0)
  expect(sending?.is).toBe('pending')
  expect(stored?.key).toBe(sending?.key)
})
