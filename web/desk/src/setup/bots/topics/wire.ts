// The shapes of authoring, as docs/API.md has them.

/** A topic's file, or a test chat that is kept with the topics. */
export interface TopicFile {
  path: string
  text: string
}

export interface DraftOnHub {
  revision: number
  basedOn?: number | null
  isChanged: boolean
  changedAt?: string | null
  changedBy?: string | null
  files: TopicFile[]
}

export interface TopicProblem {
  path: string
  line: number
  column: number
  isWarning: boolean
  code: string
  message: string
}

export interface FlowNode {
  id: string
  kind: string
  title: string
  text: string
  line: number
  endLine: number
}

export interface FlowEdge {
  from: string
  /** A node, or "topic:<path>", "end", "transfer". */
  to: string
  label?: string | null
}

export interface TopicInReport {
  path: string
  name: string
  trigger: string
  priority?: number | null
  phrases: string[]
  isSystem: boolean
  nodes: FlowNode[]
  edges: FlowEdge[]
}

export interface Overlap {
  phrase: string
  path: string
  otherPhrase: string
  otherPath: string
  score: number
}

export interface ChatTurn {
  line: number
  said: string
  expected: string[]
  got: string[]
  passed: boolean
  problem?: string | null
}

/** How a test chat went. */
export interface ChatResult {
  path: string
  name: string
  passed: boolean
  turns: ChatTurn[]
}

export interface Report {
  problems: TopicProblem[]
  topics: TopicInReport[]
  overlaps: Overlap[]
  results: ChatResult[]
}

export interface Said {
  text: string
  /** message, event or typing. */
  kind?: string
  /** Of an event. */
  name?: string | null
  suggestedActions?: { title: string; value: string }[] | null
  attachments?: Attachment[] | null
}

export interface Attachment {
  contentType: string
  content?: unknown
  contentUrl?: string | null
  name?: string | null
}

export interface Outcome {
  kind: 'waiting' | 'tool' | 'http' | 'answer' | 'transfer' | 'ended' | 'failed'
  name?: string | null
  input?: unknown
  message?: string | null
}

export interface Step {
  path: string
  node: string
  line: number
}

export interface TopicVariable {
  scope: string
  name: string
  type: string
  /** Printed as Power Fx. */
  value: string
}

export interface Recognition {
  path: string
  phrase: string
  score: number
  why: string
}

/** What came of one turn of a test chat. */
export interface TurnDone {
  state: string
  says: Said[]
  outcome: Outcome
  trace: Step[]
  variables: TopicVariable[]
  recognised: Recognition[]
}

export type Say =
  | { text: string }
  | { value: unknown }
  | { start: true }
  | { tool: { output?: unknown; error?: string } }
  | { http: { status: number; body: string } }
  | { answer: { text?: string } }

export interface FormulaResult {
  result?: string | null
  type?: string | null
  error?: string | null
  start?: number | null
  length?: number | null
  hint?: string | null
}

export interface KindProperty {
  name: string
  about: string
  isRequired: boolean
  values?: string[] | null
}

export interface Kind {
  kind: string
  title: string
  about: string
  where: string
  properties: KindProperty[]
}

/** What can be written in a topic. */
export interface TopicLanguage {
  kinds: Kind[]
  functions: { name: string; signature: string; about: string; example: string }[]
  entities: { name: string; about: string; example: string }[]
  systemVariables: { name: string; type: string; about: string }[]
}

export interface Version {
  n: number
  at: string
  by?: string | null
  note?: string | null
  files: number
  isLive: boolean
  /** How many conversations that are not over run it. */
  conversations: number
}

export interface VersionWithFiles extends Omit<Version, 'files' | 'conversations'> {
  files: TopicFile[]
}
