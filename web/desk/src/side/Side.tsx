import { Button, Tooltip } from '@fluentui/react-components'
import { ArrowLeftRegular, DismissRegular } from '@fluentui/react-icons'
import { Assist } from '../assist/Assist'
import { useSuggestions } from '../assist/suggesting'
import { useSignal } from '../hub/signal'
import type { Me } from '../hub/wire'
import { back, usePlace } from '../look/place'
import { Tabs } from '../look/Tabs'
import { useConversation } from '../thread/openConversation'
import { About } from './About'
import { Contact } from './Contact'
import styles from './Side.module.css'
import { tab, type SideTab } from './tab'
import { Variables } from './Variables'

const tabs: { name: SideTab; title: string }[] = [
  { name: 'contact', title: 'Contact' },
  { name: 'context', title: 'Context' },
  { name: 'about', title: 'About' },
]

/** Everything about the visitor and the conversation that is not its words. */
export function Side({ me }: { me: Me }) {
  const { conversation: id } = usePlace()
  const conversation = useConversation(id)
  const chosen = useSignal(tab)
  const isMine = conversation?.handler?.id === me.id && conversation.state === 'WithAgent'
  const { suggestions } = useSuggestions(isMine ? conversation : undefined)
  const shown = chosen === 'assist' && !isMine ? 'contact' : chosen
  return (
    <section id="side-pane" className={styles.side} aria-label="About the visitor">
      {conversation && (
        <>
          <h2 className="unseen">About the visitor</h2>
          <div className={styles.head}>
            <Tooltip content="Back to the conversation" relationship="label">
              <Button className={styles.back} appearance="subtle" icon={<ArrowLeftRegular />} onClick={back} />
            </Tooltip>
            <Tabs label="What to show" panel="side" tabs={isMine ? [...tabs, { name: 'assist', title: suggestions.length > 0 ? `Assist ${suggestions.length}` : 'Assist' }] : tabs} shown={shown} show={tab.set} />
            <Tooltip content="Hide" relationship="label">
              <Button className={styles.hide} appearance="subtle" icon={<DismissRegular />} onClick={back} />
            </Tooltip>
          </div>
          <div
            id="side"
            className={styles.body}
            role="tabpanel"
            aria-labelledby={`side-${shown}`}
            tabIndex={0}
            key={`${conversation.id} ${shown}`}
          >
            {shown === 'contact' && <Contact conversation={conversation} />}
            {shown === 'context' && (
              <Variables conversation={conversation} canEdit={conversation.handler?.id === me.id && conversation.state !== 'Closed'} />
            )}
            {shown === 'about' && <About conversation={conversation} />}
            {shown === 'assist' && <Assist conversation={conversation} />}
          </div>
        </>
      )}
    </section>
  )
}
