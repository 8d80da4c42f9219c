// The shapes of docs/API.md, as they come over the wire.

export type Presence = 'Available' | 'Busy' | 'DoNotDisturb' | 'Away' | 'Offline'
export type State = 'Waiting' | 'WithBot' | 'Offered' | 'WithAgent' | 'WrapUp' | 'Parked' | 'Closed'
export type Speaker = 'visitor' | 'bot' | 'agent' | 'system'
export type Mode = 'reply' | 'note'

export interface Named {
  id: string
  name: string
}
export interface From {
  kind: Speaker
  name: string
}

export interface Me extends Named {
  email: string
  role: 'agent' | 'supervisor' | 'administrator'
  presence: Presence
  capacity: number
  load: number
  queues: Named[]
}

export interface Person extends Named {
  kind: 'bot' | 'agent'
  role: string
  presence: Presence
  capacity: number
  load: number
}

export interface Queue extends Named {
  waiting: number
}

export interface Row {
  id: string
  version: number
  state: State
  channel: string
  visitor: Named & { email?: string }
  contact?: Named & { company?: string; vip?: boolean }
  queue?: Named
  handler?: Named & { kind: 'bot' | 'agent' }
  epoch: number
  last?: { n: number; text: string; from: From; at: string }
  messages: number
  createdAt: string
  waitingSince?: string
  endedAt?: string
  closedAt?: string
  closeReason?: string
  rating?: number
  ratingComment?: string
  /** Whether the visitor says that their question was answered. */
  resolved?: boolean
  locale?: string
}

export interface Variable {
  name: string
  type: 'text' | 'number' | 'boolean'
  value: string | number | boolean
  setBy: Speaker
}

export interface Draft {
  text: string
  mode: Mode
}

export interface Conversation extends Row {
  summary?: string
  summaryBy?: string
  escalationReason?: string
  variables: Variable[]
  draft?: Draft
}

export interface Message {
  n: number
  kind: 'message' | 'note' | 'event'
  from: From
  text: string
  clientId?: string
  at: string
  suggested?: { title: string; text: string; type?: string }[]
  attachments?: { name?: string; contentType?: string; contentUrl?: string; content?: unknown }[]
  /** How several attachments are laid out: below each other, or side by side ('carousel'). */
  attachmentLayout?: string
  /** Where in the text the words begin that stand for each attachment, and after them those for buttons or a submitted value. */
  wordsFrom?: number[]
  /** What the visitor saw themselves say, where another text was sent. */
  shown?: string
  /** What a bot sent along that visitors are not shown. */
  aside?: string
  /** The number of the message that these words take the place of. */
  revises?: number
  /** The number of the message that its bot has taken back. */
  withdraws?: number
  event?: { name: string } & Record<string, unknown>
}

export interface Offer {
  id: string
  conversationId: string
  queueId: string
  expiresAt: string
  queueName: string
  why: string
  visitorName: string
  lastText: string
  channel: string
  waitingSince: string
}

export interface Shapes {
  me: Me
  conversations: Row
  offers: Offer
  queues: Queue
  people: Person
  open: Conversation
  messages: Message
}

export type Collection = keyof Shapes
export type Snapshot = { collections: { [Name in Collection]?: Record<string, Shapes[Name]> } }
export type LiveEvent = { op: 'put' | 'remove'; in: string; key: string; value?: unknown }

export interface Candidate extends Named {
  kind: 'bot' | 'agent'
  capacity: number
  load: number
  presence: Presence
  verdict: 'chosen' | 'passed over'
  reason: string
}

export interface Choice {
  at: string
  why: string
  queue: Named
  chosen?: Named
  candidates: Candidate[]
  others?: { reason: string; count: number }[]
  rules: { name: string; matched: boolean; reason: string }[]
}

/** A column that an administrator has added, and what it says. */
export interface AddedField {
  table: string
  label: string
  value: string
}

export interface Case {
  fields?: AddedField[]
  id: string
  ticketNumber: string
  title: string
  status: string
  priority: string
  createdAt: string
  url: string
}

export interface Crm {
  status: 'found' | 'none' | 'many' | 'unavailable' | 'off'
  contact?: Named & { email?: string; phone?: string; company?: string; jobTitle?: string; vip?: boolean; url: string }
  openCases: Case[]
  choices?: (Named & { email?: string; phone?: string; company?: string; jobTitle?: string })[]
  fields?: AddedField[]
  checkedAt: string
  problem?: { message: string; hint: string }
}
