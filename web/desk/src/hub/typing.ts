import { useSyncExternalStore } from 'react'
import type { Typing } from './live'
import type { From, Speaker } from './wire'

const shownMs = 5_000

/** Who is writing just now; forgotten after five seconds or when they have said it. */
export class TypingNow {
  private readonly writers = new Map<string, From>()
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>()
  private readonly listeners = new Set<() => void>()

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  of(conversation: string): From | undefined {
    return this.writers.get(conversation)
  }

  heard = ({ conversationId, from }: Typing): void => {
    clearTimeout(this.timers.get(conversationId))
    this.timers.set(
      conversationId,
      setTimeout(() => this.forget(conversationId), shownMs),
    )
    this.writers.set(conversationId, from)
    this.changed()
  }

  stopped(conversation: string, speaker: Speaker): void {
    if (this.of(conversation)?.kind === speaker) this.forget(conversation)
  }

  private forget(conversation: string): void {
    clearTimeout(this.timers.get(conversation))
    this.timers.delete(conversation)
    this.writers.delete(conversation)
    this.changed()
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener()
  }
}

export function useTyping(typing: TypingNow, conversation: string): From | undefined {
  return useSyncExternalStore(typing.subscribe, () => typing.of(conversation))
}
