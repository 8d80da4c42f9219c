import { HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from '@microsoft/signalr'
import { Signal } from './signal'
import type { Store } from './store'
import type { Conversation, From, LiveEvent, Message, Snapshot } from './wire'

export type Line = 'connecting' | 'live' | 'reconnecting'
export interface Typing {
  conversationId: string
  from: From
}

const pausesMs = [0, 500, 1_000, 2_000, 4_000, 8_000]
const rewatchPauseMs = 1_000
const latenessMs = 1_500

/** The line to the hub: takes the snapshot, applies what changes, mends gaps, and comes back by itself. */
export class Live {
  readonly line = new Signal<Line>('connecting')
  /** The conversation that was asked for and isn't there, or isn't for this user's eyes. */
  readonly refused = new Signal<string | undefined>(undefined)
  /** A conversation in which something has just been suggested to its agent. */
  readonly suggested = new Signal<{ conversationId: string } | undefined>(undefined)
  /** Counts up when one of my macros may have moved. */
  readonly macroMoved = new Signal(0)
  private connection: HubConnection | undefined
  private early: LiveEvent[] | undefined = []
  private watched: string | undefined
  private readonly mending = new Set<string>()

  constructor(
    private readonly store: Store,
    private readonly heardTyping: (typing: Typing) => void,
    private readonly whenLive: () => void,
    private readonly whenSignedOut: () => void,
  ) {}

  async start(): Promise<void> {
    const connection = new HubConnectionBuilder()
      .withUrl('/live')
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => pause(previousRetryCount) })
      .configureLogging(LogLevel.None)
      .build()
    this.connection = connection
    connection.on('Changed', (events: LiveEvent[]) => this.changed(events))
    connection.on('Typing', (typing: Typing) => this.heardTyping(typing))
    connection.on('Suggested', this.suggested.set)
    connection.on('MacroMoved', this.hintMacro)
    connection.onreconnecting(() => this.lost())
    connection.onreconnected(() => this.takeSnapshot().catch(() => connection.stop()))
    connection.onclose(() => this.connect(connection))
    await this.connect(connection)
  }

  async stop(): Promise<void> {
    const connection = this.connection
    this.connection = undefined
    this.early = []
    this.line.set('connecting')
    await connection?.stop()
  }

  /** What the agent looks at. The hub tells about conversations of mine anyway; another is watched while it is looked at. */
  look(conversation: string | undefined, isHeld: boolean): void {
    if (this.watched && this.watched !== conversation) this.unwatch(this.watched)
    if (conversation && !isHeld) {
      this.watched = conversation
      void this.mend(conversation)
    }
  }

  typing(conversation: string): void {
    this.send('Typing', conversation)
  }

  /** Watches a conversation again, which brings everything that was missed. */
  async mend(conversation: string): Promise<void> {
    if (this.mending.has(conversation) || this.connection?.state !== HubConnectionState.Connected) return
    this.mending.add(conversation)
    try {
      const found = await this.connection.invoke<{ conversation: Conversation; messages: Message[] }>('Watch', conversation)
      this.store.take(found.conversation, found.messages)
      this.refused.set(undefined)
      if (conversation !== this.watched) this.send('Unwatch', conversation)
    } catch {
      if (conversation === this.watched) this.refused.set(conversation)
    } finally {
      setTimeout(() => this.mending.delete(conversation), rewatchPauseMs)
    }
  }

  private unwatch(conversation: string): void {
    this.watched = undefined
    this.send('Unwatch', conversation)
    if (this.store.held.open.get(conversation)?.handler?.id !== this.store.held.me.get('me')?.id) this.store.forget(conversation)
  }

  private send(method: string, conversation: string): void {
    if (this.connection?.state !== HubConnectionState.Connected) return
    // A lost Typing or Unwatch harms nobody: the line is back soon and starts afresh.
    this.connection.send(method, conversation).catch(() => undefined)
  }

  private async connect(connection: HubConnection): Promise<void> {
    for (let tries = 0; this.connection === connection; tries++) {
      try {
        this.lost()
        if (connection.state === HubConnectionState.Disconnected) await connection.start()
        await this.takeSnapshot()
        return
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 401) this.whenSignedOut()
        await new Promise((resume) => setTimeout(resume, pause(tries + 1)))
      }
    }
  }

  private lost(): void {
    this.early = []
    if (this.line.get() === 'live') this.line.set('reconnecting')
  }

  private async takeSnapshot(): Promise<void> {
    const snapshot = await this.connection!.invoke<Snapshot>('Snapshot')
    this.store.replace(snapshot)
    const early = this.early ?? []
    this.early = undefined
    this.line.set('live')
    this.changed(early)
    if (this.watched) void this.mend(this.watched)
    this.hintMacro()   // what was hinted at while the line was away was lost
    this.whenLive()
  }

  private hintMacro = (): void => this.macroMoved.set(this.macroMoved.get() + 1)

  private changed(events: LiveEvent[]): void {
    if (this.early) {
      this.early.push(...events)
      return
    }
    for (const conversation of this.store.change(events)) void this.mend(conversation)
    this.checkLater(events.filter((event) => event.in === 'open' && event.op === 'put').map((event) => event.key))
  }

  /** A message that was lost at the end leaves no gap; but the conversation itself says how many there are. */
  private checkLater(conversations: string[]): void {
    const behind = conversations.filter((conversation) => this.store.isBehind(conversation))
    if (behind.length === 0) return
    setTimeout(() => {
      for (const conversation of behind) if (this.store.isBehind(conversation)) void this.mend(conversation)
    }, latenessMs)
  }
}

function pause(tries: number): number {
  const ms = pausesMs[Math.min(tries, pausesMs.length - 1)]!
  return ms * (0.75 + Math.random() / 2)
}
