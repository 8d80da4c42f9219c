import { postFile } from '../../../hub/api'
import { inOrder } from './mend'
import { isChat, nameOf } from './names'
import type { TopicFile, TopicProblem } from './wire'

export interface Imported {
  files: TopicFile[]
  problems: TopicProblem[]
}

const sizeMax = 20_000_000

/** Reads what was chosen or dropped: topics, a folder of them, or a zip, which the hub opens. */
export async function readChosen(path: string, chosen: readonly File[]): Promise<Imported> {
  if (chosen.reduce((sum, { size }) => sum + size, 0) > sizeMax) throw new Error('This is more than 20 MB. Choose only the topics.')
  const zips = chosen.filter(({ name }) => /\.zip$/i.test(name))
  const opened = await Promise.all(zips.map((zip) => postFile<Imported>(`${path}/import`, zip, 'application/zip')))
  const plain = await Promise.all(
    chosen.flatMap((file) => {
      const to = topicPath(file.webkitRelativePath || file.name)
      return to === undefined ? [] : [file.text().then((text) => ({ path: to, text }))]
    }),
  )
  const files = [...opened.flatMap((one) => one.files), ...plain]
  if (files.length === 0) throw new Error('No topics were found. They end in .yml or .yaml, or lie in a folder "botcomponents".')
  return { files, problems: opened.flatMap(({ problems }) => problems) }
}

/** Where a file of a folder belongs among the topics; undefined for what is none. The chosen folder's own name is left out. */
export function topicPath(path: string): string | undefined {
  const [, component] = /(?:^|\/)botcomponents\/[^/]*\.topic\.([^/]+)\/data$/.exec(path) ?? []
  if (component !== undefined) return `topics/${component}.mcs.yml`
  if (!/\.ya?ml$/i.test(path) || /(^|\/)[._]/.test(path)) return undefined
  return path.includes('/') ? path.slice(path.indexOf('/') + 1) : path
}

export interface Joining {
  files: TopicFile[]
  added: string[]
  replaced: string[]
  removed: string[]
}

/** Puts files to those that are there, or in the place of all of them. A topic that is there in another folder is the same topic: its name says so. */
export function join(now: readonly TopicFile[], imported: readonly TopicFile[], isWhole: boolean): Joining {
  const texts = new Map(now.map(({ path, text }) => [path, text]))
  const given = new Map(imported.map(({ path, text }) => [isWhole ? path : placeOf(path, now), text]))
  const kept = isWhole ? [] : now.filter(({ path }) => !given.has(path))
  return {
    files: inOrder([...kept, ...[...given].map(([path, text]) => ({ path, text }))]),
    added: [...given.keys()].filter((path) => !texts.has(path)),
    replaced: [...given].filter(([path, text]) => texts.has(path) && texts.get(path) !== text).map(([path]) => path),
    removed: isWhole ? [...texts.keys()].filter((path) => !given.has(path)) : [],
  }
}

function placeOf(path: string, now: readonly TopicFile[]): string {
  if (now.some((file) => file.path === path)) return path
  const named = now.filter((file) => nameOf(file.path) === nameOf(path) && isChat(file.path) === isChat(path))
  return named.length === 1 ? named[0]!.path : path
}
