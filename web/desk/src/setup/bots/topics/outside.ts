import { isChat, nameOf } from './names'
import type { TopicFile } from './wire'

/** What a flow or connector of the topics is here, as the hub keeps it. */
export interface OutsideAction {
  name: string
  tool?: string | null
  url?: string | null
  hasSecret?: boolean
}

/** One that the topics call, or that is kept though none does any more. */
export interface Outside {
  name: string
  usedBy: string[]
}

export interface Typed {
  is: '' | 'service' | `tool:${string}`
  url: string
  /** A new secret; left empty, the one that is kept stays. */
  secret: string
}

interface ActionSent {
  name: string
  tool?: string
  url?: string
  secret?: string
}

const called = /^\s*(?:- )?(?:flowId|operationId):\s*["']?([^"'\n#]+?)["']?\s*(?:#.*)?$/gm

/** The flows and connectors of the topics, by the name that the topics give them. */
export function outsideOf(files: readonly TopicFile[], kept: readonly OutsideAction[]): Outside[] {
  const users = new Map<string, Set<string>>(kept.map(({ name }) => [name, new Set()]))
  for (const { path, text } of files.filter((file) => !isChat(file.path)))
    for (const [, name = ''] of text.matchAll(called)) users.set(name, (users.get(name) ?? new Set()).add(nameOf(path)))
  return [...users].map(([name, by]) => ({ name, usedBy: [...by] })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function typedOf(action: OutsideAction | undefined): Typed {
  if (action?.tool) return { is: `tool:${action.tool}`, url: '', secret: '' }
  return action?.url ? { is: 'service', url: action.url, secret: '' } : { is: '', url: '', secret: '' }
}

/** What is sent: only those that are something. */
export function bodyOf(typed: ReadonlyMap<string, Typed>): ActionSent[] {
  return [...typed].flatMap(([name, { is, url, secret }]): ActionSent[] => {
    if (is === '') return []
    if (is === 'service') return [{ name, url: url.trim(), ...(secret && { secret }) }]
    return [{ name, tool: is.slice('tool:'.length) }]
  })
}

export function wrongWith({ is, url, secret }: Typed): string | undefined {
  if (is !== 'service') return undefined
  if (!/^https?:\/\/[^\s/]+/.test(url.trim())) return 'An address such as https://flows.contoso.example/refund.'
  return secret !== '' && secret.length < 16 ? 'A secret has at least 16 characters.' : undefined
}
