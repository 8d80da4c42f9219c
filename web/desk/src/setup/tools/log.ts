import type { Run } from '../wire'

export interface LogFilter {
  tool: string
  outcome: string
  who: string
  conversation: string
}

const id = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** The filter as the hub takes it; undefined while what stands for a conversation is no id, which matches nothing. */
export function queryOf({ tool, outcome, who, conversation }: LogFilter): string | undefined {
  const wanted = conversation.trim()
  if (wanted !== '' && !id.test(wanted)) return undefined
  const parts = new URLSearchParams()
  if (tool) parts.set('tool', tool)
  if (outcome) parts.set('outcome', outcome)
  if (who.trim()) parts.set('who', who.trim())
  if (wanted) parts.set('conversationId', wanted)
  const text = parts.toString()
  return text && `&${text}`
}

/** What is held and what came, newest first, each run once and as it came last. */
export function merged(held: readonly Run[], came: readonly Run[]): Run[] {
  const byId = new Map(held.map((run) => [run.id, run]))
  for (const run of came) byId.set(run.id, run)
  return [...byId.values()].sort((one, other) => (one.id < other.id ? 1 : -1))
}
