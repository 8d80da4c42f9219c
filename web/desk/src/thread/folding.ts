import { Signal } from '../hub/signal'

/** The conversations whose bot part is unfolded. */
export const unfolded = new Signal<ReadonlySet<string>>(new Set())

export function toggleFold(conversation: string): void {
  const next = new Set(unfolded.get())
  if (!next.delete(conversation)) next.add(conversation)
  unfolded.set(next)
}
