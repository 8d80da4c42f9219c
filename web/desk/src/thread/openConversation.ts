import { useEffect, useMemo } from 'react'
import { live } from '../hub/hub'
import { useSignal } from '../hub/signal'
import { useStore } from '../hub/store'
import type { Conversation, Row } from '../hub/wire'

/** The conversation that is looked at, as new as it is known; undefined while it is not held. */
export function useConversation(id: string | undefined): Conversation | undefined {
  const held = useStore(({ open }) => (id ? open.get(id) : undefined))
  const row = useStore(({ conversations }) => (id ? conversations.get(id) : undefined))
  return useMemo(() => joined(held, row), [held, row])
}

/** Watches what is looked at unless the hub tells about it anyway. Answers whether it was refused. */
export function useWatch(id: string | undefined): { isRefused: boolean } {
  const isHeld = useStore(({ open }) => id !== undefined && open.has(id))
  const refused = useSignal(live.refused)
  const line = useSignal(live.line)
  const isLive = line === 'live'

  useEffect(() => {
    if (isLive) live.look(id, isHeld)
    // Being held because of the watch must not end the watch.
  }, [id, isLive, isHeld])

  return { isRefused: refused !== undefined && refused === id }
}

/** The row is told to everybody, the conversation to those who watch: whichever is newer says where it stands. */
function joined(held: Conversation | undefined, row: Row | undefined): Conversation | undefined {
  if (!held) return row && { ...row, variables: [] }
  if (!row || row.version <= held.version) return held
  const { summary, summaryBy, escalationReason, variables, draft } = held
  return {
    ...row,
    variables,
    ...(summary && { summary }),
    ...(summaryBy && { summaryBy }),
    ...(escalationReason && { escalationReason }),
    ...(draft && { draft }),
  }
}
