import { expect, test } from 'vitest'
import { indentAfter } from './indenting'

test('below a key without a value it goes one step in', () => {
  expect(indentAfter('  actions:', '')).toBe(4)
  expect(indentAfter('    - kind: X', '')).toBe(6)
  expect(indentAfter('      value: |-', '')).toBe(8)
})

test('below a key whose value stands there already it goes where that stands', () => {
  expect(indentAfter('  actions:', '      - kind: X')).toBe(6)
  expect(indentAfter('actions:', '- kind: X')).toBe(0)
  expect(indentAfter('  actions:', 'other: x')).toBe(4)
})

test('below a key with a value it stays beside it; texts and remarks are the language’s', () => {
  expect(indentAfter('      id: a', '')).toBe(6)
  expect(indentAfter('  some text goes on', '')).toBeNull()
  expect(indentAfter('  # why: that', '')).toBeNull()
  expect(indentAfter('', '')).toBeNull()
})
