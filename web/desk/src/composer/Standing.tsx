import { Button } from '@fluentui/react-components'
import { InfoRegular } from '@fluentui/react-icons'
import { useSyncExternalStore } from 'react'
import { accept } from '../desk/deeds'
import { store } from '../hub/store'
import type { Conversation } from '../hub/wire'
import { ActionButton } from '../keys/ActionButton'
import { offers } from '../offers/offering'
import styles from './Standing.module.css'

interface Props {
  conversation: Conversation
  says: string
  canClose: boolean
  canNote: boolean
}

/** Where a conversation stands when it can't simply be answered, with the one obvious next thing. */
export function Standing({ conversation, says, canClose, canNote }: Props) {
  const offered = useSyncExternalStore(store.subscribe, offers).find((offer) => offer.conversationId === conversation.id)
  return (
    <div className={styles.standing} role="status">
      <InfoRegular className={styles.glyph} aria-hidden />
      <p>{offered ? 'This one is offered to you. Accept it to answer.' : says}</p>
      {offered && (
        <Button appearance="primary" aria-keyshortcuts="A" onClick={() => void accept(offered)}>
          Accept
        </Button>
      )}
      {canNote && !offered && <ActionButton of="note" />}
      {canClose && <ActionButton of="close" appearance="primary" />}
    </div>
  )
}
