import { useEffect, useSyncExternalStore } from 'react'
import { get, post, problemFrom, put, type Problem } from '../hub/api'
import { drafts, live } from '../hub/hub'
import type { Conversation, Message } from '../hub/wire'
import { joined } from './joined'

export interface SuggestedAction {
  kind: 'reply' | 'tool' | 'macro' | 'link' | 'record' | 'custom'
  title: string
  text?: string
  tool?: string
  /** A tool's input or a macro's parameters. */
  input?: Record<string, unknown>
  url?: string
  /** The macro's or the custom action's. */
  name?: string
  /** It is a button of the card already. */
  inCard?: boolean
}

export interface Suggestion {
  id: string
  from: string
  kind: 'bot' | 'draft' | 'summary' | 'tool' | 'article'
  text: string
  attachments?: Message['attachments']
  attachmentLayout?: Message['attachmentLayout']
  wordsFrom?: number[]
  actions: SuggestedAction[]
  madeAt: string
  feedback?: 'up' | 'down'
}

export type Wish = 'draft' | 'summary' | 'tool' | 'article'

interface Held {
  suggestions: readonly Suggestion[]
  /** What is asked for just now. */
  asking: Wish | undefined
  problem: Problem | undefined
}

const nothing: Held = { suggestions: [], asking: undefined, problem: undefined }
const held = new Map<string, Held>()
const listeners = new Set<() => void>()

/** What is suggested to me in a conversation. It is read again when the hub hints at more, and with every message, since suggestions come after them. */
export function useSuggestions(conversation: Conversation | undefined): Held {
  const id = conversation?.id
  const version = conversation?.version
  useEffect(() => {
    if (id) void read(id)
  }, [id, version])
  useEffect(
    () =>
      live.suggested.subscribe(() => {
        if (id && live.suggested.get()?.conversationId === id) void read(id)
      }),
    [id],
  )
  return useSyncExternalStore(subscribe, () => (id === undefined ? nothing : (held.get(id) ?? nothing)))
}

/** Asks the model. What it answers is a suggestion like any other. */
export async function ask(conversation: string, kind: Wish): Promise<void> {
  if (of(conversation).asking) return
  keep(conversation, { asking: kind, problem: undefined })
  try {
    const made = await post<Suggestion>(`/conversations/${conversation}/assist`, { kind })
    keep(conversation, { asking: undefined, suggestions: [made, ...of(conversation).suggestions.filter(({ id }) => id !== made.id)] })
  } catch (error) {
    keep(conversation, { asking: undefined, problem: problemFrom(error) })
  }
}

/** Puts the words into the reply box, after what stands there. Nothing is sent. */
export function intoReply(conversation: string, text: string): void {
  drafts.write(conversation, { mode: 'reply', text: joined(drafts.of(conversation).text, text) })
  requestAnimationFrame(() => document.getElementById('composer')?.focus())
}

/** It was used or is in the way: it goes. */
export function settle(conversation: string, suggestion: Suggestion, outcome: 'used' | 'dismissed'): void {
  keep(conversation, { suggestions: of(conversation).suggestions.filter(({ id }) => id !== suggestion.id) })
  void judge(conversation, suggestion.id, { outcome })
}

export function think(conversation: string, suggestion: Suggestion, feedback: 'up' | 'down'): void {
  keep(conversation, { suggestions: of(conversation).suggestions.map((one) => (one.id === suggestion.id ? { ...one, feedback } : one)) })
  void judge(conversation, suggestion.id, { feedback })
}

async function judge(conversation: string, id: string, verdict: { outcome?: string; feedback?: string }): Promise<void> {
  try {
    await put(`/conversations/${conversation}/suggestions/${id}`, verdict)
  } catch {
    await read(conversation)   // it was not kept: what is shown is what the hub has
  }
}

async function read(conversation: string): Promise<void> {
  try {
    keep(conversation, { suggestions: asBefore(of(conversation).suggestions, await get<Suggestion[]>(`/conversations/${conversation}/suggestions`)) })
  } catch {
    // Suggestions are no loss: they are read again with the next message.
  }
}

/** What has not changed stays the same object: a card in which somebody types must not be drawn anew. */
function asBefore(before: readonly Suggestion[], now: Suggestion[]): Suggestion[] {
  return now.map((one) => {
    const known = before.find(({ id }) => id === one.id)
    return known && JSON.stringify(known) === JSON.stringify(one) ? known : one
  })
}

function of(conversation: string): Held {
  return held.get(conversation) ?? nothing
}

function keep(conversation: string, change: Partial<Held>): void {
  held.set(conversation, { ...of(conversation), ...change })
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
