import { expect, test } from 'vitest'
import { isReady, steps, type SetUpSoFar } from './steps'

const nothing: SetUpSoFar = { crm: { connected: false }, queues: [], bots: [], workstreams: [], channels: [], people: [] }
const done = (some: Partial<SetUpSoFar>): string[] =>
  steps({ ...nothing, ...some })
    .filter((step) => step.isDone)
    .map((step) => step.page)

test('an empty Baton has everything to do, in the order of need', () => {
  expect(done({})).toEqual([])
  expect(steps(nothing).map((step) => step.page)).toEqual(['dynamics', 'queues', 'bots', 'rules', 'channels', 'people'])
})

test('a queue counts once somebody is in it, a bot once it is in a queue', () => {
  const queue = { id: 'q', name: 'Everybody', priority: 1, fallback: true, waiting: 0, there: 0, userIds: [] as string[] }
  expect(done({ queues: [queue] })).toEqual([])
  expect(done({ queues: [{ ...queue, userIds: ['u'] }] })).toEqual(['queues'])
  expect(done({ bots: [{ id: 'b', name: 'Bot', kind: 'topics', hasAuth: false, queueIds: [], capacity: 1 }] })).toEqual([])
})

test('ready for visitors needs a queue, a workstream and a channel, not Dynamics', () => {
  const all = steps(nothing).map((step) => ({ ...step, isDone: ['queues', 'rules', 'channels'].includes(step.page) }))
  expect(isReady(all)).toBe(true)
  expect(isReady(steps(nothing))).toBe(false)
})
