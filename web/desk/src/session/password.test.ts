import { expect, test } from 'vitest'
import { isGood, passwordRules } from './password'

const met = (password: string): boolean[] => passwordRules(password, 'Ada Lovelace', 'ada.l@fabrikam.example').map((rule) => rule.isMet)

test('each rule is told by itself, and an empty box has met none', () => {
  expect(met('')).toEqual([false, false, false])
  expect(met('short')).toEqual([false, true, true])
  expect(met('aaaaaaaaaaaa')).toEqual([true, false, true])
  expect(met('my name is Ada here')).toEqual([true, true, false])
  expect(met('ADA.L was here first')).toEqual([true, true, false])
})

test('a long walk is a good password', () => {
  expect(isGood('a long walk by the river', 'Ada Lovelace', 'ada@fabrikam.example')).toBe(true)
})

test('names of one or two letters forbid nothing', () => {
  expect(isGood('a long walk by the river', 'Bo Li', 'li@fabrikam.example')).toBe(true)
})
