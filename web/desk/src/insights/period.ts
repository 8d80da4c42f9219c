/** The times that can be chosen, and how each is cut into steps. */
export const spans = [
  { id: 'today', name: 'Today', days: 1, unit: 'hour' },
  { id: 'week', name: 'Last 7 days', days: 7, unit: 'day' },
  { id: 'month', name: 'Last 30 days', days: 30, unit: 'day' },
  { id: 'quarter', name: 'Last 90 days', days: 90, unit: 'day' },
] as const

export type SpanId = (typeof spans)[number]['id']

export interface Period {
  from: string
  to: string
  unit: 'hour' | 'day'
}

const isDay = /^\d{4}-\d\d-\d\d$/
const daysMax = 366
const daysByHourMax = 3

/** Whole days up to the one that is going on, as the clock of whoever looks counts them. */
export function periodOf(id: SpanId, now: number): Period {
  const { days, unit } = spans.find((span) => span.id === id)!
  return { from: midnight(now, 1 - days).toISOString(), to: midnight(now, 1).toISOString(), unit }
}

/** From the morning of one day to the night of another; or why not. */
export function ownPeriod(first: string, last: string): Period | string {
  if (!isDay.test(first) || !isDay.test(last)) return 'Choose the first and the last day.'
  const from = new Date(`${first}T00:00:00`)
  const to = midnight(new Date(`${last}T00:00:00`).getTime(), 1)
  const days = Math.round((to.getTime() - from.getTime()) / 86_400_000)
  if (days < 1) return 'The last day is before the first.'
  if (days > daysMax) return `At most ${daysMax} days.`
  return { from: from.toISOString(), to: to.toISOString(), unit: days <= daysByHourMax ? 'hour' : 'day' }
}

export function queryOf({ from, to }: Period): string {
  return `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`
}

function midnight(now: number, days: number): Date {
  const at = new Date(now)
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days)
}
