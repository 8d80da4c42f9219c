import { Threads } from './threads'
import type { Collection, LiveEvent, Message, Shapes, Snapshot } from './wire'

type Kept = Exclude<Collection, 'messages'>

/** What the desk shows: the keyed collections of the live contract. */
export type Collections = { [Name in Kept]: Map<string, Shapes[Name]> } & { messages: Threads }

interface Keyed {
  get(key: string): unknown
  set(key: string, value: unknown): unknown
  delete(key: string): unknown
}

export function empty(): Collections {
  return {
    me: new Map(),
    conversations: new Map(),
    offers: new Map(),
    queues: new Map(),
    people: new Map(),
    open: new Map(),
    messages: new Threads(),
  }
}

export const names = Object.keys(empty()) as Collection[]

/** Old snapshot + events = new snapshot. A row that is older than the one held is ignored. */
export function apply(held: Collections, events: readonly LiveEvent[]): void {
  for (const { op, in: name, key, value } of events) {
    if (!Object.hasOwn(held, name)) continue
    const collection = held[name as Collection] as Keyed
    if (op === 'remove') collection.delete(key)
    else if (!isOlder(value, collection.get(key))) collection.set(key, value)
  }
}

export function replace(held: Collections, { collections }: Snapshot): void {
  for (const name of names) {
    const entries = Object.entries(collections[name] ?? {})
    if (name === 'messages') held.messages.replace(entries as [string, Message][])
    else refill(held[name] as Map<string, unknown>, entries)
  }
}

function refill(collection: Map<string, unknown>, entries: [string, unknown][]): void {
  collection.clear()
  for (const [key, value] of entries) collection.set(key, value)
}

/** Only rows carry a version; an offer or a message is never older than the one held. */
function isOlder(value: unknown, held: unknown): boolean {
  const version = (value as { version?: number } | undefined)?.version
  const heldVersion = (held as { version?: number } | undefined)?.version
  return version !== undefined && heldVersion !== undefined && version < heldVersion
}
