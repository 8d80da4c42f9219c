import { createContext, useContext } from 'react'

export type ActionId =
  | 'accept'
  | 'decline'
  | 'reply'
  | 'note'
  | 'transfer'
  | 'end'
  | 'close'
  | 'unfold'
  | 'why'
  | 'side'
  | 'assist'
  | 'draft'
  | 'summarise'
  | 'nextTool'
  | 'macro'
  | 'next'
  | 'previous'
  | 'inbox'
  | 'mine'
  | 'waiting'
  | 'all'
  | 'setup'
  | 'reports'
  | 'filter'
  | 'palette'
  | 'keys'
  | 'theme'
  | 'sound'
  | 'available'
  | 'busy'
  | 'doNotDisturb'
  | 'away'
  | 'offline'
  | 'signOut'

/** Something that can be done just now, by key, by button or from the palette. */
export interface Action {
  id: ActionId
  label: string
  group: 'Offer' | 'Conversation' | 'Go to' | 'Me'
  /** As it is written on the key sheet: "R", "G I", "Ctrl K". */
  key?: string
  /** Why it can't be done just now, in words. */
  unless?: string | undefined
  run: () => void
}

export const Actions = createContext<readonly Action[]>([])

export function useActions(): readonly Action[] {
  return useContext(Actions)
}

export function useAction(id: ActionId): Action | undefined {
  return useContext(Actions).find((action) => action.id === id)
}
