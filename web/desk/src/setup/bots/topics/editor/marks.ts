import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { StateEffect, StateField, type EditorState, type Extension, type TransactionSpec } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'
import type { TopicProblem } from '../wire'

/** Lines of a node that ran in the last turn; the last of them is where the bot stands. */
export interface Ran {
  line: number
  endLine: number
  isLast: boolean
}

const setRan = StateEffect.define<readonly Ran[]>()
const ran = Decoration.line({ class: 'cm-ran' })
const ranLast = Decoration.line({ class: 'cm-ran cm-ranLast' })

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (held, transaction) => {
    const moved = held.map(transaction.changes)
    const set = transaction.effects.find((effect) => effect.is(setRan))
    return set ? decorate(transaction.state, set.value as readonly Ran[]) : moved
  },
  provide: (of) => EditorView.decorations.from(of),
})

export const ranMarks: Extension = field

export const markRan = (spans: readonly Ran[]): TransactionSpec => ({ effects: setRan.of(spans) })

function decorate(state: EditorState, spans: readonly Ran[]): DecorationSet {
  const lines = new Map<number, boolean>()
  for (const { line, endLine, isLast } of spans)
    for (let at = line; at <= Math.min(endLine, state.doc.lines); at++) lines.set(at, isLast || lines.get(at) === true)
  return Decoration.set([...lines].sort(([a], [b]) => a - b).map(([line, isLast]) => (isLast ? ranLast : ran).range(state.doc.line(line).from)))
}

/** Problems as squiggles: from their column to the end of the word, or of the line where the column says nothing. */
export function markProblems(state: EditorState, problems: readonly TopicProblem[]): TransactionSpec {
  return setDiagnostics(state, problems.map((problem) => diagnosed(state, problem)))
}

function diagnosed(state: EditorState, { line, column, isWarning, message, code }: TopicProblem): Diagnostic {
  const { from, to, text } = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)))
  const lead = /^\s*(?:- )*/.exec(text)![0].length
  const start = Math.min(from + Math.max(column - 1, lead), to)
  const [word = ''] = /^[^\s,:(){}[\]]+/.exec(text.slice(start - from)) ?? []
  return { from: start, to: word === '' ? to : start + word.length, severity: isWarning ? 'warning' : 'error', message, source: code }
}
