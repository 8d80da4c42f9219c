import type { Conversation, Me } from '../hub/wire'
import { inWords } from '../look/words'

/** What this user may write in a conversation, and what to say about it. Notes are for everybody who may see it, until it is closed. */
export interface Standing {
  writes: 'everything' | 'notes' | 'nothing'
  says?: string
}

export function standing({ state, handler, queue, visitor, closeReason, rating }: Conversation, me: Me): Standing {
  const isMine = handler?.id === me.id
  switch (state) {
    case 'WithAgent':
      return isMine ? { writes: 'everything' } : notes(`${handler?.name ?? 'A colleague'} is answering. You are reading along.`)
    case 'Parked':
      return isMine ? { writes: 'everything' } : notes('Parked until the visitor writes again.')
    case 'WrapUp':
      return notes(
        isMine
          ? `Ended. Leave a note for whoever helps ${firstName(visitor.name)} next, then close.`
          : `Ended. ${handler?.name ?? 'A colleague'} is wrapping up.`,
      )
    case 'Waiting':
      return notes(`Waiting in ${queue?.name ?? 'a queue'}. It is offered to the next colleague who is free.`)
    case 'Offered':
      return notes('Offered to a colleague just now.')
    case 'WithBot':
      return notes(`${handler?.name ?? 'A bot'} is answering. A person takes over when it passes the conversation on.`)
    case 'Closed':
      return {
        writes: 'nothing',
        says: ['This conversation is closed.', closeReason && `${inWords(closeReason)}.`, rating && `Rated ${rating} of 5.`]
          .filter(Boolean)
          .join(' '),
      }
  }
}

function notes(says: string): Standing {
  return { writes: 'notes', says }
}

function firstName(name: string): string {
  return name === 'Visitor' ? 'this visitor' : (name.split(/\s+/)[0] ?? name)
}
