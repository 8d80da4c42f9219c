import type { Tool } from '../wire'

/** The tools by their groups, in the order in which the hub lists them; one's own first, each in its place. */
export function grouped<T extends Pick<Tool, 'group'>>(tools: readonly T[]): { group: string; tools: T[] }[] {
  const groups = new Map<string, T[]>()
  for (const tool of tools) groups.set(tool.group, [...(groups.get(tool.group) ?? []), tool])
  return [...groups].map(([group, its]) => ({ group, tools: its }))
}
