import { expect, it } from 'vitest'
import { scriptFrom, told } from './golden'

it('reads a chat as it is typed', () => {
  expect(scriptFrom('> tools nobody\nIs there news?\n\n> tools get_contact_cases, get_case\n> facts CAS-1\nThanks\n> outcome ended')).toEqual({
    turns: [
      { say: 'Is there news?', tools: ['get_contact_cases', 'get_case'], facts: ['CAS-1'] },
      { say: 'Thanks', tools: [], facts: [] },
    ],
    outcome: 'ended',
  })
  expect(scriptFrom('Hello\n> outcome nonsense').outcome).toBe('waiting')
})

it('tells what differs in words', () => {
  const turn = { say: 'Hello', said: '', toolsMissing: [], toolsBeyond: [], factsMissing: [], isSame: true }
  const run = { id: '1', isSame: false, tokens: 0, ranOn: 'model' as const, expected: 'waiting' as const }
  expect(told({ ...run, turns: [turn], outcome: 'waiting' })).toEqual([])
  expect(told({ ...run, turns: [{ ...turn, toolsMissing: ['a'], toolsBeyond: ['b'], factsMissing: ['7'] }], outcome: 'handedOver' })).toEqual([
    '“Hello”: without a; also b; not said: 7',
    'it hands over, and was expected to: waits',
  ])
})
