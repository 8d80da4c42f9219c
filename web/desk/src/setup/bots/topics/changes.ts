import { Chunk } from '@codemirror/merge'
import { Text } from '@codemirror/state'
import { changedPaths } from './mend'
import type { TopicFile } from './wire'

export interface FileChange {
  path: string
  how: 'new' | 'changed' | 'removed'
  before: string
  after: string
  added: number
  removed: number
}

/** What differs between two sets of files, by path. */
export function changesBetween(before: readonly TopicFile[], after: readonly TopicFile[]): FileChange[] {
  const was = new Map(before.map(({ path, text }) => [path, text]))
  const is = new Map(after.map(({ path, text }) => [path, text]))
  return changedPaths(before, after).map((path) => {
    const [old, now] = [was.get(path), is.get(path)]
    const how = old === undefined ? 'new' : now === undefined ? 'removed' : 'changed'
    return { path, how, before: old ?? '', after: now ?? '', ...linesBetween(old ?? '', now ?? '') }
  })
}

function linesBetween(before: string, after: string): { added: number; removed: number } {
  if (before === '') return { added: linesOf(after), removed: 0 }
  if (after === '') return { added: 0, removed: linesOf(before) }
  const [a, b] = [Text.of(before.split('\n')), Text.of(after.split('\n'))]
  let [added, removed] = [0, 0]
  for (const { fromA, toA, fromB, toB } of Chunk.build(a, b)) {
    removed += spanned(a, fromA, toA)
    added += spanned(b, fromB, toB)
  }
  return { added, removed }
}

/** Chunks end at the start of the line behind them, or one past the end of the document. */
function spanned(text: Text, from: number, to: number): number {
  if (from === to) return 0
  return text.lineAt(Math.min(to - 1, text.length)).number - text.lineAt(from).number + 1
}

const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length

/** "3 lines more, 1 less". */
export function tellLines({ added, removed }: Pick<FileChange, 'added' | 'removed'>): string {
  const parts = [added > 0 && `+${added}`, removed > 0 && `−${removed}`].filter(Boolean)
  return parts.join(' ') || 'no line'
}
