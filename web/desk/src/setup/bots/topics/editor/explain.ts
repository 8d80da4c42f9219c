import type { TopicLanguage } from '../wire'
import { spotAt } from './spot'
import { propertyOf } from './suggest'

export interface Explanation {
  from: number
  to: number
  title: string
  lines: string[]
}

/** What the word at a place means: a kind, a property, a function, a variable of the system, an entity. */
export function explain(text: string, position: number, language: TopicLanguage): Explanation | undefined {
  const word = wordAt(text, position)
  if (!word) return undefined
  const said = ofName(word.text, text[word.to], language) ?? ofProperty(text, word, language)
  return said && { from: word.from, to: word.to, ...said }
}

interface Word {
  text: string
  from: number
  to: number
}

function wordAt(text: string, position: number): Word | undefined {
  let [from, to] = [position, position]
  while (from > 0 && isName(text[from - 1]!)) from--
  while (to < text.length && isName(text[to]!)) to++
  return from === to ? undefined : { text: text.slice(from, to), from, to }
}

const isName = (letter: string): boolean => /[\p{L}\p{N}_.]/u.test(letter)

function ofName(name: string, next: string | undefined, language: TopicLanguage): Pick<Explanation, 'title' | 'lines'> | undefined {
  const formula = next === '(' && language.functions.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (formula) return { title: formula.signature, lines: [formula.about, formula.example] }
  const kind = language.kinds.find((one) => one.kind === name)
  if (kind) return { title: kind.title || kind.kind, lines: [kind.about] }
  const variable = language.systemVariables.find((one) => name === one.name || name.startsWith(`${one.name}.`))
  if (variable) return { title: `${variable.name}: ${variable.type}`, lines: [variable.about] }
  const entity = language.entities.find((one) => one.name === name)
  return entity && { title: entity.name, lines: [entity.about, `For example: ${entity.example}`] }
}

function ofProperty(text: string, word: Word, language: TopicLanguage): Pick<Explanation, 'title' | 'lines'> | undefined {
  if (!/^\s*:/.test(text.slice(word.to, word.to + 20))) return undefined
  const spot = spotAt(text, word.from)
  if (spot.is !== 'key') return undefined
  const property = propertyOf({ kind: spot.kind, property: word.text }, language)
  if (!property) return undefined
  const values = property.values?.length ? [`One of: ${property.values.join(', ')}`] : []
  return { title: `${property.name}${property.isRequired ? ' (needed)' : ''}`, lines: [property.about, ...values] }
}
