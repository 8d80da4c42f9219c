import type { Message } from '../hub/wire'

/** What holds words and, beside them, what can be drawn. */
export type Holding = Pick<Message, 'text' | 'wordsFrom' | 'attachments' | 'attachmentLayout'>

/** What its author said in words, without those that stand for what else it holds. */
export function ownWords({ text, wordsFrom }: Holding): string {
  return wordsFrom?.length ? text.slice(0, wordsFrom[0]).trimEnd() : text
}

/** The words of each attachment. */
export function standInsOf({ text, wordsFrom, attachments = [] }: Holding): string[] {
  return attachments.map((attachment, at) => {
    const from = wordsFrom?.[at]
    return from === undefined ? (attachment.name ?? attachment.contentType ?? 'Attachment') : text.slice(from, wordsFrom![at + 1]).trim()
  })
}

/** What was submitted with a card, as names and values; undefined for what was written. */
export function submitted({ text, wordsFrom, attachments, from }: Message): [name: string, value: string][] | undefined {
  if (from.kind !== 'visitor' || attachments?.length || wordsFrom?.[0] !== 0) return undefined
  return text.split('\n').map((line) => {
    const at = line.indexOf(': ')
    return at < 0 ? ['', line] : [line.slice(0, at), line.slice(at + 2)]
  })
}
