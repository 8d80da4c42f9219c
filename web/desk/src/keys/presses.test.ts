import { expect, test } from 'vitest'
import type { Action } from './actions'
import { Presses } from './presses'

const action = (id: Action['id'], key: string): Action => ({ id, key, label: id, group: 'Go to', run: () => undefined })
const actions = [
  action('reply', 'R'),
  action('inbox', 'G I'),
  action('side', 'I'),
  action('palette', 'Ctrl K'),
  action('previous', 'K'),
  action('keys', '?'),
]
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false })

test('a key alone, in either case', () => {
  expect(new Presses().press(press('r'), actions, false)?.id).toBe('reply')
  expect(new Presses().press(press('?'), actions, false)?.id).toBe('keys')
})

test('two keys in a row win over the second alone, unless they are too slow', () => {
  const presses = new Presses()
  expect(presses.press(press('g'), actions, false, 0)).toBeUndefined()
  expect(presses.press(press('i'), actions, false, 500)?.id).toBe('inbox')
  presses.press(press('g'), actions, false, 2_000)
  expect(presses.press(press('i'), actions, false, 9_000)?.id).toBe('side')
})

test('while somebody types only keys with Ctrl work', () => {
  const presses = new Presses()
  expect(presses.press(press('r'), actions, true)).toBeUndefined()
  expect(presses.press(press('k', true), actions, true)?.id).toBe('palette')
})

test('Ctrl with a plain key is the browser’s own', () => {
  expect(new Presses().press(press('r', true), actions, false)).toBeUndefined()
})
