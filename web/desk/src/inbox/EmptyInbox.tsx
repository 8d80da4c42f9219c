import { Button } from '@fluentui/react-components'
import { CheckmarkCircleRegular, ChatRegular, SearchRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { Me } from '../hub/wire'
import { setPresence } from '../desk/deeds'
import styles from './Inbox.module.css'
import { filter as filterSignal, view as viewSignal, type View } from './lists'

interface Props {
  me: Me
  view: View
  filter: string
  waiting: number
  isLoading: boolean
}

/** An empty list says what it is and what to do next. */
export function EmptyInbox({ me, view, filter, waiting, isLoading }: Props) {
  if (isLoading) return <Skeleton />
  if (filter) {
    return (
      <Empty glyph={<SearchRegular />} title={`Nothing matches “${filter}”`}>
        <Button onClick={() => filterSignal.set('')}>Clear the filter</Button>
      </Empty>
    )
  }
  if (view === 'waiting') {
    return (
      <Empty glyph={<CheckmarkCircleRegular />} title="Nobody is waiting">
        <p>Visitors who wait for a person in your queues appear here.</p>
      </Empty>
    )
  }
  if (view === 'all') {
    return (
      <Empty glyph={<ChatRegular />} title="All quiet">
        <p>Every open conversation appears here, with bots and with people.</p>
      </Empty>
    )
  }
  return <EmptyMine me={me} waiting={waiting} />
}

function EmptyMine({ me, waiting }: { me: Me; waiting: number }) {
  if (me.presence !== 'Available') {
    return (
      <Empty glyph={<ChatRegular />} title="No conversations yet">
        <p>While you are not Available, none are offered to you.</p>
        <Button appearance="primary" onClick={() => setPresence('Available')}>
          Become Available
        </Button>
      </Empty>
    )
  }
  return (
    <Empty glyph={<ChatRegular />} title="No conversations yet">
      <p>You are Available. The next conversation for you is offered right here.</p>
      {waiting > 0 && (
        <Button onClick={() => viewSignal.set('waiting')}>{waiting === 1 ? 'See who is waiting' : `See the ${waiting} waiting`}</Button>
      )}
    </Empty>
  )
}

function Empty({ glyph, title, children }: { glyph: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      {glyph}
      <h2>{title}</h2>
      {children}
    </div>
  )
}

function Skeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading conversations">
      {Array.from({ length: 6 }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  )
}
