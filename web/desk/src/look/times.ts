// How the desk says times.

const day = 24 * 60 * 60 * 1000
const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const exactFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' })
const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const shortDayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const relativeDay = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** A duration that runs: 0:12, 2:40, 1:03:12, then days. */
export function running(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  const minutes = Math.floor(seconds / 60) % 60
  const tail = String(seconds % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}

/** How long ago, for a glance: now, 5 min, 14:05, yesterday, 3 Nov. */
export function ago(at: string, now: number): string {
  const then = Date.parse(at)
  const ms = now - then
  if (ms < 60_000) return 'now'
  if (ms < 60 * 60_000) return `${Math.floor(ms / 60_000)} min`
  if (dayOf(then) === dayOf(now)) return clockFormat.format(then)
  if (dayOf(now) - dayOf(then) === day) return relativeDay.format(-1, 'day')
  return shortDayFormat.format(then)
}

export function exact(at: string): string {
  return exactFormat.format(Date.parse(at))
}

/** The name of the day a message was said on. */
export function dayName(at: string, now: number): string {
  const days = Math.round((dayOf(Date.parse(at)) - dayOf(now)) / day)
  const name = days >= -1 ? relativeDay.format(days, 'day') : dayFormat.format(Date.parse(at))
  return name.charAt(0).toLocaleUpperCase() + name.slice(1)
}

export function dayOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}
