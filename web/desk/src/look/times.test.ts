import { expect, test } from 'vitest'
import { partLeft } from '../offers/offering'
import type { Offer } from '../hub/wire'
import { ago, running } from './times'

const seconds = 1_000
const minutes = 60 * seconds

test('a running time reads like a clock', () => {
  expect([12 * seconds, 160 * seconds, 63 * minutes + 9 * seconds, -5, 50 * 60 * minutes].map(running)).toEqual([
    '0:12',
    '2:40',
    '1:03:09',
    '0:00',
    '2 days',
  ])
})

test('how long ago, for a glance', () => {
  const now = Date.UTC(2026, 10, 20, 12)
  expect(ago(new Date(now - 20 * seconds).toISOString(), now)).toBe('now')
  expect(ago(new Date(now - 5 * minutes).toISOString(), now)).toBe('5 min')
  expect(ago(new Date(now - 26 * 60 * minutes).toISOString(), now)).toBe('yesterday')
})

test('an offer’s ring empties over the whole time that its id tells of', () => {
  const made = Date.UTC(2026, 10, 20, 12)
  const hex = made.toString(16).padStart(12, '0')
  const offer = {
    id: `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`,
    expiresAt: new Date(made + 60 * seconds).toISOString(),
  } as Offer
  expect(partLeft(offer, made)).toBe(1)
  expect(partLeft(offer, made + 45 * seconds)).toBe(0.25)
})
