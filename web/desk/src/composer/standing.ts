import type { Conversation, Me } from '../hub/wire'

/** What this user may write in a conversation, and what to say about it. */
export interface Standing {
  writes: 'everything' | 'notes' | 'nothing'
  says?: string
}

export function standing({ state, handler, queue, visitor, closeReason, rating }: Conversation, me: Me): Standing {
  const isMine = handler?.id === me.id
  switch (state) {
    case 'WithAgent':
      return isMine ? { writes: 'everything' } : nothing(`${handler?.name ?? 'A colleague'} is answering. You are reading along.`)
    case 'Parked':
      return isMine ? { writes: 'everything' } : nothing('Parked until the visitor writes again.')
    case 'WrapUp':
      return isMine
        ? { writes: 'notes', says: `Ended. Leave a note for whoever helps ${firstName(visitor.name)} next, then close.` }
        : nothing(`Ended. ${handler?.name ?? 'A colleague'} is wrapping up.`)
    case 'Waiting':
      return nothing(`Waiting in ${queue?.name ?? 'a queue'}. It is offered to the next colleague who is free.`)
    case 'Offered':
      return nothing('Offered to a colleague just now.')
    case 'WithBot':
      return nothing(`${handler?.name ?? 'A bot'} is answering. A person takes over when it passes the conversation on.`)
    case 'Closed':
      return nothing(['This conversation is closed.', closeReason && `${closeReason}.`, rating && `Rated ${rating} of 5.`].filter(Boolean).join(' '))
  }
}

function nothing(says: string): Standing {
  return { writes: 'nothing', says }
}

function firstName(name: string): string {
  return name.split(/\s+/)[0] ?? name
}
