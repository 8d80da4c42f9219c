import { SearchBox } from '@fluentui/react-components'
import { useEffect, useMemo, useRef } from 'react'
import { live } from '../hub/hub'
import { useSignal } from '../hub/signal'
import type { Me } from '../hub/wire'
import { open, usePlace } from '../look/place'
import { Tabs } from '../look/Tabs'
import { EmptyInbox } from './EmptyInbox'
import styles from './Inbox.module.css'
import { InboxRow } from './InboxRow'
import { cursor, filter, filtered, useRows, view, type View } from './lists'
import { keysMoved } from './moving'
import { WindowedList, type ListHandle } from './WindowedList'

const rowHeight = 68
const tabs: Record<View, string> = { mine: 'Mine', waiting: 'Waiting', all: 'All' }
const titles: Record<View, string> = { mine: 'My conversations', waiting: 'Waiting conversations', all: 'All conversations' }

/** The list: what is mine, what waits, and for supervisors everything. */
export function Inbox({ me }: { me: Me }) {
  const rows = useRows()
  const shown = useSignal(view)
  const words = useSignal(filter)
  const at = useSignal(cursor)
  const moves = useSignal(keysMoved)
  const line = useSignal(live.line)
  const { conversation: opened } = usePlace()
  const list = useRef<ListHandle>(null)
  const listed = useMemo(() => filtered(rows[shown], words), [rows, shown, words])
  const cursorIndex = useMemo(() => listed.findIndex((row) => row.id === at), [listed, at])
  const mine = useMemo(() => new Set(rows.mine), [rows])
  const views: View[] = me.role === 'agent' ? ['mine', 'waiting'] : ['mine', 'waiting', 'all']

  useEffect(() => {
    if (moves > 0 && cursorIndex >= 0) list.current?.reveal(cursorIndex)
    // Only a move of the keys scrolls the list; new messages must not.
  }, [moves])

  return (
    <section id="conversations" className={styles.inbox} aria-label="Conversations">
      <div className={styles.head}>
        <Tabs
          label="Which conversations"
          panel="inbox"
          tabs={views.map((name) => ({
            name,
            title: (
              <>
                {tabs[name]} <Count of={rows[name].length} />
              </>
            ),
          }))}
          shown={shown}
          show={view.set}
        />
        <SearchBox
          className={styles.filter}
          size="medium"
          placeholder="Filter by name, words, queue"
          aria-label="Filter conversations"
          value={words}
          onChange={(_, { value }) => filter.set(value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && listed[0]) open(listed[0].id)
          }}
        />
      </div>
      <div id="inbox" className={styles.panel} role="tabpanel" aria-labelledby={`inbox-${shown}`}>
        {listed.length > 0 ? (
          <WindowedList items={listed} rowHeight={rowHeight} label={titles[shown]} keyOf={(row) => row.id} keep={cursorIndex} handle={list}>
            {(row) => <InboxRow row={row} isMine={mine.has(row)} isOpen={row.id === opened} focusAsked={row.id === at ? moves : 0} />}
          </WindowedList>
        ) : (
          <EmptyInbox me={me} view={shown} filter={words} waiting={rows.waiting.length} isLoading={line === 'connecting'} />
        )}
      </div>
    </section>
  )
}

function Count({ of }: { of: number }) {
  return <span className={styles.count}>{of}</span>
}
