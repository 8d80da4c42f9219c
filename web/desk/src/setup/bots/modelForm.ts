import type { ModelSetting } from '../wire'

/** What the form holds; the key is empty unless a new one was typed. */
export interface Typed {
  baseUrl: string
  apiKey: string
  model: string
  temperature: string
  secondsMax: string
  tokensMax: string
  fallbackModel: string
  fallbackBaseUrl: string
  fallbackApiKey: string
  embeddingModel: string
  tokensPerDayMax: string
}

export type FieldName = keyof Typed

const usual = { secondsMax: 15, tokensMax: 800 }

/** The limits of the hub, so that a slip is said before it is sent. */
const bounds: Partial<Record<FieldName, { least: number; most: number; isWhole: boolean }>> = {
  temperature: { least: 0, most: 2, isWhole: false },
  secondsMax: { least: 1, most: 120, isWhole: true },
  tokensMax: { least: 1, most: 16_000, isWhole: true },
  tokensPerDayMax: { least: 0, most: 2_000_000_000, isWhole: true },
}

const names: Record<FieldName, string> = {
  baseUrl: 'base URL',
  apiKey: 'key',
  model: 'model',
  temperature: 'temperature',
  secondsMax: 'time limit',
  tokensMax: 'token limit',
  fallbackModel: 'fallback model',
  fallbackBaseUrl: 'fallback’s base URL',
  fallbackApiKey: 'a new key for the fallback',
  embeddingModel: 'embedding model',
  tokensPerDayMax: 'tokens a day',
}

export function typedFrom(setting: ModelSetting): Typed {
  return {
    baseUrl: setting.baseUrl ?? '',
    apiKey: '',
    model: setting.model ?? '',
    temperature: setting.temperature === undefined ? '' : String(setting.temperature),
    secondsMax: String(setting.secondsMax ?? usual.secondsMax),
    tokensMax: String(setting.tokensMax ?? usual.tokensMax),
    fallbackModel: setting.fallbackModel ?? '',
    fallbackBaseUrl: setting.fallbackBaseUrl ?? '',
    fallbackApiKey: '',
    embeddingModel: setting.embeddingModel ?? '',
    tokensPerDayMax: setting.tokensPerDayMax ? String(setting.tokensPerDayMax) : '',
  }
}

/** What is wrong with a field as far as one sees at once. */
export function complaint(field: FieldName, typed: Typed): string | undefined {
  const text = typed[field].trim()
  const bound = bounds[field]
  if (text === '') return undefined
  if ((field === 'baseUrl' || field === 'fallbackBaseUrl') && !/^https?:\/\/\S+$/.test(text)) return 'An address such as https://api.openai.com/v1'
  if (!bound) return undefined
  const value = Number(text)
  const isSound = Number.isFinite(value) && value >= bound.least && value <= bound.most && (!bound.isWhole || Number.isInteger(value))
  return isSound ? undefined : `A number from ${bound.least} to ${bound.most.toLocaleString('en')}`
}

export function isSound(typed: Typed): boolean {
  const fields = Object.keys(typed) as FieldName[]
  return typed.baseUrl.trim() !== '' && typed.model.trim() !== '' && fields.every((field) => !complaint(field, typed))
}

/** What saving will change, each a sentence's part. */
export function changes(before: ModelSetting, typed: Typed): string[] {
  const was = typedFrom(before)
  const fields = Object.keys(typed) as FieldName[]
  return fields.filter((field) => typed[field].trim() !== was[field]).map((field) => (field === 'apiKey' ? 'a new key' : names[field]))
}

/** What is sent. Another address without a key takes the kept key away, since it is not for that address. */
export function given(before: ModelSetting, typed: Typed): Record<string, string | number | undefined> {
  const key = typed.apiKey.trim()
  const isElsewhere = before.baseUrl !== undefined && before.baseUrl !== typed.baseUrl.trim()
  const number = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))
  return {
    baseUrl: typed.baseUrl.trim(),
    apiKey: key !== '' ? key : isElsewhere ? '' : undefined,
    model: typed.model.trim(),
    temperature: number(typed.temperature),
    secondsMax: number(typed.secondsMax),
    tokensMax: number(typed.tokensMax),
    ...fallbackOf(before, typed),
    embeddingModel: typed.embeddingModel.trim() || undefined,
    tokensPerDayMax: number(typed.tokensPerDayMax),
  }
}

/** The fallback as it is sent: nothing of it where none is named, and its key only where it is elsewhere. */
function fallbackOf(before: ModelSetting, typed: Typed): Record<string, string | undefined> {
  const [model, address, key] = [typed.fallbackModel.trim(), typed.fallbackBaseUrl.trim(), typed.fallbackApiKey.trim()]
  if (model === '') return {}
  const isElsewhere = (before.fallbackBaseUrl ?? '') !== address
  return {
    fallbackModel: model,
    fallbackBaseUrl: address === '' ? undefined : address,
    fallbackApiKey: key !== '' ? key : isElsewhere && before.hasFallbackKey ? '' : undefined,
  }
}
