import { Button } from '@fluentui/react-components'
import { ErrorCircleRegular } from '@fluentui/react-icons'
import { takeBack } from '../desk/deeds'
import { outbox } from '../hub/hub'
import type { Pending } from '../hub/outbox'
import { Shell, Words } from './Bubble'
import styles from './PendingBubble.module.css'

interface Props {
  conversation: string
  pending: Pending
  opens: boolean
  myName: string
}

/** Words on their way: being sent, held until the line is back, or refused with a way out. */
export function PendingBubble({ conversation, pending, opens, myName }: Props) {
  return (
    <Shell
      kind={pending.kind === 'note' ? 'note' : 'agent'}
      opens={opens}
      name={myName}
      isMine
      at={pending.at}
      foot={<Foot conversation={conversation} pending={pending} />}
    >
      <Words text={pending.text} isPlain={false} />
    </Shell>
  )
}

function Foot({ conversation, pending: { clientId, status, problem } }: { conversation: string; pending: Pending }) {
  if (status === 'sending') return <p className={styles.foot}>Sending…</p>
  if (status === 'held') return <p className={styles.foot}>Not sent yet. It goes out when the line is back.</p>
  return (
    <div className={styles.failed} role="alert">
      <p>
        <ErrorCircleRegular className={styles.glyph} aria-hidden /> Not sent. {problem}
      </p>
      <Button size="small" onClick={() => outbox.retry(conversation, clientId)}>
        Try again
      </Button>
      <Button size="small" appearance="subtle" onClick={() => takeBack(conversation, clientId)}>
        Back to the composer
      </Button>
    </div>
  )
}
