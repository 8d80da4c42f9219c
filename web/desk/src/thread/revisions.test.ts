import { expect, test } from 'vitest'
import type { Message } from '../hub/wire'
import { folded } from './revisions'

const said = (n: number, text: string, more: Partial<Message> = {}): Message => ({
  n,
  kind: 'message',
  from: { kind: 'bot', name: 'Berta' },
  text,
  at: '2026-11-20T10:00:00Z',
  ...more,
})
const short = (messages: readonly Message[]) => folded(messages).map(({ n, text, change, before }) => [n, text, change, before].filter(Boolean))

test('new words take the place of the old ones, where those stood', () => {
  expect(short([said(1, 'one'), said(2, 'two'), said(3, 'first', { revises: 1 }), said(4, 'FIRST', { revises: 1 })])).toEqual([
    [1, 'FIRST', 'edited'],
    [2, 'two'],
  ])
})

test('what was taken back says so, and agents can still read it', () => {
  const taken = said(3, 'Berta took a message back.', { kind: 'event', withdraws: 1 })
  expect(short([said(1, 'one'), said(2, 'two'), taken, said(4, 'again', { revises: 1 })])).toEqual([
    [1, 'taken back', 'one'],
    [2, 'two'],
  ])
})

test('a change of a message that is not held stays where it is', () => {
  expect(short([said(9, 'new words', { revises: 2 }), said(10, 'next')])).toEqual([[9, 'new words', 'edited'], [10, 'next']])
})

test('without changes nothing is made anew', () => {
  const messages = [said(1, 'one')]
  expect(folded(messages)).toBe(messages)
})
