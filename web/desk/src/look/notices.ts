import { Signal } from '../hub/signal'

/** A line at the foot of the desk: what happened, and what one can do about it. */
export interface Notice {
  id: string
  text: string
  isProblem: boolean
  deed?: { label: string; run: () => void }
}

const shownMs = 6_000
const problemShownMs = 12_000

export const notices = new Signal<readonly Notice[]>([])

export function tell(text: string, deed?: Notice['deed'], forMs = shownMs): string {
  return show({ text, isProblem: false, ...(deed && { deed }) }, forMs)
}

export function tellProblem(text: string, deed?: Notice['deed']): string {
  return show({ text, isProblem: true, ...(deed && { deed }) }, problemShownMs)
}

export function dismiss(id: string): void {
  notices.set(notices.get().filter((notice) => notice.id !== id))
}

function show(notice: Omit<Notice, 'id'>, forMs: number): string {
  const id = crypto.randomUUID()
  const others = notices.get().filter((other) => other.text !== notice.text)
  notices.set([...others, { ...notice, id }])
  setTimeout(() => dismiss(id), forMs)
  return id
}
