import { Signal } from '../hub/signal'
import { currentPlace, open } from '../look/place'
import { cursor, shownRows } from './lists'

/** Counts the moves of the keys through the list. */
export const keysMoved = new Signal(0)

/** To the next (1) or previous (-1) row. Where the list isn't in sight, the conversation opens at once. */
export function move(by: 1 | -1): void {
  const rows = shownRows()
  if (rows.length === 0) return
  const here = cursor.get() ?? currentPlace().conversation
  const index = rows.findIndex((row) => row.id === here)
  const next = index < 0 ? rows[0]! : rows[Math.max(0, Math.min(rows.length - 1, index + by))]!
  cursor.set(next.id)
  if (document.getElementById('conversations')?.checkVisibility()) keysMoved.set(keysMoved.get() + 1)
  else open(next.id)
}

/** Brings the focus back to the list. */
export function focusList(): void {
  const rows = shownRows()
  const here = cursor.get() ?? currentPlace().conversation
  cursor.set(rows.some((row) => row.id === here) ? here : rows[0]?.id)
  keysMoved.set(keysMoved.get() + 1)
}

let focused = 0

/** Whether this move still wants its row focused; each move focuses once, not again when the row is drawn anew. */
export function isNewMove(asked: number): boolean {
  if (asked <= focused) return false
  focused = asked
  return true
}
