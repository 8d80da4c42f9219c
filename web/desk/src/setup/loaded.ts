import { useEffect, useSyncExternalStore } from 'react'
import { get, problemFrom, type Problem } from '../hub/api'
import { session } from '../session/session'

export interface Loaded<T> {
  /** What the hub said last; it stays while it is asked again. */
  value: T | undefined
  problem: Problem | undefined
  isAsking: boolean
}

const notAsked: Loaded<never> = { value: undefined, problem: undefined, isAsking: true }
const held = new Map<string, Loaded<unknown>>()
const listeners = new Set<() => void>()

// What one administrator read is not the next one's to see.
session.subscribe(() => {
  if (session.get().is === 'out') held.clear()
})

/** What is at a path of the hub: what was known last shows at once while it is asked again. */
export function useLoaded<T>(path: string | undefined): Loaded<T> {
  useEffect(() => {
    if (path !== undefined) void load(path)
  }, [path])
  return useSyncExternalStore(subscribe, () => (path === undefined ? undefined : (held.get(path) as Loaded<T> | undefined)) ?? notAsked)
}

export async function load<T>(path: string): Promise<void> {
  const before = held.get(path)?.value as T | undefined
  if (!held.has(path)) keep(path, notAsked)
  try {
    keep(path, { value: await get<T>(path), problem: undefined, isAsking: false })
  } catch (error) {
    keep(path, { value: before, problem: problemFrom(error), isAsking: false })
  }
}

/** What was just saved holds without asking. */
export function take<T>(path: string, value: T): void {
  keep(path, { value, problem: undefined, isAsking: false })
}

function keep(path: string, what: Loaded<unknown>): void {
  held.set(path, what)
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
