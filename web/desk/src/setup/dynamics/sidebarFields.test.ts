import { expect, test } from 'vitest'
import type { SidebarField } from '../wire'
import { changed, keyOf, moved } from './sidebarFields'

const field = (column: string, table = 'contact'): SidebarField => ({ table, column, label: column })
const [a, b, c] = [field('a'), field('b'), field('c')]

test('what saving changes is told in words', () => {
  expect(changed([a, b], [a, b])).toEqual([])
  expect(changed([a, b], [b, c])).toEqual(['c added', 'a removed'])
  expect(changed([a, b], [b, a])).toEqual(['the order'])
})

test('a lookup is the same column under both its names', () => {
  expect(keyOf(field('_ownerid_value'))).toBe(keyOf(field('ownerid')))
  expect(keyOf(field('ownerid'))).not.toBe(keyOf(field('ownerid', 'account')))
})

test('nothing moves past an end', () => {
  expect(moved([a, b, c], 0, -1)).toEqual([a, b, c])
  expect(moved([a, b, c], 2, 1)).toEqual([a, b, c])
  expect(moved([a, b, c], 0, 1)).toEqual([b, a, c])
})
