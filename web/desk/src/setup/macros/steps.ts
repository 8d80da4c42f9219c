import type { MacroStep, StepKind } from '../../macros/macros'
import { fieldsOf, type FormField } from '../tools/schemaForm'
import type { Tool } from '../wire'

// A macro's steps as they are typed: what each kind is called, what one still lacks, and what is sent.

export const stepsMax = 20

export const kinds: readonly { kind: StepKind; name: string }[] = [
  { kind: 'say', name: 'Say to the visitor' },
  { kind: 'note', name: 'Leave a note' },
  { kind: 'reply', name: 'Put into the reply box' },
  { kind: 'tool', name: 'Run a tool' },
  { kind: 'set', name: 'Set a context variable' },
  { kind: 'open', name: 'Open a record' },
  { kind: 'transfer', name: 'Transfer to a queue' },
  { kind: 'end', name: 'End the conversation' },
]

export const nameOfKind = (kind: StepKind): string => kinds.find((one) => one.kind === kind)!.name

/** A step as it is typed; its key stays with it when it is moved. */
export interface TypedStep extends MacroStep {
  key: number
}

/** The records that can be opened, and where their ids mostly come from. */
export const records: readonly { table: string; name: string; record: string }[] = [
  { table: 'contact', name: 'The contact', record: '{contact.id}' },
  { table: 'account', name: 'The account', record: '{account.id}' },
  { table: 'incident', name: 'The case', record: '{CaseId}' },
]

export function fresh(kind: StepKind, key: number, tools: readonly Tool[], queue: string): TypedStep {
  switch (kind) {
    case 'tool':
      return { kind, key, tool: tools[0]?.name ?? '', input: {} }
    case 'set':
      return { kind, key, name: '', value: '' }
    case 'open':
      return { kind, key, table: records[0]!.table, record: records[0]!.record }
    case 'transfer':
      return { kind, key, queueId: queue }
    case 'end':
      return { kind, key }
    default:
      return { kind, key, text: '' }
  }
}

/** What is wrong with a step, in words; undefined when it can be saved. */
export function complaintOf(steps: readonly MacroStep[], at: number, tools: readonly Tool[]): string | undefined {
  const step = steps[at]!
  if ((step.kind === 'end' || step.kind === 'transfer') && at < steps.length - 1) return 'This has to be the last step: the conversation is no longer the agent’s after it.'
  const lacking = lackOf(step, tools)
  if (lacking) return lacking
  if (/\{result\./.test(JSON.stringify(step)) && !steps.slice(0, at).some(({ kind }) => kind === 'tool')) return '{result.…} is what a tool before it has found, and no tool runs before it.'
  return undefined
}

function lackOf(step: MacroStep, tools: readonly Tool[]): string | undefined {
  switch (step.kind) {
    case 'tool': {
      const tool = tools.find(({ name }) => name === step.tool)
      if (!tool) return 'Choose a tool.'
      const missing = fieldsOf(tool.input).filter(({ name, isRequired }) => isRequired && isEmpty(step.input?.[name]))
      if (missing.length > 0) return `Still missing: ${missing.map(({ label }) => label).join(', ')}.`
      const broken = fieldsOf(tool.input).find((field) => field.kind === 'list' && typeof valueOf(field, step.input?.[field.name]) === 'string')
      return broken && `${broken.label} is a list in JSON, such as [{"name": "…"}].`
    }
    case 'set':
      return isEmpty(step.name) ? 'Name the context variable.' : isEmpty(step.value) ? 'Give it a value.' : undefined
    case 'open':
      return isEmpty(step.record) ? 'Say which record.' : /^[a-z][a-z0-9_]*$/.test(step.table ?? '') ? undefined : 'Name the table as Dynamics does, such as contact.'
    case 'transfer':
      return isEmpty(step.queueId) ? 'Choose a queue.' : undefined
    case 'end':
      return undefined
    default:
      return isEmpty(step.text) ? 'Write the words.' : undefined
  }
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** A field as it is sent: numbers as numbers, lists as lists, what holds a placeholder as it is; nothing for what was left empty. */
export function valueOf(field: FormField, typed: unknown): unknown {
  if (typeof typed !== 'string') return typed
  const text = typed.trim()
  if (text === '') return undefined
  if (field.kind === 'list') return listOf(text) ?? text
  if (text.includes('{')) return text
  if (field.kind === 'number' || field.kind === 'whole') return Number.isNaN(Number(text)) ? text : Number(text)
  if (field.kind === 'flag') return text === 'true' || (text !== 'false' && text)
  return text
}

/** What stands in a field's box. */
export const boxOf = (value: unknown): string => (value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value))

function listOf(text: string): unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

function inputOf({ input = {} }: MacroStep, fields: readonly FormField[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).flatMap(([name, typed]) => {
    const field = fields.find((one) => one.name === name)
    const value = field ? valueOf(field, typed) : typed
    return value === undefined ? [] : [[name, value]]
  }))
}

/** The same steps with one moved. */
export function moved<T>(steps: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  return to < 0 || to >= steps.length ? [...steps] : steps.with(at, steps[to]!).with(to, steps[at]!)
}

/** The steps as they are sent. */
export const bodyOf = (steps: readonly TypedStep[], tools: readonly Tool[]): MacroStep[] =>
  steps.map(({ key: _, ...step }) => {
    const tool = tools.find(({ name }) => name === step.tool)
    return tool ? { ...step, input: inputOf(step, fieldsOf(tool.input)) } : step
  })
