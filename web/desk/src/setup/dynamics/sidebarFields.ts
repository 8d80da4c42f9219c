import type { SidebarField } from '../wire'

/** The tables whose columns can be added, in the order in which agents see them. */
export const tables = ['contact', 'account', 'incident', 'lead', 'opportunity'] as const

export const tableName: Record<string, string> = {
  contact: 'Contact',
  account: 'Account',
  incident: 'Case',
  lead: 'Lead',
  opportunity: 'Opportunity',
}

/** Names a field. A lookup is kept as `_owner_value` and offered as `owner`; both are one. */
export const keyOf = ({ table, column }: Pick<SidebarField, 'table' | 'column'>): string => `${table}.${/^_(.+)_value$/.exec(column)?.[1] ?? column}`

/** The fields with one of them moved up (-1) or down (1); past an end nothing moves. */
export function moved(fields: readonly SidebarField[], index: number, by: -1 | 1): SidebarField[] {
  const to = index + by
  const after = [...fields]
  if (to < 0 || to >= after.length) return after
  ;[after[index], after[to]] = [after[to]!, after[index]!]
  return after
}

/** What saving will change, in words. */
export function changed(saved: readonly SidebarField[], fields: readonly SidebarField[]): string[] {
  const [before, after] = [saved.map(keyOf), fields.map(keyOf)]
  const kept = (of: string[], by: string[]): string => of.filter((key) => by.includes(key)).join()
  return [
    ...fields.filter((field) => !before.includes(keyOf(field))).map(({ label }) => `${label} added`),
    ...saved.filter((field) => !after.includes(keyOf(field))).map(({ label }) => `${label} removed`),
    ...(kept(before, after) === kept(after, before) ? [] : ['the order']),
  ]
}
