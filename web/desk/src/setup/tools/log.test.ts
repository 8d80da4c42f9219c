import { expect, test } from 'vitest'
import type { Run } from '../wire'
import { merged, queryOf } from './log'

const run = (id: string, outcome: Run['outcome'] = 'ok'): Run => ({ id, outcome, at: '', tool: 't', who: { kind: 'bot', name: 'b' }, requests: [] })
const none = { tool: '', outcome: '', who: '', conversation: '' }

test('the filter becomes a query, and half an id matches nothing', () => {
  expect(queryOf(none)).toBe('')
  expect(queryOf({ ...none, tool: 'get_case', outcome: 'error', who: ' a&b ' })).toBe('&tool=get_case&outcome=error&who=a%26b')
  expect(queryOf({ ...none, conversation: '0192' })).toBeUndefined()
  expect(queryOf({ ...none, conversation: ' 0192de00-0000-7000-8000-000000000001 ' })).toBe('&conversationId=0192de00-0000-7000-8000-000000000001')
})

test('each run is there once, newest first, as it came last', () => {
  const log = merged([run('3', 'running'), run('1')], [run('4'), run('3', 'error')])
  expect(log.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['4 ok', '3 error', '1 ok'])
})
