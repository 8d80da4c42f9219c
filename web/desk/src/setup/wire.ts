// The shapes of the set-up, as docs/API.md has them.

export interface CrmConnection {
  connected: boolean
  tenantId?: string
  clientId?: string
  instanceUrl?: string
  authority?: string
  hasSecret?: boolean
  hasCertificate?: boolean
  secretExpiresOn?: string
  organization?: string
  mailFrom?: string
}

/** The model that topics ask. */
export interface ModelSetting {
  configured: boolean
  baseUrl?: string
  model?: string
  hasKey?: boolean
  temperature?: number
  secondsMax?: number
  tokensMax?: number
  fallbackModel?: string
  fallbackBaseUrl?: string
  hasFallbackKey?: boolean
  embeddingModel?: string
  tokensPerDayMax?: number
  /** What all bots and the embedding model have used today (UTC). */
  tokensToday?: number
}

/** What came of asking it something. */
export interface ModelTried {
  ok: boolean
  sentence: string
  answer?: string
  /** How many numbers an embedding has, where an embedding model was tried, too. */
  dimensions?: number
  code?: string
  nextStep?: string
  field?: string
  tookMs: number
}

/** How Dynamics is, as Baton has last seen it. */
export interface CrmHealth {
  state: 'ok' | 'down' | 'unknown' | 'off'
  since?: string
  seenAt?: string
  lastError?: { code: string; message: string; hint?: string; requestId?: string; at: string }
}

/** A column of Dynamics that agents see beyond the standard ones. */
export interface SidebarField {
  table: string
  column: string
  label: string
}

export interface SidebarColumn {
  name: string
  label: string
  type: string
}

export interface TestStep {
  name: string
  title: string
  outcome: 'ok' | 'failed' | 'skipped'
  sentence?: string
  cause?: string
  nextStep?: string
  field?: string
  code?: string
  requestId?: string
  tookMs?: number
}

export interface TestResult {
  ok: boolean
  organization?: string
  tenantFound?: string
  userId?: string
  steps: TestStep[]
  tools?: { name: string; missing: string[] }[]
}

export interface JsonSchema {
  type?: string
  description?: string
  format?: string
  enum?: string[]
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
}

export interface Tool {
  name: string
  title: string
  group: string
  description: string
  input: JsonSchema
  readOnly: boolean
  destructive: boolean
  idempotent: boolean
  privileges: string[]
}

export interface Run {
  id: string
  at: string
  tool: string
  who: { kind: 'bot' | 'agent' | 'key' | 'system' | 'visitor'; id?: string; name: string }
  conversationId?: string
  outcome: 'running' | 'ok' | 'error'
  error?: { code: string; message: string; hint?: string }
  tookMs?: number
  input?: unknown
  result?: unknown
  requests: OutsideCall[]
}

export interface OutsideCall {
  method: string
  address: string
  status: number
  requestId?: string
  tookMs: number
  error?: string
}

export interface Preview {
  summary: string
  changes: { field: string; from?: unknown; to?: unknown }[]
}

export type PolicyRule = 'allow' | 'askVisitor' | 'askAgent' | 'forbid'

export interface Policies {
  defaults: Record<string, PolicyRule>
  holders: { id: string; kind: 'bot' | 'key'; name: string; rules: Record<string, PolicyRule> }[]
}

export interface ApiKey {
  id: string
  name: string
  scopes: string[]
  callsPerMinute: number
  createdAt: string
  lastUsedAt?: string
}

export interface QueueSetting {
  id: string
  name: string
  priority: number
  fallback: boolean
  waiting: number
  there: number
  userIds: string[]
}

export interface UserSetting {
  id: string
  name: string
  email?: string
  role: 'agent' | 'supervisor' | 'administrator'
  presence: string
  capacity: number
  load: number
  queueIds: string[]
  createdAt: string
}

export type BotKind = 'connector' | 'directLine' | 'copilotStudio' | 'topics' | 'ai'

/** What a bot’s credentials are, without what is secret in them. */
export interface BotAuth {
  type?: string
  tenantId?: string
  clientId?: string
  environmentId?: string
  schemaName?: string
  authority?: string
}

export interface PrivacyNotice {
  text: string
  /** Visitors have to agree before the bot hears a word. */
  asks: boolean
}

export interface BotSetting {
  id: string
  name: string
  kind: string
  applicationId?: string
  handle?: string
  endpoint?: string
  hasAuth: boolean
  auth?: BotAuth
  inlineReplies?: boolean
  contextEvent?: string
  languages?: string[]
  queueIds: string[]
  capacity: number
  published?: boolean
  connected?: boolean
  privacyNotice?: PrivacyNotice
  presence?: 'Available' | 'Away' | 'Offline'
}

/** A key that Baton signs with. */
export interface SigningKey {
  id: string
  state: 'signs' | 'next' | 'former'
  signsFrom: string
}

/** How a bot stands, in a line. */
export interface BotStands {
  id: string
  name: string
  state: 'well' | 'failing' | 'open' | 'quiet' | 'draft' | 'disconnected'
  sentence: string
  conversations: number
}

/** How turns went since then. */
export interface BotSpan {
  from: string
  turns: number
  failures: number
  p50Ms?: number
  p95Ms?: number
}

export interface BotHealth {
  stands: BotStands
  lastOkAt?: string
  lastFailedAt?: string
  lastFailure?: string
  failuresInARow: number
  breakerUntil?: string
  hour: BotSpan
  day: BotSpan
  reasons: { reason: string; count: number }[]
  plot: BotSpan[]
}

/** One call between Baton and a bot, as it went; secrets and tokens are masked. */
export interface WireCall {
  at: string
  direction: 'out' | 'in'
  method: string
  address: string
  /** 0: nobody answered. */
  status: number
  tookMs: number
  sent?: string
  answered?: string
  error?: string
}

/** What came of a test of a bot. */
export interface BotTested {
  ok: boolean
  sentence: string
  nextStep?: string
  outcome: 'answered' | 'handedOver' | 'ended' | 'silent' | 'failed'
  tookMs: number
  says: { text: string; suggested?: { title: string; text: string }[] }[]
  wire: WireCall[]
}

/** What a bot that is called at its address is configured with on its own side. */
export interface BotSideSettings {
  auth: 'none' | 'baton' | 'entra'
  blocks: { library: string; language: string; file: string; text: string; note: string }[]
}

/** A secret by which a bot gets its tokens, without the secret itself. */
export interface BotSecret {
  id: string
  ending: string
  madeAt: string
  lastUsedAt?: string
}

/** What leads to a bot, who is beside it, and what it may do. */
export interface BotDetails {
  queues: { id: string; name: string; isFirst: boolean; others: { name: string; kind: string; capacity: number }[]; more: number }[]
  leads: { workstream: string; rule?: string; queue: string; channels: string[] }[]
  role: string
  tools: { name: string; title: string; rule: string }[]
  warnings: string[]
}

export interface ChannelSetting {
  id: string
  name: string
  kind: 'webChat' | 'directLine'
  workstreamId: string
  color?: string
  greeting?: string
  locale?: string
  allowedOrigins: string[]
  createdAt: string
  secret?: string
  /** Only in the answer that made it. */
  identitySecret?: string
}

export interface Condition {
  variable: string
  is: string
  value?: unknown
}

export interface RoutingRule {
  name: string
  when: { all?: Condition[]; any?: Condition[] }
  queueId: string
}

export interface Workstream {
  id: string
  name: string
  rules: RoutingRule[]
  fallbackQueueId?: string
  offerSeconds: number
  wrapUpSeconds: number
  botSilenceSeconds: number
  declinesMax: number
}
