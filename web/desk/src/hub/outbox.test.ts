import { expect, test } from 'vitest'
import { Problem } from './api'
import { Outbox, stillPending, type Pending } from './outbox'
import type { Message } from './wire'

interface Wire {
  pending: Pending
  answer: (message: Message) => void
  refuse: (error: unknown) => void
}

const stored = ({ clientId, text }: Pending, n: number): Message => ({
  n,
  kind: 'message',
  from: { kind: 'agent', name: 'Alex' },
  text,
  clientId,
  at: '2026-11-20T12:00:00Z',
})

function trial(keep?: Map<string, string>) {
  const wire: Wire[] = []
  const arrived: Message[] = []
  const outbox = new Outbox(
    (_, pending) => new Promise((answer, refuse) => wire.push({ pending, answer, refuse })),
    (_, message) => arrived.push(message),
    keep && {
      getItem: (key) => keep.get(key) ?? null,
      setItem: (key, value) => void keep.set(key, value),
      removeItem: (key) => void keep.delete(key),
    },
  )
  return { wire, arrived, outbox }
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done))

test('words show as sending at once and go when the hub has them', async () => {
  const { wire, arrived, outbox } = trial()
  outbox.say('c', 'message', 'Hello')
  expect(outbox.of('c')).toMatchObject([{ text: 'Hello', status: 'sending' }])
  wire[0]!.answer(stored(wire[0]!.pending, 7))
  await settled()
  expect(outbox.of('c')).toEqual([])
  expect(arrived).toMatchObject([{ n: 7 }])
})

test('one at a time within a conversation, so that they arrive in order; others do not wait', async () => {
  const { wire, outbox } = trial()
  outbox.say('c', 'message', 'first')
  outbox.say('c', 'message', 'second')
  outbox.say('d', 'message', 'elsewhere')
  expect(wire.map(({ pending }) => pending.text)).toEqual(['first', 'elsewhere'])
  wire[0]!.answer(stored(wire[0]!.pending, 1))
  await settled()
  expect(wire.at(-1)!.pending.text).toBe('second')
})

test('a refusal says why, and trying again sends the same client id', async () => {
  const { wire, outbox } = trial()
  outbox.say('c', 'message', 'Hello')
  wire[0]!.refuse(new Problem(409, 'conversation_closed', 'This conversation has been closed.'))
  await settled()
  expect(outbox.of('c')).toMatchObject([{ status: 'failed', problem: 'This conversation has been closed.' }])
  outbox.retry('c', wire[0]!.pending.clientId)
  expect(wire[1]!.pending.clientId).toBe(wire[0]!.pending.clientId)
})

test('without a line words are held in their order and go out when it is back', async () => {
  const { wire, outbox } = trial()
  outbox.say('c', 'message', 'first')
  outbox.say('c', 'message', 'second')
  wire[0]!.refuse(new Problem(0, 'unreachable', 'Baton can’t be reached just now.'))
  await settled()
  expect(outbox.of('c').map((one) => one.status)).toEqual(['held', 'held'])
  expect(wire).toHaveLength(1)
  outbox.resume()
  expect(wire[1]!.pending.text).toBe('first')
})

test('a reload loses no word, and sends it with its client id again', () => {
  const keep = new Map<string, string>()
  const before = trial(keep)
  before.outbox.say('c', 'note', 'Be kind')
  const after = trial(keep)
  expect(after.outbox.of('c')).toMatchObject([{ text: 'Be kind', kind: 'note', status: 'held' }])
  after.outbox.resume()
  expect(after.wire[0]!.pending.clientId).toBe(before.wire[0]!.pending.clientId)
})

test('an event that is faster than the answer does not show the words twice', () => {
  const { outbox, wire } = trial()
  outbox.say('c', 'message', 'Hello')
  const pending = outbox.of('c')
  expect(stillPending([stored(wire[0]!.pending, 3)], pending)).toEqual([])
  expect(stillPending([], pending)).toEqual(pending)
})
