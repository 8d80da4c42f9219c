import type { Message } from './wire'

/** The messages of every conversation that is held, each conversation's in order of n; keyed "<conversation>/<n>" like the wire. */
export class Threads {
  private readonly held = new Map<string, readonly Message[]>()
  /** Conversations of which older pages were read: the hub lets go of old messages at a time, the reader does not. */
  private readonly paged = new Set<string>()

  of(conversation: string): readonly Message[] {
    return this.held.get(conversation) ?? none
  }

  get(key: string): Message | undefined {
    const [conversation, n] = parts(key)
    return this.of(conversation).find((message) => message.n === n)
  }

  set(key: string, message: Message): void {
    const [conversation] = parts(key)
    this.put(conversation, [message])
  }

  delete(key: string): void {
    const [conversation, n] = parts(key)
    if (this.paged.has(conversation)) return
    const left = this.of(conversation).filter((message) => message.n !== n)
    if (left.length > 0) this.held.set(conversation, left)
    else this.held.delete(conversation)
  }

  /** Puts several messages of one conversation: appends when they follow, else merges by number. */
  put(conversation: string, messages: readonly Message[]): void {
    const before = this.of(conversation)
    const first = messages[0]
    if (!first) return
    const follows = (before.at(-1)?.n ?? 0) < first.n
    this.held.set(conversation, follows ? [...before, ...messages] : merged(before, messages))
  }

  /** Puts a page of older messages, which stay until the conversation is dropped. */
  putOlder(conversation: string, messages: readonly Message[]): void {
    this.paged.add(conversation)
    this.put(conversation, messages)
  }

  drop(conversation: string): void {
    this.held.delete(conversation)
    this.paged.delete(conversation)
  }

  /** Takes the latest messages of one conversation as the truth. What else is held stays only where it joins them without a gap. */
  take(conversation: string, latest: readonly Message[]): void {
    const first = latest[0]
    if (!first) return
    const before = this.of(conversation)
    const newer = before.filter((message) => message.n > latest.at(-1)!.n)
    this.held.set(conversation, [...leadingUpTo(first.n, before), ...latest, ...newer])
  }

  /** Replaces everything by a snapshot, but keeps older messages that were read page by page and lead up to what the snapshot has. */
  replace(entries: Iterable<[string, Message]>): void {
    const before = new Map(this.held)
    this.held.clear()
    for (const [conversation, messages] of grouped(entries))
      this.held.set(conversation, [...leadingUpTo(messages[0]!.n, before.get(conversation) ?? none), ...messages])
  }

  *entries(): Iterable<[string, Message]> {
    for (const [conversation, messages] of this.held) for (const message of messages) yield [`${conversation}/${message.n}`, message]
  }
}

const none: readonly Message[] = []

/** The first number that is missing between messages, if any. */
export function gap(messages: readonly Message[]): number | undefined {
  for (let at = 1; at < messages.length; at++) {
    const expected = messages[at - 1]!.n + 1
    if (messages[at]!.n !== expected) return expected
  }
  return undefined
}

/** The unbroken run of messages that ends just before n. */
function leadingUpTo(n: number, messages: readonly Message[]): readonly Message[] {
  const older = messages.filter((message) => message.n < n)
  let start = older.length
  while (start > 0 && older[start - 1]!.n === n - (older.length - start) - 1) start--
  return older.slice(start)
}

function merged(before: readonly Message[], messages: readonly Message[]): readonly Message[] {
  const byNumber = new Map(before.map((message) => [message.n, message]))
  for (const message of messages) byNumber.set(message.n, message)
  return [...byNumber.values()].sort((one, other) => one.n - other.n)
}

function grouped(entries: Iterable<[string, Message]>): Map<string, Message[]> {
  const groups = new Map<string, Message[]>()
  for (const [key, message] of entries) {
    const [conversation] = parts(key)
    const group = groups.get(conversation)
    if (group) group.push(message)
    else groups.set(conversation, [message])
  }
  for (const group of groups.values()) group.sort((one, other) => one.n - other.n)
  return groups
}

function parts(key: string): [string, number] {
  const at = key.lastIndexOf('/')
  return [key.slice(0, at), Number(key.slice(at + 1))]
}
