import type { Telling } from '../recordForm'
import type { BotKind, BotSetting } from '../wire'

/** What the form holds. Secrets are empty unless new ones were typed. */
export interface Typed {
  name: string
  kind: BotKind
  endpoint: string
  applicationId: string
  handle: string
  authType: string
  tenantId: string
  clientId: string
  environmentId: string
  schemaName: string
  authority: string
  secret: string
  inlineReplies: boolean
  contextEvent: string
  languages: string
  capacity: string
  queueIds: string[]
  notice: string
  asks: boolean
}

/** The ways in which Baton shows bots of a kind who it is, the usual one first. */
export const authWays: Record<BotKind, readonly { type: string; name: string }[]> = {
  connector: [
    { type: 'baton', name: 'Baton’s own keys: the bot trusts this Baton' },
    { type: 'entra', name: 'Microsoft Entra: tenant, client id and secret' },
    { type: 'none', name: 'None: only for a bot on this machine' },
  ],
  directLine: [{ type: 'secret', name: 'The secret of its Direct Line channel' }],
  copilotStudio: [
    { type: 'tokenEndpoint', name: 'Its token endpoint: no secret is needed' },
    { type: 'secret', name: 'The secret of its web channel' },
    { type: 'directToEngine', name: 'Straight to the engine, for agents that need sign-in' },
  ],
  topics: [],
  ai: [],
}

/** The events by which a bot at an address can be told what is known of the visitor. */
export const contextEvents = [
  { event: 'startConversation', name: 'startConversation: bots of the Bot Framework and the Agents SDK' },
  { event: 'pvaSetContext', name: 'pvaSetContext: agents made in Copilot Studio' },
  { event: 'both', name: 'Both: pvaSetContext, then startConversation' },
] as const

const directLine = 'https://directline.botframework.com/'
const capacityMost = 1_000_000
const tag = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$/

export const languagesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)

export function typedFrom(bot: BotSetting | undefined, kind: BotKind): Typed {
  return {
    name: bot?.name ?? '',
    kind,
    endpoint: bot?.endpoint ?? (kind === 'directLine' && !bot ? directLine : ''),
    applicationId: bot?.applicationId ?? '',
    handle: bot?.handle ?? '',
    authType: bot ? (bot.auth?.type ?? (bot.hasAuth ? '' : kind === 'connector' ? 'none' : '')) : (authWays[kind][0]?.type ?? ''),
    tenantId: bot?.auth?.tenantId ?? '',
    clientId: bot?.auth?.clientId ?? '',
    environmentId: bot?.auth?.environmentId ?? '',
    schemaName: bot?.auth?.schemaName ?? '',
    authority: bot?.auth?.authority ?? '',
    secret: '',
    inlineReplies: bot?.inlineReplies ?? false,
    contextEvent: bot?.contextEvent ?? contextEvents[0].event,
    languages: (bot?.languages ?? []).join(', '),
    capacity: String(bot?.capacity ?? 1000),
    queueIds: bot?.queueIds ?? [],
    notice: bot?.privacyNotice?.text ?? '',
    asks: bot?.privacyNotice?.asks ?? false,
  }
}

/** Which fields a bot of this kind with these credentials has. */
export function fieldsOf({ kind, authType }: Pick<Typed, 'kind' | 'authType'>): ReadonlySet<keyof Typed> {
  const fields = new Set<keyof Typed>()
  if (kind === 'connector') for (const one of ['endpoint', 'applicationId', 'handle', 'inlineReplies', 'contextEvent'] as const) fields.add(one)
  if (kind === 'directLine' || kind === 'copilotStudio') fields.add('endpoint')
  if (authType === 'entra' || authType === 'directToEngine') for (const one of ['tenantId', 'clientId', 'secret', 'authority'] as const) fields.add(one)
  if (authType === 'directToEngine') for (const one of ['environmentId', 'schemaName'] as const) fields.add(one)
  if (authType === 'secret') fields.add('secret')
  return fields
}

/** Whether a bot is only reached where its address is given. */
export const needsEndpoint = ({ kind, authType }: Pick<Typed, 'kind' | 'authType'>): boolean => kind === 'connector' || (kind === 'copilotStudio' && authType === 'tokenEndpoint')

