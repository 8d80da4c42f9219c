import { useSyncExternalStore } from 'react'
import type { Row } from '../hub/wire'

// How far this browser has read each conversation. A row is unread when a visitor has said more since.

const key = 'baton.seen'
const keptMax = 3_000
const listeners = new Set<() => void>()
const seen = new Map<string, number>(JSON.parse(localStorage.getItem(key) ?? '[]') as [string, number][])
let saving: ReturnType<typeof setTimeout> | undefined

export function see(conversation: string, n: number): void {
  if ((seen.get(conversation) ?? 0) >= n) return
  seen.delete(conversation)
  seen.set(conversation, n)
  clearTimeout(saving)
  saving = setTimeout(save, 500)
  for (const listener of [...listeners]) listener()
}

export function isUnread({ id, last }: Row): boolean {
  return last !== undefined && last.from.kind === 'visitor' && last.n > (seen.get(id) ?? 0)
}

export function useUnread(row: Row): boolean {
  return useSyncExternalStore(subscribe, () => isUnread(row))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function save(): void {
  localStorage.setItem(key, JSON.stringify([...seen].slice(-keptMax)))
}
