import { expect, test, vi } from 'vitest'
import { derived, Store } from './store'
import type { Conversation, LiveEvent, Message } from './wire'

const said = (n: number): Message => ({
  n,
  kind: 'message',
  from: { kind: 'visitor', name: 'Adele' },
  text: `words ${n}`,
  at: '2026-11-20T12:00:00Z',
})
const event = (n: number, conversation = 'c'): LiveEvent => ({ op: 'put', in: 'messages', key: `${conversation}/${n}`, value: said(n) })
const conversation = (messages: number): Conversation => ({ id: 'c', version: messages, messages }) as Conversation
const numbers = (store: Store): number[] => store.held.messages.of('c').map((message) => message.n)

test('messages in order have no gap', () => {
  const store = new Store()
  expect(store.change([event(1), event(2)])).toEqual([])
  expect(store.change([event(3)])).toEqual([])
})

test('a gap names the conversation, and only that one', () => {
  const store = new Store()
  store.change([event(1), event(1, 'other')])
  expect(store.change([event(3), event(2, 'other')])).toEqual(['c'])
})

test('what Watch answers closes the gap', () => {
  const store = new Store()
  store.change([event(1), event(4)])
  store.take(conversation(4), [1, 2, 3, 4].map(said))
  expect(numbers(store)).toEqual([1, 2, 3, 4])
  expect(store.change([event(5)])).toEqual([])
})

test('what Watch answers keeps a message that came while it was asked, and drops what no longer joins', () => {
  const store = new Store()
  store.change([event(1), event(2), event(301)])
  store.take(conversation(300), [200, 201, 202].map(said))
  expect(numbers(store)).toEqual([200, 201, 202, 301])
})

test('the hub lets go of old messages, but not of those that were read back to', () => {
  const store = new Store()
  const letGo = (n: number): LiveEvent => ({ op: 'remove', in: 'messages', key: `c/${n}` })
  store.change([event(3), event(4), letGo(3)])
  expect(numbers(store)).toEqual([4])
  store.takeOlder('c', [1, 2, 3].map(said))
  expect(store.change([event(5), letGo(4)])).toEqual([])
  expect(numbers(store)).toEqual([1, 2, 3, 4, 5])
  store.change([{ op: 'remove', in: 'open', key: 'c' }])
  expect(numbers(store)).toEqual([])
})

test('a repeated message is held once and heard once', () => {
  const store = new Store()
  const heard = vi.fn()
  store.onMessage(heard)
  store.change([event(1)])
  store.change([event(1)])
  expect(numbers(store)).toEqual([1])
  expect(heard).toHaveBeenCalledTimes(1)
})

test('a conversation that tells of more messages than came is behind', () => {
  const store = new Store()
  store.change([{ op: 'put', in: 'open', key: 'c', value: conversation(2) }, event(1)])
  expect(store.isBehind('c')).toBe(true)
  store.change([event(2)])
  expect(store.isBehind('c')).toBe(false)
})

test('who watches is told once per batch, and what is derived is worked out only when its collections change', () => {
  const store = new Store()
  const told = vi.fn()
  const work = vi.fn(() => ({}))
  store.subscribe(told)
  const value = derived(store, ['offers'], work)
  const before = value()
  store.change([event(1), event(2)])
  expect(told).toHaveBeenCalledTimes(1)
  expect(value()).toBe(before)
  store.change([{ op: 'put', in: 'offers', key: 'o', value: {} }])
  expect(value()).not.toBe(before)
  expect(work).toHaveBeenCalledTimes(2)
})
