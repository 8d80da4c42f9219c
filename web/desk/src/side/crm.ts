import { useEffect, useSyncExternalStore } from 'react'
import { get, problemFrom, put } from '../hub/api'
import type { Crm } from '../hub/wire'

export type Found = { crm: Crm | undefined; isAsking: boolean; problem?: string }

const listeners = new Set<() => void>()
const found = new Map<string, Found>()
const keptMax = 200
const notAsked: Found = { crm: undefined, isAsking: true }

/** What Dynamics knows of the visitor. What was known last time shows at once while it is asked again. */
export function useCrm(conversation: string): Found {
  useEffect(() => {
    void ask(conversation)
  }, [conversation])
  return useSyncExternalStore(subscribe, () => found.get(conversation) ?? notAsked)
}

export async function ask(conversation: string): Promise<void> {
  const known = found.get(conversation)?.crm
  keep(conversation, { crm: known, isAsking: true })
  try {
    keep(conversation, { crm: await get<Crm>(`/conversations/${conversation}/crm`), isAsking: false })
  } catch (error) {
    keep(conversation, { crm: known, isAsking: false, problem: problemFrom(error).message })
  }
}

/** The agent says which of several contacts the visitor is. */
export async function choose(conversation: string, contactId: string): Promise<void> {
  keep(conversation, { crm: await put<Crm>(`/conversations/${conversation}/crm/contact`, { contactId }), isAsking: false })
}

function keep(conversation: string, what: Found): void {
  found.delete(conversation)
  found.set(conversation, what)
  if (found.size > keptMax) found.delete(found.keys().next().value!)
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
