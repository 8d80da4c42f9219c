import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from './api'
import { Drafts } from './drafts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('typing is saved once it rests, with the last words only', () => {
  const save = vi.fn(() => Promise.resolve())
  const drafts = new Drafts(save, () => undefined)
  drafts.write('c', { text: 'He' })
  drafts.write('c', { text: 'Hello' })
  expect(save).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(save.mock.calls).toEqual([['c', { text: 'Hello', mode: 'reply' }, false]])
})

test('what the hub kept shows until somebody types here', () => {
  const drafts = new Drafts(
    () => Promise.resolve(),
    () => ({ text: 'from yesterday', mode: 'note' }),
  )
  expect(drafts.of('c')).toEqual({ text: 'from yesterday', mode: 'note' })
  drafts.write('c', { text: 'from yesterday, and today' })
  expect(drafts.of('c')).toEqual({ text: 'from yesterday, and today', mode: 'note' })
})

test('sent words leave no draft behind, here and on the hub', () => {
  const save = vi.fn(() => Promise.resolve())
  const drafts = new Drafts(save, () => ({ text: 'old', mode: 'reply' }))
  drafts.write('c', { text: 'Hello' })
  drafts.sent('c')
  vi.advanceTimersByTime(10_000)
  expect(save.mock.calls).toEqual([['c', { text: '', mode: 'reply' }, false]])
  expect(drafts.of('c').text).toBe('')
})

test('while the hub is away a draft is tried again', async () => {
  const save = vi.fn(() => Promise.reject(new Problem(0, 'unreachable', '')))
  const drafts = new Drafts(save, () => undefined)
  drafts.write('c', { text: 'Hello' })
  await vi.advanceTimersByTimeAsync(20_000)
  expect(save.mock.calls.length).toBeGreaterThan(1)
  expect(drafts.of('c').text).toBe('Hello')
})

test('once the hub has the words, what another window writes shows here too', async () => {
  let stored: { text: string; mode: 'reply' | 'note' } | undefined
  const drafts = new Drafts(
    () => Promise.resolve(),
    () => stored,
  )
  drafts.write('c', { text: 'here' })
  await vi.advanceTimersByTimeAsync(1_000)
  stored = { text: 'an older echo', mode: 'reply' }
  expect(drafts.of('c').text).toBe('here')
  stored = { text: 'here', mode: 'reply' }
  expect(drafts.of('c').text).toBe('here')
  stored = { text: 'here, and there', mode: 'reply' }
  expect(drafts.of('c').text).toBe('here, and there')
})
