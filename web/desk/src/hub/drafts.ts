import { useSyncExternalStore } from 'react'
import { problemFrom, put } from './api'
import type { Draft } from './wire'

type Save = (conversation: string, draft: Draft, leaving: boolean) => Promise<unknown>

const saveAfterMs = 700
const nothing: Draft = { text: '', mode: 'reply' }

/** Unsent words, kept on the hub so that they outlive the page. This page's words win until the hub says the same; then another window's may come. */
export class Drafts {
  private readonly local = new Map<string, Draft>()
  private readonly saved = new Set<string>()
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>()
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly save: Save,
    private readonly stored: (conversation: string) => Draft | undefined,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  of(conversation: string): Draft {
    if (this.saved.has(conversation) && isSame(this.local.get(conversation), this.stored(conversation))) this.local.delete(conversation)
    return this.local.get(conversation) ?? this.stored(conversation) ?? nothing
  }

  write(conversation: string, change: Partial<Draft>): void {
    this.local.set(conversation, { ...this.of(conversation), ...change })
    this.saved.delete(conversation)
    clearTimeout(this.timers.get(conversation))
    this.timers.set(
      conversation,
      setTimeout(() => this.flush(conversation), saveAfterMs),
    )
    this.changed()
  }

  /** The words were sent: nothing is left to keep, the mode stays. */
  sent(conversation: string): void {
    this.local.set(conversation, { ...this.of(conversation), text: '' })
    this.flush(conversation)
    this.changed()
  }

  flush(conversation: string, leaving = false): void {
    clearTimeout(this.timers.get(conversation))
    this.timers.delete(conversation)
    const draft = this.local.get(conversation)
    if (draft) void this.saveOne(conversation, draft, leaving)
  }

  flushAll(): void {
    for (const conversation of [...this.timers.keys()]) this.flush(conversation, true)
  }

  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    this.local.clear()
    this.changed()
  }

  private async saveOne(conversation: string, draft: Draft, leaving: boolean): Promise<void> {
    try {
      await this.save(conversation, draft, leaving)
      if (this.local.get(conversation) === draft) this.saved.add(conversation)
    } catch (error) {
      // The words are still here; they are saved again with the next key, or when the hub is back.
      if (problemFrom(error).unreachable && !this.timers.has(conversation))
        this.timers.set(
          conversation,
          setTimeout(() => this.flush(conversation), saveAfterMs * 10),
        )
    }
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener()
  }
}

function isSame(one: Draft | undefined, other: Draft | undefined): boolean {
  return one !== undefined && other !== undefined && one.text === other.text && one.mode === other.mode
}

export function saveOnHub(conversation: string, draft: Draft, leaving: boolean): Promise<unknown> {
  return put(`/conversations/${conversation}/draft`, draft, leaving)
}

export function useDraft(drafts: Drafts, conversation: string): Draft {
  return useSyncExternalStore(drafts.subscribe, () => drafts.of(conversation))
}
