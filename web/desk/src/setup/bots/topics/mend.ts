import type { TopicFile } from './wire'

/** A file that two people changed in different ways; null stands for removed. */
export interface Clash {
  path: string
  mine: string | null
  theirs: string | null
}

export interface Mended {
  /** Everything that is settled: what only one side changed, or both alike. Clashing files are as mine. */
  files: TopicFile[]
  clashes: Clash[]
  /** What came from the other side. */
  taken: string[]
}

/** Joins two drafts that began as the same files, file by file. */
export function mend(base: readonly TopicFile[], mine: readonly TopicFile[], theirs: readonly TopicFile[]): Mended {
  const [was, own, other] = [textsOf(base), textsOf(mine), textsOf(theirs)]
  const texts = new Map(own)
  const clashes: Clash[] = []
  const taken: string[] = []
  for (const path of new Set([...own.keys(), ...other.keys(), ...was.keys()])) {
    const [before, here, there] = [was.get(path) ?? null, own.get(path) ?? null, other.get(path) ?? null]
    if (here === there || there === before) continue
    if (here === before) {
      taken.push(path)
      put(texts, path, there)
    } else clashes.push({ path, mine: here, theirs: there })
  }
  return { files: filesOf(texts), clashes, taken: taken.sort(byName) }
}

/** The files with each clash decided. */
export function settle(mended: Mended, choices: Readonly<Record<string, 'mine' | 'theirs'>>): TopicFile[] {
  const texts = textsOf(mended.files)
  for (const clash of mended.clashes) put(texts, clash.path, clash[choices[clash.path] ?? 'mine'])
  return filesOf(texts)
}

export function isSame(files: readonly TopicFile[], others: readonly TopicFile[]): boolean {
  if (files.length !== others.length) return false
  const texts = textsOf(others)
  return files.every(({ path, text }) => texts.get(path) === text)
}

/** The files that are new, changed or removed. */
export function changedPaths(before: readonly TopicFile[], after: readonly TopicFile[]): string[] {
  const [was, is] = [textsOf(before), textsOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path)).sort(byName)
}

export function inOrder(files: readonly TopicFile[]): TopicFile[] {
  return [...files].sort((a, b) => byName(a.path, b.path))
}

const textsOf = (files: readonly TopicFile[]): Map<string, string> => new Map(files.map(({ path, text }) => [path, text]))
const filesOf = (texts: ReadonlyMap<string, string>): TopicFile[] => inOrder([...texts].map(([path, text]) => ({ path, text })))
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function put(texts: Map<string, string>, path: string, text: string | null): void {
  if (text === null) texts.delete(path)
  else texts.set(path, text)
}
