import { useEffect } from 'react'
import { drafts } from '../hub/hub'
import type { Conversation, Me } from '../hub/wire'
import { standing } from './standing'
import { Standing } from './Standing'
import { WritingBox } from './WritingBox'

/** Where the agent answers; or, when it isn't theirs to answer, why not and what to do instead. */
export function Composer({ conversation, me }: { conversation: Conversation; me: Me }) {
  const { id, state } = conversation
  const where = standing(conversation, me)
  const isOver = state === 'WrapUp'

  useEffect(() => {
    if (where.writes === 'notes' && drafts.of(id).mode !== 'note') drafts.write(id, { mode: 'note' })
  }, [id, where.writes])

  return (
    <>
      {where.says && <Standing conversation={conversation} says={where.says} canClose={isOver && where.writes !== 'nothing'} />}
      {where.writes !== 'nothing' && <WritingBox conversation={conversation} onlyNotes={where.writes === 'notes'} />}
    </>
  )
}
