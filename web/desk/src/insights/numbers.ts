import type { Insight, Step } from './wire'

/** A part of a whole in percent, or nothing where there is no whole. */
export function rate(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : (part / whole) * 100
}

export function percent(value: number | undefined): string {
  if (value === undefined) return '–'
  return value > 0 && value < 10 ? `${value.toFixed(1)} %` : `${Math.round(value)} %`
}

export function took(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–'
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3600) return both(Math.floor(seconds / 60), 'min', Math.round(seconds % 60), 's')
  return both(Math.floor(seconds / 3600), 'h', Math.round((seconds % 3600) / 60), 'min')
}

function both(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`
}

export function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(1)
}

/** A count in thousands or millions once it is long. */
export function thousands(value: number): string {
  if (value < 10_000) return whole.format(Math.round(value))
  return value < 999_500 ? `${Math.round(value / 1000)} k` : `${(value / 1_000_000).toFixed(1)} M`
}

/** How a number moved since the time before, in words; nothing where there was none. */
export function moved(now: number | null | undefined, before: number | null | undefined, unit: '' | 'points' | 'time'): string | undefined {
  if (now === null || now === undefined || before === null || before === undefined) return undefined
  const by = now - before
  if (Math.abs(by) < (unit === '' ? 0.05 : 0.5)) return 'as before'
  const size = Math.abs(by)
  const words = unit === 'time' ? took(size) : unit === 'points' ? `${Math.round(size)} points` : Number.isInteger(size) ? String(size) : size.toFixed(1)
  return `${words} ${by > 0 ? 'more' : 'less'} than before`
}

const whole = new Intl.NumberFormat('en-GB')
const hours = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

export function stepName(step: Step, unit: 'hour' | 'day'): string {
  return (unit === 'hour' ? hours : days).format(Date.parse(step.at))
}

/** A day of UTC, "2026-03-05". */
export function dayName(day: string): string {
  return days.format(new Date(`${day}T00:00:00`))
}

/** The report as a table for other programs. Texts that a spreadsheet would take for a formula are kept as texts. */
export function csvOf(insight: Insight): string {
  const rows: (string | number | null | undefined)[][] = [['Part', 'Name', 'Value', 'Escalated', 'Abandoned', 'Engaged', 'Resolved']]
  for (const [name, value] of Object.entries(insight.totals)) rows.push(['Total', name, value as number])
  for (const [name, value] of Object.entries(insight.before)) rows.push(['Time before', name, value as number])
  for (const step of insight.series) rows.push([insight.unit === 'hour' ? 'Hour' : 'Day', step.at, step.conversations, step.escalated, step.abandoned, step.engaged, step.resolved])
  for (const { name, count } of insight.reasons) rows.push(['Reason', name, count])
  for (const { name, escalated, abandoned } of insight.topics) rows.push(['Topic', name, escalated + abandoned, escalated, abandoned])
  for (const { name, runs, escalated, abandoned } of insight.tools) rows.push(['Tool', name, runs, escalated, abandoned])
  for (const { day, tokens } of insight.tokens?.days ?? []) rows.push(['Tokens of a day', day, tokens])
  for (const { name, tokens } of insight.tokens?.models ?? []) rows.push(['Tokens of a model', name, tokens])
  insight.ratings.forEach((count, at) => rows.push(['Rating', at + 1, count]))
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
