import { expect, test } from 'vitest'
import { csvOf, moved, percent, rate, thousands, took } from './numbers'
import { ownPeriod, periodOf } from './period'
import type { Insight } from './wire'

test('rates of nothing are no number', () => {
  expect(percent(rate(0, 0))).toBe('–')
  expect(percent(rate(1, 3))).toBe('33 %')
  expect(percent(rate(1, 80))).toBe('1.3 %')
})

test('times are said as people say them', () => {
  expect([took(null), took(12.4), took(130), took(300), took(3660), took(7200)]).toEqual(['–', '12 s', '2 min 10 s', '5 min', '1 h 1 min', '2 h'])
})

test('long counts are short', () => {
  expect([thousands(0), thousands(812.4), thousands(9999), thousands(12_345), thousands(999_600), thousands(2_000_000)]).toEqual(['0', '812', '9,999', '12 k', '1.0 M', '2.0 M'])
})

test('a change says its direction, and none where there was nothing before', () => {
  expect(moved(40, 44, 'points')).toBe('4 points less than before')
  expect(moved(12, 10, '')).toBe('2 more than before')
  expect(moved(12, undefined, '')).toBeUndefined()
  expect(moved(4.31, 4.3, '')).toBe('as before')
})

test('a spreadsheet runs nothing of what visitors and authors named', () => {
  const totals = { conversations: 1 } as Insight['totals']
  const csv = csvOf({ totals, before: totals, series: [], reasons: [{ name: '=cmd()', count: 2 }], topics: [{ name: 'a "b", c', escalated: 1, abandoned: 0 }], tools: [], ratings: [], tokens: { days: [{ day: '2026-03-05', tokens: 70 }], models: [{ name: '+small', tokens: 70 }] }, unit: 'day' } as unknown as Insight)
  expect(csv).toContain("Reason,'=cmd(),2")
  expect(csv).toContain('Topic,"a ""b"", c",1,1,0')
  expect(csv).toContain("Tokens of a model,'+small,70")
})

test('days begin at midnight where one looks, and a short time is read by the hour', () => {
  const now = new Date(2026, 2, 5, 15, 30).getTime()
  expect(new Date(periodOf('week', now).from).getHours()).toBe(0)
  expect(new Date(periodOf('week', now).to).getDate()).toBe(6)
  expect(ownPeriod('2026-03-05', '2026-03-04')).toBe('The last day is before the first.')
  expect(ownPeriod('2026-03-05', '2026-03-05')).toMatchObject({ unit: 'hour' })
  expect(ownPeriod('2024-01-01', '2026-03-05')).toBe('At most 366 days.')
})
