import type { PolicyRule } from '../../wire'

// The shapes of AI bots, as docs/API.md has them.

export interface AiRails {
  angerFrom: number
  disputes: boolean
  words: string[]
  namedPerson: boolean
  fruitlessMax: number
  priorityCase: boolean
  outOfScope: boolean
}

/** A bot's own wishes of the model; what is left out is as in the organisation's setting. */
export interface OwnModel {
  name?: string
  temperature?: number
  secondsMax?: number
  tokensMax?: number
}

/** What an AI bot is made of. */
export interface AiProgram {
  template?: string
  companyName: string
  tone: string
  prompt: string
  greeting: string
  tools: string[]
  usesKnowledge: boolean
  linkHosts: string[]
  writesNote: boolean
  rails: AiRails
  tokensPerConversationMax: number
  tokensPerDayMax: number
  model?: OwnModel
}

export interface AiBotNow {
  live?: AiProgram
  liveVersion?: number
  draft: AiProgram
  revision: number
  isChanged: boolean
  changedAt?: string
  changedBy?: string
}

export interface AiVersion {
  n: number
  at: string
  by?: string
  note?: string
  isLive: boolean
  program: AiProgram
}

export interface BotTemplate {
  id: string
  name: string
  sentence: string
  does: string[]
  tone: string
  greeting: string
  tools: string[]
}

export interface WrittenPrompt {
  prompt: string
  greeting: string
}

/** A tool with what policy says of it where nothing else was set. */
export interface RuledTool {
  name: string
  title: string
  group: string
  description: string
  readOnly: boolean
  rule: PolicyRule
}

export interface ChatMessage {
  from: 'visitor' | 'bot'
  text: string
}

/** A tool that was run, or would have been. */
export interface ChatTool {
  name: string
  input: unknown
  output?: unknown
  error?: { code: string; message: string }
}

/** What came of one turn of the side chat. */
export interface ChatAnswer {
  says: { text: string; offers: string[] }[]
  tools: ChatTool[]
  outcome: 'waiting' | 'handedOver' | 'ended' | 'failed'
  reason?: string
  rail?: string
  tokens?: number
  ranOn: 'model' | 'topics'
  /** To be sent with the next turn. */
  state?: string
}

export interface GoldenChat {
  id: string
  name: string
  script: { turns: { say: string; tools: string[]; facts: string[] }[]; outcome: ChatAnswer['outcome'] }
  conversationId?: string
  createdAt: string
}

/** What a golden chat came to, beside what was expected. */
export interface GoldenRun {
  id: string
  isSame: boolean
  turns: { say: string; said: string; toolsMissing: string[]; toolsBeyond: string[]; factsMissing: string[]; rail?: string; isSame: boolean }[]
  expected: ChatAnswer['outcome']
  outcome: ChatAnswer['outcome']
  tokens: number
  ranOn: 'model' | 'topics'
}
