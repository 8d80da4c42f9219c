import { useDraft } from '../hub/drafts'
import { drafts } from '../hub/hub'
import type { Conversation, Me } from '../hub/wire'
import { standing } from './standing'
import { Standing } from './Standing'
import { WritingBox } from './WritingBox'

/** Where the agent answers; or, when it isn't theirs to answer, why not and what to do instead. */
export function Composer({ conversation, me }: { conversation: Conversation; me: Me }) {
  const { id, state, handler } = conversation
  const { writes, says } = standing(conversation, me)
  const { mode } = useDraft(drafts, id)
  const isWrapUp = state === 'WrapUp' && handler?.id === me.id
  const hasBox = writes === 'everything' || (writes === 'notes' && (isWrapUp || mode === 'note'))

  return (
    <>
      {says && <Standing conversation={conversation} says={says} canClose={isWrapUp} canNote={writes === 'notes' && !hasBox} />}
      {hasBox && <WritingBox conversation={conversation} onlyNotes={writes === 'notes'} />}
    </>
  )
}
