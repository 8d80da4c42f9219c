import { useSyncExternalStore } from 'react'
import { post, problemFrom } from './api'
import type { Message } from './wire'

/** Words that left the composer and are not known to be stored yet. */
export interface Pending {
  clientId: string
  kind: 'message' | 'note'
  text: string
  at: string
  status: 'sending' | 'held' | 'failed'
  problem?: string
}

type Send = (conversation: string, pending: Pending) => Promise<Message>
type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const none: readonly Pending[] = []
const key = 'baton.outbox'

/** Sends what agents say, in order within a conversation, and keeps every word until the hub has it. */
export class Outbox {
  private readonly pending = new Map<string, readonly Pending[]>()
  private readonly sending = new Set<string>()
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly send: Send,
    private readonly arrived: (conversation: string, message: Message) => void,
    private readonly keep?: Keep,
  ) {
    this.restore()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  of(conversation: string): readonly Pending[] {
    return this.pending.get(conversation) ?? none
  }

  say(conversation: string, kind: Pending['kind'], text: string): void {
    const pending: Pending = { clientId: crypto.randomUUID(), kind, text, at: new Date().toISOString(), status: 'sending' }
    this.set(conversation, [...this.of(conversation), pending])
    void this.drain(conversation)
  }

  retry(conversation: string, clientId: string): void {
    this.mark(conversation, clientId, { status: 'sending' })
    void this.drain(conversation)
  }

  discard(conversation: string, clientId: string): void {
    this.set(
      conversation,
      this.of(conversation).filter((one) => one.clientId !== clientId),
    )
  }

  /** The hub can be reached again: what was held goes out by itself. */
  resume(): void {
    for (const conversation of this.pending.keys()) {
      this.set(
        conversation,
        this.of(conversation).map((one) => (one.status === 'held' ? { ...one, status: 'sending' } : one)),
      )
      void this.drain(conversation)
    }
  }

  clear(): void {
    this.pending.clear()
    this.changed()
  }

  private async drain(conversation: string): Promise<void> {
    if (this.sending.has(conversation)) return
    this.sending.add(conversation)
    try {
      for (let next = this.next(conversation); next; next = this.next(conversation)) await this.sendOne(conversation, next)
    } finally {
      this.sending.delete(conversation)
    }
  }

  private next(conversation: string): Pending | undefined {
    return this.of(conversation).find((one) => one.status === 'sending')
  }

  private async sendOne(conversation: string, pending: Pending): Promise<void> {
    try {
      const message = await this.send(conversation, pending)
      this.arrived(conversation, message)
      this.discard(conversation, pending.clientId)
    } catch (error) {
      const problem = problemFrom(error)
      this.mark(conversation, pending.clientId, { status: problem.unreachable ? 'held' : 'failed', problem: problem.message })
      if (problem.unreachable) this.holdAll(conversation)
    }
  }

  private holdAll(conversation: string): void {
    this.set(
      conversation,
      this.of(conversation).map((one) => (one.status === 'sending' ? { ...one, status: 'held' } : one)),
    )
  }

  private mark(conversation: string, clientId: string, change: Partial<Pending>): void {
    this.set(
      conversation,
      this.of(conversation).map((one) => (one.clientId === clientId ? { ...one, ...change } : one)),
    )
  }

  private set(conversation: string, pending: readonly Pending[]): void {
    if (pending.length > 0) this.pending.set(conversation, pending)
    else this.pending.delete(conversation)
    this.changed()
  }

  private changed(): void {
    if (this.pending.size > 0) this.keep?.setItem(key, JSON.stringify([...this.pending]))
    else this.keep?.removeItem(key)
    for (const listener of [...this.listeners]) listener()
  }

  /** After a reload nobody knows whether a send arrived. Sending again is safe: the client id makes a repeat answer with the first. */
  private restore(): void {
    const kept = this.keep?.getItem(key)
    if (!kept) return
    for (const [conversation, pending] of JSON.parse(kept) as [string, Pending[]][])
      this.pending.set(
        conversation,
        pending.map((one) => (one.status === 'failed' ? one : { ...one, status: 'held' })),
      )
  }
}

/** What is pending, without what the thread already has: the event may be faster than the answer. */
export function stillPending(messages: readonly Message[], pending: readonly Pending[]): readonly Pending[] {
  if (pending.length === 0) return pending
  const stored = new Set(messages.map((message) => message.clientId))
  return pending.filter((one) => !stored.has(one.clientId))
}

export function sendToHub(conversation: string, { kind, clientId, text }: Pending): Promise<Message> {
  return post<Message>(`/conversations/${conversation}/${kind === 'note' ? 'notes' : 'messages'}`, { clientId, text })
}

export function usePending(outbox: Outbox, conversation: string): readonly Pending[] {
  return useSyncExternalStore(outbox.subscribe, () => outbox.of(conversation))
}
