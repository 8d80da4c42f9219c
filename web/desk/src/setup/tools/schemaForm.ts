import type { JsonSchema } from '../wire'

// A tool's form, made from its JSON schema: what its fields are, and what their texts come to.

export type FieldKind = 'text' | 'longText' | 'number' | 'whole' | 'flag' | 'choice' | 'day' | 'time' | 'email' | 'list'

export interface FormField {
  name: string
  label: string
  hint: string | undefined
  kind: FieldKind
  isRequired: boolean
  choices: readonly string[]
  /** The fields of one entry of a list. */
  entry: readonly FormField[]
}

/** What the form holds: texts as typed, flags as chosen, lists of such. */
export interface Typing {
  [name: string]: string | Typing[]
}

const longTextMin = 500

export function fieldsOf(schema: JsonSchema): FormField[] {
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).map(([name, of]) => ({
    name,
    label: labelOf(name),
    hint: of.description,
    kind: kindOf(of),
    isRequired: required.has(name),
    choices: of.enum ?? [],
    entry: of.items ? fieldsOf(of.items) : [],
  }))
}

/** estimated_close_date is "Estimated close date". */
export function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').replace(/\bid\b/, 'ID')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum) return 'choice'
  switch (schema.type) {
    case 'boolean':
      return 'flag'
    case 'integer':
      return 'whole'
    case 'number':
      return 'number'
    case 'array':
      return 'list'
    default:
      return textKindOf(schema)
  }
}

function textKindOf({ format, maxLength }: JsonSchema): FieldKind {
  if (format === 'date') return 'day'
  if (format === 'date-time') return 'time'
  if (format === 'email') return 'email'
  return (maxLength ?? 0) >= longTextMin ? 'longText' : 'text'
}

/** The input that the texts come to; what was left empty is left out. */
export function inputOf(fields: readonly FormField[], typing: Typing): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const field of fields) {
    const value = valueOf(field, typing[field.name])
    if (value !== undefined) input[field.name] = value
  }
  return input
}

function valueOf(field: FormField, typed: string | Typing[] | undefined): unknown {
  if (typed === undefined) return undefined
  if (typeof typed !== 'string') return typed.length === 0 ? undefined : typed.map((entry) => inputOf(field.entry, entry))
  const text = typed.trim()
  if (text === '') return undefined
  switch (field.kind) {
    case 'number':
    case 'whole':
      return Number.isNaN(Number(text)) ? text : Number(text)
    case 'flag':
      return text === 'true'
    case 'time':
      return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString()
    default:
      return text
  }
}

/** What is wrong with a field before anything is run. */
export function complaintOf(field: FormField, typed: string | Typing[] | undefined): string | undefined {
  if (typeof typed === 'object') return undefined
  const text = typed?.trim() ?? ''
  if (text === '') return undefined
  if ((field.kind === 'number' || field.kind === 'whole') && Number.isNaN(Number(text))) return 'This is not a number.'
  if (field.kind === 'whole' && !Number.isInteger(Number(text))) return 'This is not a whole number.'
  if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) return 'This is not an e-mail address.'
  return undefined
}

/** What must be given and is not. */
export function missingOf(fields: readonly FormField[], typing: Typing): string[] {
  return fields.filter((field) => field.isRequired && valueOf(field, typing[field.name]) === undefined).map((field) => field.label)
}
