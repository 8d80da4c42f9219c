import { expect, test } from 'vitest'
import { isSame, mend, settle } from './mend'

const file = (path: string, text: string) => ({ path, text })
const base = [file('Greeting.yml', 'hello'), file('Order.yml', 'one'), file('Old.yml', 'old')]

test('what only one side changed is joined without a question', () => {
  const mine = [file('Greeting.yml', 'hello there'), file('Order.yml', 'one'), file('Old.yml', 'old')]
  const theirs = [file('Greeting.yml', 'hello'), file('Order.yml', 'two'), file('New.yml', 'new')]
  const { files, clashes, taken } = mend(base, mine, theirs)
  expect(clashes).toEqual([])
  expect(files).toEqual([file('Greeting.yml', 'hello there'), file('New.yml', 'new'), file('Order.yml', 'two')])
  expect(taken).toEqual(['New.yml', 'Old.yml', 'Order.yml'])
})

test('the same change twice is no clash', () => {
  const changed = [file('Greeting.yml', 'hi'), ...base.slice(1)]
  expect(mend(base, changed, changed).clashes).toEqual([])
})

test('what both changed is asked, and either may stay', () => {
  const mended = mend(base, [file('Greeting.yml', 'mine')], [file('Greeting.yml', 'theirs'), ...base.slice(1)])
  expect(mended.clashes).toEqual([{ path: 'Greeting.yml', mine: 'mine', theirs: 'theirs' }])
  expect(settle(mended, { 'Greeting.yml': 'theirs' })).toEqual([file('Greeting.yml', 'theirs')])
  expect(settle(mended, { 'Greeting.yml': 'mine' })).toEqual([file('Greeting.yml', 'mine')])
})

test('removed by one and changed by the other is a clash; removing can stay', () => {
  const mended = mend(base, [file('Greeting.yml', 'changed'), ...base.slice(1)], base.slice(1))
  expect(mended.clashes).toEqual([{ path: 'Greeting.yml', mine: 'changed', theirs: null }])
  expect(settle(mended, { 'Greeting.yml': 'theirs' }).map(({ path }) => path)).toEqual(['Old.yml', 'Order.yml'])
})

test('files are the same whatever their order', () => {
  expect(isSame(base, [...base].reverse())).toBe(true)
  expect(isSame(base, base.slice(1))).toBe(false)
})
