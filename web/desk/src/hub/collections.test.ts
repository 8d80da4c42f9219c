import { expect, test } from 'vitest'
import { apply, empty, names, replace } from './collections'
import { chance, type Chance } from './chance'
import { gap } from './threads'
import type { Collection, LiveEvent, Snapshot } from './wire'

type World = Record<Collection, Record<string, Record<string, unknown>>>

test('old snapshot + events = new snapshot, whatever happens', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const dice = chance(seed)
    const world = someWorld(dice)
    const held = empty()
    replace(held, snapshotOf(world))
    for (let batch = 0; batch < 8; batch++) {
      apply(held, happenings(world, dice))
      expect(recordsOf(held), `seed ${seed}, batch ${batch}`).toEqual(world)
    }
  }
})

test('a row with a lower version than the one held is ignored, one as new is taken', () => {
  const held = empty()
  const row = (version: number, state: string): LiveEvent => ({
    op: 'put',
    in: 'conversations',
    key: 'c',
    value: { id: 'c', version, state },
  })
  apply(held, [row(5, 'WithAgent'), row(4, 'Offered')])
  expect(held.conversations.get('c')?.state).toBe('WithAgent')
  apply(held, [row(5, 'WrapUp')])
  expect(held.conversations.get('c')?.state).toBe('WrapUp')
})

test('a collection that this desk does not know harms nobody', () => {
  const held = empty()
  apply(held, [
    { op: 'put', in: 'moods', key: 'a', value: 1 },
    { op: 'put', in: 'toString', key: 'a', value: 1 },
  ])
  expect(recordsOf(held)).toEqual(recordsOf(empty()))
})

test('a snapshot after a lost line keeps older pages only where they join it without a gap', () => {
  const held = empty()
  const messages = (from: number, to: number) => Object.fromEntries(numbers(from, to).map((n) => [`c/${n}`, said(n)]))
  replace(held, { collections: { messages: messages(1, 10) } } as unknown as Snapshot)
  replace(held, { collections: { messages: messages(8, 20) } } as unknown as Snapshot)
  expect(held.messages.of('c').map((message) => message.n)).toEqual(numbers(1, 20))
  replace(held, { collections: { messages: messages(30, 40) } } as unknown as Snapshot)
  expect(held.messages.of('c').map((message) => message.n)).toEqual(numbers(30, 40))
  expect(gap(held.messages.of('c'))).toBeUndefined()
})

function someWorld(dice: Chance): World {
  const world = Object.fromEntries(names.map((name) => [name, {}])) as World
  for (let n = 0; n < 12; n++) happenings(world, dice)
  return world
}

/** Changes the world and answers what a hub would tell of it. */
function happenings(world: World, dice: Chance): LiveEvent[] {
  const events: LiveEvent[] = []
  for (let n = dice.below(12); n >= 0; n--) {
    const name = dice.one(names)
    const collection = world[name]
    const known = Object.keys(collection)
    if (known.length > 0 && dice.below(4) === 0) {
      const key = dice.one(known)
      delete collection[key]
      events.push({ op: 'remove', in: name, key })
      continue
    }
    const key = name === 'messages' ? `${dice.one(['a', 'b/c', 'd'])}/${1 + dice.below(9)}` : dice.one(['a', 'b', 'c', 'd'])
    const value = name === 'messages' ? said(Number(key.slice(key.lastIndexOf('/') + 1)), dice.below(100)) : rowAfter(collection[key], dice)
    collection[key] = value
    events.push({ op: 'put', in: name, key, value })
    if (name === 'conversations' && dice.below(3) === 0)
      events.push({ op: 'put', in: name, key, value: { ...value, version: (value['version'] as number) - 1, state: 'stale' } })
  }
  return events
}

function rowAfter(before: Record<string, unknown> | undefined, dice: Chance): Record<string, unknown> {
  return { id: 'x', version: ((before?.['version'] as number | undefined) ?? 0) + dice.below(2), state: `s${dice.below(5)}` }
}

function said(n: number, word = 0): Record<string, unknown> {
  return { n, kind: 'message', from: { kind: 'visitor', name: 'Adele' }, text: `${word}`, at: '2026-11-20T12:00:00Z' }
}

function snapshotOf(world: World): Snapshot {
  return { collections: structuredClone(world) } as unknown as Snapshot
}

function recordsOf(held: ReturnType<typeof empty>): World {
  return Object.fromEntries(names.map((name) => [name, Object.fromEntries(held[name].entries())])) as unknown as World
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}
