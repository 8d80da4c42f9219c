import { expect, test } from 'vitest'
import { changesBetween, tellLines } from './changes'

test('new, changed and removed files, with how many lines', () => {
  const before = [{ path: 'A.yml', text: 'one\ntwo\nthree\n' }, { path: 'B.yml', text: 'b\nb\n' }, { path: 'Same.yml', text: 's' }]
  const after = [{ path: 'A.yml', text: 'one\n2\nthree\nfour\n' }, { path: 'C.yml', text: 'c\n' }, { path: 'Same.yml', text: 's' }]
  expect(changesBetween(before, after).map(({ path, how, added, removed }) => [path, how, added, removed])).toEqual([
    ['A.yml', 'changed', 2, 1],
    ['B.yml', 'removed', 0, 2],
    ['C.yml', 'new', 1, 0],
  ])
})

test('lines are told with a sign', () => {
  expect(tellLines({ added: 3, removed: 1 })).toBe('+3 −1')
  expect(tellLines({ added: 0, removed: 2 })).toBe('−2')
})
