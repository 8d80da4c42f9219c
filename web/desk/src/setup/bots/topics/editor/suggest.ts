import { snippet, type Completion } from '@codemirror/autocomplete'
import type { Kind, KindProperty, TopicLanguage } from '../wire'
import type { Spot } from './spot'

/** What the topics themselves offer: other topics, and variables that are in use. */
export interface Known {
  topics: readonly string[]
  variables: readonly string[]
}

/** The kinds that may stand below a property, by where the language says that they stand, and by their names where it says no more. */
const places: Record<string, { where: string; name?: RegExp }> = {
  beginDialog: { where: 'trigger' },
  actions: { where: 'node' },
  elseActions: { where: 'node' },
  entity: { where: 'entity' },
  definition: { where: 'file', name: /Entity$/ },
  attachments: { where: 'attachment' },
  quickReplies: { where: 'button' },
  buttons: { where: 'button' },
  activity: { where: 'part', name: /Activity$/ },
  transferType: { where: 'part', name: /^TransferTo/ },
  context: { where: 'part', name: /Context$/ },
  body: { where: 'part', name: /Content$/ },
  errorHandling: { where: 'part', name: /Behavior$/ },
}
const variableProperties = new Set(['variable', 'itemsVariable', 'resultVariable', 'response', 'statusCode', 'errorResponseBody', 'index'])

/** What may be written at a place, likeliest first. */
export function suggest(spot: Spot, language: TopicLanguage, known: Known): Completion[] {
  if (spot.is === 'formula') return [...language.functions.map(ofFunction), ...variables(language, known)]
  if (spot.is === 'key') return spot.keys.length === 0 ? newPart(spot, language) : properties(spot, language)
  if (spot.property === 'kind') return kindsFor(spot.parent, language).map(ofKind)
  if (spot.property === 'dialog') return known.topics.map((label) => ({ label, type: 'class', detail: 'topic' }))
  if (variableProperties.has(spot.property ?? '')) return names(known).flatMap(({ label }) => targets(label))
  const property = propertyOf(spot, language)
  if (spot.property === 'entity') return language.entities.map(({ name, about }) => ({ label: name, type: 'enum', info: about }))
  return (property?.values ?? []).map((label) => ({ label, type: 'enum' }))
}

/** The kinds that fit where they would stand; none where that isn't known. */
export function kindsFor(parent: string | undefined, language: TopicLanguage): Kind[] {
  const place: (typeof places)[string] | undefined = parent === undefined ? { where: 'file' } : places[parent]
  if (!place) return []
  return language.kinds.filter(({ kind, where }) => where === place.where && (place.name?.test(kind) ?? true))
}

export function propertyOf(spot: Pick<Spot, 'kind' | 'property'>, language: TopicLanguage): KindProperty | undefined {
  return language.kinds.find(({ kind }) => kind === spot.kind)?.properties.find(({ name }) => name === spot.property)
}

/** What most topics are made of stands first. */
const usual = ['SendActivity', 'Question', 'ConditionGroup', 'SetVariable', 'BeginDialog', 'EndDialog', 'AdaptiveCardPrompt', 'TransferConversationV2', 'OnRecognizedIntent']
const boostOf = (kind: string): number => (usual.includes(kind) ? 20 - usual.indexOf(kind) : 0)

const ofKind = ({ kind, title, about }: Kind): Completion => ({ label: kind, type: 'class', detail: title, info: about, boost: boostOf(kind) })

function ofFunction({ name, signature, about, example }: TopicLanguage['functions'][number]): Completion {
  return { label: name, type: 'function', detail: signature.slice(name.length), info: `${about} ${example}`.trim(), apply: `${name}(` }
}

/** A whole node at once: its kind and what it can't do without. */
function newPart(spot: Spot, language: TopicLanguage): Completion[] {
  if (spot.parent === 'conditions')
    return [{ label: 'condition', type: 'property', info: 'One more case.', apply: snippet(`id: ${idFor('conditionItem')}\n\tcondition: =#{}\n\tactions:\n\t\t- #{}`) }]
  const isNode = places[spot.parent ?? '']?.where === 'node'
  return kindsFor(spot.parent, language).map((kind) => ({
    ...ofKind(kind),
    label: kind.title === '' ? kind.kind : kind.title,
    detail: kind.kind,
    apply: snippet(skeleton(kind, spot.isItem, isNode)),
  }))
}

/** As a snippet: Tab goes from one value that is needed to the next. What follows a dash stands one step deeper than its line. */
export function skeleton({ kind, properties }: Kind, isItem: boolean, hasId: boolean): string {
  const needed = properties.filter(({ isRequired, name }) => isRequired && name !== 'kind' && name !== 'id').map(({ name }) => `${name}: #{}`)
  return [`kind: ${kind}`, ...(hasId ? [`id: ${idFor(kind)}`] : []), ...needed].join(isItem ? '\n\t' : '\n')
}

/** Ids need only differ within a topic; a short tail of chance does, as Copilot Studio has it. */
function idFor(kind: string): string {
  const tail = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => 'abcdefghijkmnopqrstuvwxyz23456789'[byte % 33]).join('')
  return `${kind[0]!.toLowerCase()}${kind.slice(1)}_${tail}`
}

function properties(spot: Spot, language: TopicLanguage): Completion[] {
  const given = new Set(spot.keys)
  const kind = language.kinds.find((one) => one.kind === spot.kind)
  return (kind?.properties ?? [])
    .filter(({ name }) => !given.has(name))
    .map(({ name, about, isRequired }) => ({
      label: name,
      type: 'property',
      info: about,
      ...(isRequired && { detail: 'needed', boost: 1 }),
      apply: `${name}: `,
    }))
}

function variables(language: TopicLanguage, known: Known): Completion[] {
  return [...names(known), ...language.systemVariables.map(({ name, type, about }) => ({ label: name, type: 'variable', detail: type, info: about }))]
}

const names = ({ variables: found }: Known): Completion[] => found.map((label) => ({ label, type: 'variable' }))

/** Where an answer is put: a variable, or one that begins here. */
const targets = (label: string): Completion[] =>
  label.startsWith('Topic.') ? [{ label, type: 'variable' }, { label: `init:${label}`, type: 'variable', detail: 'first use' }] : [{ label, type: 'variable' }]

/** The variables that texts use: those of the topic from its own, the others from everywhere. */
export function variablesIn(own: string, all: readonly string[]): string[] {
  const found = new Set<string>()
  for (const [name] of own.matchAll(/\bTopic\.[\p{L}_][\p{L}\p{N}_]*/gu)) found.add(name)
  for (const text of all) for (const [name] of text.matchAll(/\b(?:Global|User|Env)\.[\p{L}_][\p{L}\p{N}_]*/gu)) found.add(name)
  return [...found].sort()
}

/** How topics call each other: with the bot's name in front where they do so already. */
export function topicNames(names: readonly string[], all: readonly string[]): string[] {
  const [, front = ''] = /\bdialog:\s*([\w.-]+\.topic\.)/.exec(all.join('\n')) ?? []
  return names.map((name) => front + name)
}
