import { useEffect, useState } from 'react'
import { get, problemFrom } from '../hub/api'
import type { Conversation } from '../hub/wire'

/** What a bot asks an agent's yes for. */
export interface Asked {
  id: string
  tool: string
  title: string
  preview: { summary: string; changes: { field: string; from?: unknown; to?: unknown }[] }
  bot: string
  expiresAt: string
}

const againMs = 4_000

/** What is asked in this conversation just now. A bot may ask while it has the conversation; older servers know nothing of it. */
export function useAsked(conversation: Conversation): { asked: readonly Asked[]; settle: (id: string) => void } {
  const [asked, setAsked] = useState<readonly Asked[]>([])
  const { id, version, state } = conversation
  const isWithBot = state === 'WithBot'
  const mayAsk = isWithBot || asked.length > 0

  useEffect(() => {
    if (!mayAsk) return
    let isOver = false
    const look = async (): Promise<void> => {
      try {
        const found = await get<Asked[]>(`/confirmations?conversationId=${id}`)
        if (!isOver) setAsked(found)
      } catch (error) {
        if (problemFrom(error).status === 404) clearInterval(timer)
      }
    }
    const timer = setInterval(() => {
      if (!document.hidden) void look()
    }, againMs)
    void look()
    return () => {
      isOver = true
      clearInterval(timer)
    }
  }, [id, version, mayAsk])

  return { asked, settle: (done) => setAsked((before) => before.filter((one) => one.id !== done)) }
}
