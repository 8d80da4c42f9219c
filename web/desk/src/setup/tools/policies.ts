import type { Policies, PolicyRule } from '../wire'

export const rules: readonly PolicyRule[] = ['allow', 'askVisitor', 'askAgent', 'forbid']

export const ruleName: Record<PolicyRule, string> = {
  allow: 'Allow',
  askVisitor: 'Ask the visitor',
  askAgent: 'Ask an agent',
  forbid: 'Forbid',
}

/** What was chosen and is not saved: holder, tool, and a rule, or null for the default again. */
export type Chosen = Readonly<Record<string, Readonly<Record<string, PolicyRule | null>>>>

/** Chooses a rule; choosing what is saved anyway takes the choice back. */
export function choose(policies: Policies, chosen: Chosen, holder: string, tool: string, rule: PolicyRule | null): Chosen {
  const saved = policies.holders.find((one) => one.id === holder)?.rules[tool] ?? null
  const { [tool]: _, ...others } = chosen[holder] ?? {}
  const mine = rule === saved ? others : { ...others, [tool]: rule }
  const { [holder]: __, ...rest } = chosen
  return Object.keys(mine).length === 0 ? rest : { ...rest, [holder]: mine }
}

/** What a cell shows: what was chosen, else what is saved, else the default. */
export function shownRule(policies: Policies, chosen: Chosen, holder: string, tool: string): PolicyRule | null {
  const mine = chosen[holder]
  if (mine && tool in mine) return mine[tool]!
  return policies.holders.find((one) => one.id === holder)?.rules[tool] ?? null
}

/** What saving will change, in words. */
export function told(policies: Policies, chosen: Chosen, titleOf: (tool: string) => string): string[] {
  return Object.entries(chosen).flatMap(([holder, mine]) => {
    const name = policies.holders.find((one) => one.id === holder)?.name ?? holder
    return Object.entries(mine).map(
      ([tool, rule]) => `${name}, ${titleOf(tool)}: ${rule === null ? 'by the default' : ruleName[rule].toLowerCase()}`,
    )
  })
}
