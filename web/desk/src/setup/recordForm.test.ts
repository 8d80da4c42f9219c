import { expect, test } from 'vitest'
import { differences } from './recordForm'

const telling = { name: { label: 'name' }, fallback: { label: 'fallback' }, queueIds: { label: 'queues', show: (ids: string[]) => ids.map((id) => `Q${id}`).join(' and ') } }

test('says what differs, in words', () => {
  const before = { name: 'Billing', fallback: false, queueIds: ['1'] }
  expect(differences(before, { ...before }, telling)).toEqual([])
  expect(differences(before, { name: 'Bills', fallback: true, queueIds: ['1', '2'] }, telling)).toEqual([
    'name from Billing to Bills',
    'fallback from no to yes',
    'queues from Q1 to Q1 and Q2',
  ])
  expect(differences(before, { ...before, queueIds: [] }, telling)).toEqual(['no queues'])
})
