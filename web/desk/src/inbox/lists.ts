import { useSyncExternalStore } from 'react'
import { Signal } from '../hub/signal'
import { derived, store } from '../hub/store'
import type { Row } from '../hub/wire'

export type View = 'mine' | 'waiting' | 'all'

/** Which list is shown, what it is filtered by, and the row that the keys stand on. */
export const view = new Signal<View>('mine')
export const filter = new Signal('')
export const cursor = new Signal<string | undefined>(undefined)

const rows = derived(store, ['conversations', 'me'], ({ conversations, me }) => {
  const myId = me.get('me')?.id
  const all = [...conversations.values()].sort(newestFirst)
  const mine = all.filter(
    (row) => row.handler?.id === myId && (row.state === 'WithAgent' || row.state === 'WrapUp' || row.state === 'Parked'),
  )
  const waiting = all.filter((row) => row.state === 'Waiting' || row.state === 'Offered').sort(longestWaitFirst)
  return { mine, waiting, all }
})

export function useRows(): Record<View, readonly Row[]> {
  return useSyncExternalStore(store.subscribe, rows)
}

/** The rows of the list that is shown, as filtered. */
export function shownRows(): readonly Row[] {
  return filtered(rows()[view.get()], filter.get())
}

export function myRows(): readonly Row[] {
  return rows().mine
}

export function filtered(list: readonly Row[], words: string): readonly Row[] {
  const wanted = words.trim().toLocaleLowerCase()
  return wanted ? list.filter((row) => searchable(row).includes(wanted)) : list
}

function searchable({ visitor, contact, queue, handler, last }: Row): string {
  return [visitor.name, visitor.email, contact?.name, contact?.company, queue?.name, handler?.name, last?.text]
    .join('\n')
    .toLocaleLowerCase()
}

// ISO times and UUIDv7 ids are in order as plain text; comparing by language would cost twenty times as much.
function newestFirst(one: Row, other: Row): number {
  return inOrder(activity(other), activity(one)) || inOrder(other.id, one.id)
}

function longestWaitFirst(one: Row, other: Row): number {
  return inOrder(one.waitingSince ?? one.createdAt, other.waitingSince ?? other.createdAt) || inOrder(one.id, other.id)
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function activity(row: Row): string {
  return row.last?.at ?? row.createdAt
}
