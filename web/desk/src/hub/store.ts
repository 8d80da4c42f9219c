import { useSyncExternalStore } from 'react'
import { apply, empty, names, replace } from './collections'
import { gap } from './threads'
import type { Collection, Conversation, LiveEvent, Message, Snapshot } from './wire'

/** Everything the desk knows of the hub. It changes in batches; whoever watches is told once per batch. */
export class Store {
  readonly held = empty()
  private readonly stamps = new Map<Collection, number>(names.map((name) => [name, 0]))
  private readonly listeners = new Set<() => void>()
  private readonly hearers = new Set<(conversation: string, message: Message) => void>()

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Hears every message as it comes by an event, not those of a snapshot. */
  onMessage(hearer: (conversation: string, message: Message) => void): () => void {
    this.hearers.add(hearer)
    return () => this.hearers.delete(hearer)
  }

  /** Counts the changes of a collection, so that what is derived from it need not be worked out again. */
  stamp(name: Collection): number {
    return this.stamps.get(name)!
  }

  replace(snapshot: Snapshot): void {
    replace(this.held, snapshot)
    this.changed(names)
  }

  /** Applies a batch of events and answers the conversations whose messages now have a gap. */
  change(events: readonly LiveEvent[]): string[] {
    const fresh = events.filter((event) => event.in === 'messages' && event.op === 'put' && !this.held.messages.get(event.key))
    apply(this.held, events)
    for (const event of events) if (event.in === 'open' && event.op === 'remove') this.held.messages.drop(event.key)
    this.changed(new Set(events.map((event) => event.in as Collection)))
    for (const { key, value } of fresh) this.heard(conversationOf(key), value as Message)
    return [...new Set(fresh.map((event) => conversationOf(event.key)))].filter((id) => gap(this.held.messages.of(id)) !== undefined)
  }

  /** Takes what Watch answered: a conversation and its latest messages. */
  take(conversation: Conversation, messages: readonly Message[]): void {
    apply(this.held, [{ op: 'put', in: 'open', key: conversation.id, value: conversation }])
    this.held.messages.take(conversation.id, messages)
    this.changed(['open', 'messages'])
  }

  /** Takes a page of older messages. */
  takeOlder(conversation: string, messages: readonly Message[]): void {
    this.held.messages.putOlder(conversation, messages)
    this.changed(['messages'])
  }

  /** Takes messages that were just said. */
  takeMessages(conversation: string, messages: readonly Message[]): void {
    this.held.messages.put(conversation, messages)
    this.changed(['messages'])
  }

  /** Forgets a conversation that is only watched. */
  forget(conversation: string): void {
    this.held.open.delete(conversation)
    this.held.messages.drop(conversation)
    this.changed(['open', 'messages'])
  }

  /** Whether the conversation is known to have messages that did not come. */
  isBehind(conversation: string): boolean {
    const latest = this.held.messages.of(conversation).at(-1)?.n ?? 0
    return (this.held.open.get(conversation)?.messages ?? 0) > latest
  }

  private heard(conversation: string, message: Message): void {
    for (const hearer of this.hearers) hearer(conversation, message)
  }

  private changed(collections: Iterable<Collection>): void {
    for (const name of collections) this.stamps.set(name, (this.stamps.get(name) ?? 0) + 1)
    for (const listener of [...this.listeners]) listener()
  }
}

export const store = new Store()

/** Watches what a selector reads. It must answer the same object as long as nothing changed. */
export function useStore<T>(select: (held: Store['held']) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.held))
}

/** A value worked out from collections, worked out again only when one of them changed. */
export function derived<T>(from: Store, collections: readonly Collection[], work: (held: Store['held']) => T): () => T {
  let stamps = ''
  let value: T
  return () => {
    const now = collections.map((name) => from.stamp(name)).join()
    if (now !== stamps) {
      stamps = now
      value = work(from.held)
    }
    return value
  }
}

function conversationOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'))
}
