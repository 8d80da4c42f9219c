import { expect, test } from 'vitest'
import { Hints } from './hints'
import { Signal } from './signal'

/** Whether a promise is kept without anything else happening. */
const isKept = (promise: Promise<void>): Promise<boolean> => Promise.race([promise.then(() => true), new Promise<boolean>((resume) => setTimeout(() => resume(false)))])

test('a hint that came before the look is not waited for, and counts once', async () => {
  const moved = new Signal(0)
  const hints = new Hints(moved)
  moved.set(1)
  moved.set(2)
  expect(await isKept(hints.next())).toBe(true)
  const later = hints.next()
  expect(await isKept(later)).toBe(false)
  moved.set(3)
  expect(await isKept(later)).toBe(true)
})

test('who waits goes on when nobody listens any more', async () => {
  const moved = new Signal(0)
  const hints = new Hints(moved)
  const waiting = hints.next()
  hints.stop()
  expect(await isKept(waiting)).toBe(true)
  moved.set(1)
  expect(await isKept(hints.next())).toBe(false)
})