/** What is wrong with a field as far as one sees at once. */
export function complaint(field: keyof Typed, typed: Typed): string | undefined {
  const text = String(typed[field]).trim()
  if (text === '') return undefined
  switch (field) {
    case 'endpoint':
    case 'authority':
      return /^https?:\/\/[^\s/]+/.test(text) ? undefined : field === 'endpoint' ? 'An address such as https://bot.contoso.example/api/messages' : 'An address such as https://login.microsoftonline.us'
    case 'capacity':
      return /^\d+$/.test(text) && Number(text) <= capacityMost ? undefined : `A number from 0 to ${capacityMost.toLocaleString('en')}`
    case 'languages': {
      const wrong = languagesOf(text).find((one) => !tag.test(one))
      return wrong === undefined ? undefined : `“${wrong}” is no language tag such as en or de-AT`
    }
    default:
      return undefined
  }
}

/** What is missing or wrong; then there is nothing to save. */
export function lacks(typed: Typed, before: BotSetting | undefined): string | undefined {
  if (typed.name.trim() === '') return 'a name'
  if (typed.capacity.trim() === '') return 'a capacity'
  const wrong = (Object.keys(typed) as (keyof Typed)[]).find((field) => complaint(field, typed))
  if (wrong) return wrong
  const fields = fieldsOf(typed)
  if (needsEndpoint(typed) && typed.endpoint.trim() === '') return 'an address'
  if ((typed.authType === 'baton' || typed.authType === 'entra') && typed.applicationId.trim() === '') return 'an application id'
  const isKept = before?.hasAuth === true && before.auth?.type === typed.authType
  for (const field of ['tenantId', 'clientId', 'environmentId', 'schemaName', 'secret'] as const)
    if (fields.has(field) && typed[field].trim() === '' && !(field === 'secret' && isKept)) return field
  return undefined
}

/** How what changes is said; a secret is not. */
export function tellingOf(queueName: (id: string) => string): Telling<Typed> {
  return {
    name: { label: 'name' },
    endpoint: { label: 'address' },
    applicationId: { label: 'application id' },
    handle: { label: 'handle' },
    authType: { label: 'credentials', show: (type) => Object.values(authWays).flat().find((way) => way.type === type)?.name ?? '' },
    tenantId: { label: 'tenant' },
    clientId: { label: 'client id' },
    environmentId: { label: 'environment' },
    schemaName: { label: 'schema name' },
    authority: { label: 'sign-in address' },
    secret: { label: 'secret', show: (secret) => (secret === '' ? '' : 'a new one') },
    inlineReplies: { label: 'answers within our call' },
    contextEvent: { label: 'is told the context by', show: (event) => (event === 'both' ? 'both events' : event) },
    languages: { label: 'languages', show: (text) => languagesOf(text).join(', ') },
    capacity: { label: 'capacity' },
    queueIds: { label: 'queues', show: (ids) => ids.map(queueName).join(', ') },
    notice: { label: 'privacy notice', show: (text) => (text.trim() === '' ? '' : 'the new text') },
    asks: { label: 'asks for consent' },
  }
}

/** What is sent. Credentials only where something of them was typed: what is left out stays. A new bot begins as a draft. */
export function bodyOf(typed: Typed, before: BotSetting | undefined): object {
  const fields = fieldsOf(typed)
  const was = typedFrom(before, typed.kind)
  const parts = ['authType', 'tenantId', 'clientId', 'environmentId', 'schemaName', 'authority', 'secret'] as const
  const changesAuth = typed.authType !== '' && (!before || parts.some((part) => typed[part] !== was[part]))
  const text = (field: keyof Typed): string | undefined => String(typed[field]).trim() || undefined
  return {
    name: typed.name.trim(),
    kind: typed.kind,
    capacity: Number(typed.capacity),
    queueIds: typed.queueIds,
    languages: languagesOf(typed.languages),
    privacyNotice: { text: typed.notice.trim(), asks: typed.asks && typed.notice.trim() !== '' },
    applicationId: text('applicationId'),
    handle: text('handle'),
    endpoint: fields.has('endpoint') ? text('endpoint') : before?.endpoint,
    inlineReplies: fields.has('inlineReplies') ? typed.inlineReplies : undefined,
    contextEvent: fields.has('contextEvent') ? typed.contextEvent : undefined,
    auth: changesAuth ? authOf(typed, fields) : undefined,
    published: before ? undefined : false,
  }
}

function authOf(typed: Typed, fields: ReadonlySet<keyof Typed>): object {
  const secretName = typed.authType === 'secret' ? 'secret' : 'clientSecret'
  const named = (['tenantId', 'clientId', 'environmentId', 'schemaName', 'authority'] as const).filter((field) => fields.has(field) && typed[field].trim() !== '')
  return {
    type: typed.authType,
    ...Object.fromEntries(named.map((field) => [field, typed[field].trim()])),
    ...(fields.has('secret') && typed.secret.trim() !== '' && { [secretName]: typed.secret.trim() }),
  }
}
