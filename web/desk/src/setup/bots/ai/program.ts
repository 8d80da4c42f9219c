import type { PolicyRule } from '../../wire'
import type { AiProgram, AiRails, BotTemplate, OwnModel } from './wire'

export const emptyProgram: AiProgram = {
  companyName: '',
  tone: '',
  prompt: '',
  greeting: '',
  tools: [],
  usesKnowledge: false,
  linkHosts: [],
  writesNote: true,
  rails: { angerFrom: 3, disputes: true, words: [], namedPerson: true, fruitlessMax: 3, priorityCase: true, outOfScope: true },
  tokensPerConversationMax: 60_000,
  tokensPerDayMax: 2_000_000,
}

const prefix = 'dynamics365_'

/** A tool's name as prompts have it. */
export const fullName = (tool: string): string => (tool.startsWith(prefix) ? tool : prefix + tool)

/** The program with what a template brings; what its author has typed stays. */
export function fromTemplate(program: AiProgram, template: BotTemplate, before?: BotTemplate): AiProgram {
  const isTemplates = (text: string, of: string | undefined): boolean => text === '' || text === of
  return {
    ...program,
    template: template.id,
    tools: template.tools,
    tone: isTemplates(program.tone, before?.tone) ? template.tone : program.tone,
    greeting: isTemplates(program.greeting, before && greetingOf(before, program.companyName)) ? greetingOf(template, program.companyName) : program.greeting,
  }
}

export const greetingOf = (template: BotTemplate, company: string): string => template.greeting.replaceAll('{company}', company.trim() || 'our company')

/** The program for another company: a greeting that was the template's is the template's again. */
export function forCompany(program: AiProgram, companyName: string, template?: BotTemplate): AiProgram {
  const isOurs = template !== undefined && program.greeting === greetingOf(template, program.companyName)
  return { ...program, companyName, ...(isOurs && { greeting: greetingOf(template, companyName) }) }
}

const ruleWords: Record<PolicyRule, string> = {
  allow: 'runs',
  askVisitor: 'asks the visitor first',
  askAgent: 'asks an agent first',
  forbid: 'is forbidden by policy',
}

export const wordsOf = (rule: PolicyRule): string => ruleWords[rule]

export const angerWords = ['never', 'at a hint of it', 'when somebody is annoyed', 'when somebody is clearly upset', 'when somebody is angry', 'only when somebody shouts'] as const

const railNames: Record<keyof AiRails, string> = {
  angerFrom: 'anger',
  disputes: 'disputes',
  words: 'words of your own',
  namedPerson: 'named persons and teams',
  fruitlessMax: 'runs without progress',
  priorityCase: 'urgent cases',
  outOfScope: 'what it is not there for',
}

const names: Record<Exclude<keyof AiProgram, 'rails'>, string> = {
  template: 'template',
  companyName: 'company',
  tone: 'tone',
  prompt: 'prompt',
  greeting: 'greeting',
  tools: 'tools',
  usesKnowledge: 'knowledge',
  linkHosts: 'hosts of links',
  writesNote: 'note after each conversation',
  tokensPerConversationMax: 'tokens a conversation',
  tokensPerDayMax: 'tokens a day',
  model: 'model of its own',
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What differs between two programs, each a sentence's part. */
export function changesOf(before: AiProgram | undefined, after: AiProgram): string[] {
  const was = before ?? emptyProgram
  const changed = (Object.keys(names) as (keyof typeof names)[]).filter((name) => !same(was[name], after[name])).map((name) => tell(name, was, after))
  const rails = (Object.keys(railNames) as (keyof AiRails)[]).filter((name) => !same(was.rails[name], after.rails[name])).map((name) => `rail: ${railNames[name]}`)
  return [...changed, ...rails]
}

function tell(name: keyof typeof names, was: AiProgram, is: AiProgram): string {
  if (name !== 'tools') return names[name]
  const came = is.tools.filter((tool) => !was.tools.includes(tool)).length
  const went = was.tools.filter((tool) => !is.tools.includes(tool)).length
  return `tools: ${[came > 0 && `${came} more`, went > 0 && `${went} fewer`].filter(Boolean).join(', ') || 'their order'}`
}

/** The wishes with one of them changed; nothing where none is left. */
export function withWish(model: OwnModel | undefined, name: keyof OwnModel, text: string): OwnModel | undefined {
  const { [name]: _, ...others } = model ?? {}
  const value = name === 'name' ? text : Number(text)
  const wished: OwnModel = text.trim() === '' || Number.isNaN(value) ? others : { ...others, [name]: value }
  return Object.keys(wished).length > 0 ? wished : undefined
}

/** Words of one's own as they are typed: one a line, or with commas. */
export const wordsFrom = (text: string): string[] => text.split(/[\n,]/).map((word) => word.trim()).filter((word) => word !== '')
