import { useEffect, useSyncExternalStore } from 'react'
import { Composer } from '../composer/Composer'
import { drafts } from '../hub/hub'
import type { Me } from '../hub/wire'
import { focusList } from '../inbox/moving'
import { see } from '../inbox/seen'
import { usePlace } from '../look/place'
import { Approvals } from './Approvals'
import { EmptyThread, GoneThread, LoadingThread } from './EmptyThread'
import { useConversation, useWatch } from './openConversation'
import { Scroll } from './Scroll'
import styles from './Thread.module.css'
import { ThreadHead } from './ThreadHead'

/** The conversation: the page itself. */
export function Thread({ me }: { me: Me }) {
  const { conversation: id } = usePlace()
  const conversation = useConversation(id)
  const { isRefused } = useWatch(id)
  const isInSight = useSyncExternalStore(watchSight, () => !document.hidden)
  const latest = conversation?.messages

  useEffect(() => {
    if (id && latest && isInSight) see(id, latest)
  }, [id, latest, isInSight])

  useEffect(
    () => () => {
      if (id) drafts.flush(id)
    },
    [id],
  )

  // Whatever had the focus may be gone with the conversation before: it is never left nowhere.
  useEffect(() => {
    const frame = requestAnimationFrame(keepFocus)
    return () => cancelAnimationFrame(frame)
  }, [id])

  return (
    <section id="thread" className={styles.thread} aria-label="Conversation">
      {!id && <EmptyThread me={me} />}
      {id && !conversation && (isRefused ? <GoneThread /> : <LoadingThread />)}
      {conversation && (
        <>
          <ThreadHead conversation={conversation} />
          <Scroll key={conversation.id} conversation={conversation} me={me} />
          <Approvals key={`approvals ${conversation.id}`} conversation={conversation} />
          <Composer conversation={conversation} me={me} />
        </>
      )}
    </section>
  )
}

function keepFocus(): void {
  const focused = document.activeElement
  if (focused && focused !== document.body && focused.checkVisibility()) return
  const log = document.querySelector<HTMLElement>('#thread [role=log]')
  if (log?.checkVisibility()) log.focus()
  else focusList()
}

function watchSight(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
