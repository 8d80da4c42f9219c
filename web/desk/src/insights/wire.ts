// What the hub tells of bots' doings.

export type Outcome = 'resolved' | 'escalated' | 'abandoned' | 'unengaged' | 'ongoing'

export interface Totals {
  conversations: number
  engaged: number
  resolved: number
  confirmed: number
  escalated: number
  abandoned: number
  unengaged: number
  ongoing: number
  returned24: number
  returned72: number
  falselyContained: number
  rated: number
  ratingAverage?: number | null
  turnsAverage?: number | null
  resolvedSecondsMedian?: number | null
  resolvedSecondsP90?: number | null
  escalatedSecondsMedian?: number | null
  escalatedSecondsP90?: number | null
  handledSecondsMedian?: number | null
  handledSecondsP90?: number | null
}

export interface Step {
  at: string
  conversations: number
  engaged: number
  resolved: number
  escalated: number
  abandoned: number
}

export interface Insight {
  botId: string
  botName: string
  from: string
  to: string
  unit: 'hour' | 'day'
  zone: string
  totals: Totals
  before: Totals
  series: Step[]
  reasons: { name: string; count: number }[]
  topics: { name: string; escalated: number; abandoned: number }[]
  tools: { name: string; runs: number; failed: number; medianMs?: number | null; escalated: number; abandoned: number }[]
  ratings: number[]
  tokens?: Tokens | null
  measures: { name: string; title: string; help: string }[]
}

/** What an AI bot used. A limit of 0 is none. */
export interface Tokens {
  tokens: number
  conversationAverage?: number | null
  conversationMax: number
  dayMax: number
  days: { day: string; tokens: number; calls: number }[]
  models: { name: string; tokens: number; calls: number }[]
}

export interface InsightRow {
  conversationId: string
  visitor: string
  channel: string
  beganAt: string
  overAt?: string | null
  outcome: Outcome
  reason?: string | null
  lastTopic?: string | null
  lastTool?: string | null
  turns: number
  rating?: number | null
  tokens?: number | null
  returnedSeconds?: number | null
  isFalse: boolean
}

export interface InsightBot {
  id: string
  name: string
  kind: string
  conversations: number
  engaged: number
  resolved: number
  escalated: number
  abandoned: number
  ratingAverage?: number | null
}
