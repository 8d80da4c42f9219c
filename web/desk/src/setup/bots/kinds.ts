import type { BotKind } from '../wire'

/** What a kind of bot is called, and when it is the right one. */
export interface KindWords {
  kind: BotKind
  name: string
  sentence: string
}

export const kinds: readonly KindWords[] = [
  { kind: 'ai', name: 'AI bot', sentence: 'A model that answers with your CRM and your knowledge, made step by step and kept on its rails.' },
  { kind: 'topics', name: 'Topic bot', sentence: 'Topics in Copilot Studio’s YAML, written and run here, with or without a model.' },
  { kind: 'copilotStudio', name: 'Copilot Studio agent', sentence: 'An agent that is published in Copilot Studio, reached by its token endpoint.' },
  { kind: 'connector', name: 'Azure bot', sentence: 'A Bot Framework or Agents SDK bot with a messaging endpoint that Baton can call.' },
  { kind: 'directLine', name: 'Direct Line bot', sentence: 'A bot that is reached only through its Direct Line channel in Azure.' },
]

export const kindName = (kind: string): string => kinds.find((one) => one.kind === kind)?.name ?? kind
