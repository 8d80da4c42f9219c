import { expect, test } from 'vitest'
import { joined } from './joined'

test('suggested words come after what the agent has written, and take nothing away', () => {
  expect(joined('', 'Hello')).toBe('Hello')
  expect(joined('  \n', 'Hello')).toBe('Hello')
  expect(joined('Dear Ann,\n', 'It is on its way.')).toBe('Dear Ann,\n\nIt is on its way.')
})
