import { postFile, problemFrom } from '../../../hub/api'
import type { Article } from './wire'

export const bytesMax = 5 * 1024 * 1024
export const filesMax = 20

export interface Upload {
  name: string
  is: 'waiting' | 'sending' | 'done' | 'refused'
  why?: string
}

/** What is wrong with a file as far as one sees before it is sent. */
export function complaint(file: { name: string; size: number }): string | undefined {
  if (file.size === 0) return 'It is empty.'
  if (file.size > bytesMax) return 'It is larger than 5 MB. Split it.'
  if (!/\.(md|markdown|txt|html?|pdf)$/i.test(file.name)) return 'Only .md, .txt, .html and .pdf are read.'
  return undefined
}

/** Sends files one after another and tells after each how all stand. */
export async function upload(bot: string, files: readonly File[], language: string, shared: boolean, tell: (all: Upload[]) => void): Promise<void> {
  const all: Upload[] = files.map((file) => {
    const why = complaint(file)
    return { name: file.name, is: why ? 'refused' : 'waiting', ...(why && { why }) }
  })
  tell([...all])
  for (const [n, file] of files.entries()) {
    if (all[n]!.is === 'refused') continue
    all[n] = { name: file.name, is: 'sending' }
    tell([...all])
    try {
      const query = new URLSearchParams({ name: file.name, language, shared: String(shared) })
      await postFile<Article>(`/bots/${bot}/articles/upload?${query.toString()}`, file, file.type || 'application/octet-stream')
      all[n] = { name: file.name, is: 'done' }
    } catch (error) {
      all[n] = { name: file.name, is: 'refused', why: problemFrom(error).message }
    }
    tell([...all])
  }
}
