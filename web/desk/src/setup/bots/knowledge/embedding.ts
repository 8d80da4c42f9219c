import type { EmbeddingStanding, FoundPassage } from './wire'

/** Whether something is still to be embedded, and will be without anybody's doing. */
export const isUnderWay = ({ model, passages, embedded, refused, trouble, againAt }: EmbeddingStanding): boolean =>
  model !== undefined && embedded + refused < passages && (trouble === undefined || againAt !== undefined)

/** How articles are found, in a sentence. */
export function told(standing: EmbeddingStanding): string {
  const { model, passages, embedded, refused, passagesMax } = standing
  if (model === undefined) return 'Articles are found by their words. With an embedding model they are found by what they mean, too.'
  const count = (n: number): string => n.toLocaleString('en')
  const left = refused > 0 ? ` ${count(refused)} ${refused === 1 ? 'is' : 'are'} refused by the model and found by words alone.` : ''
  const most = embedded > passagesMax ? ` Of them, ${count(passagesMax)} are looked at for a question.` : ''
  if (passages === 0) return `What you write here is found by its words, and by what it means to ${model}.`
  if (embedded + refused < passages) return `Found by words; by meaning ${count(embedded)} of ${count(passages)} passages so far (${model}).${left}${most}`
  return `Found by words, and by what they mean to ${model}.${left}${most}`
}

export const foundWords: Record<FoundPassage['foundBy'], string> = {
  words: 'by its words',
  meaning: 'by what it means',
  both: 'by its words and by what it means',
}
