import { indentService } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

/** Where a new line begins: below a key, where its value stands already or one step in; below an item's dash, beside its first key. */
export const indenting: Extension = indentService.of((context, position) => {
  const { doc } = context.state
  const { number } = doc.lineAt(position)
  const below = number < doc.lines ? doc.line(number + 1).text : ''
  return indentAfter(context.lineAt(position, -1).text, below)
})

/** Null leaves it to the language. */
export function indentAfter(line: string, below: string): number | null {
  const [, lead = '', dash = '', rest = ''] = /^(\s*)((?:- +)*)(.*)$/.exec(line) ?? []
  if (rest === '' || rest.startsWith('#')) return null
  const own = lead.length + dash.length
  if (!/:(?:\s+[|>][-+0-9]*)?\s*$/.test(rest)) return /^[^\s"'{[][^:#]*:(?:\s|$)/.test(rest) ? own : null
  const next = below.trim() === '' ? 0 : /^\s*/.exec(below)![0].length
  return next > own || (next === own && /^\s*- /.test(below)) ? next : own + 2
}
