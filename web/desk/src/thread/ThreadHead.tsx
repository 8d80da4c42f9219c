import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components'
import {
  ArrowLeftRegular,
  ArrowSwapRegular,
  ChatDismissRegular,
  MoreHorizontalRegular,
  PanelRightRegular,
  QuestionCircleRegular,
  StarFilled,
} from '@fluentui/react-icons'
import type { ReactElement } from 'react'
import type { Conversation } from '../hub/wire'
import { ActionButton } from '../keys/ActionButton'
import { useAction, type ActionId } from '../keys/actions'
import { channelName } from '../look/Channel'
import { back } from '../look/place'
import { Running } from '../look/Time'
import styles from './ThreadHead.module.css'

/** Who it is, how they came, how long it has been; and what can be done with the conversation. */
export function ThreadHead({ conversation }: { conversation: Conversation }) {
  const { visitor, contact, channel, queue, createdAt, closedAt, state } = conversation
  return (
    <header className={styles.head}>
      <Tooltip content="Back to the list" relationship="label">
        <Button className={styles.back} appearance="subtle" icon={<ArrowLeftRegular />} onClick={back} />
      </Tooltip>
      <div className={styles.who}>
        <h2>
          <bdi>{visitor.name}</bdi>
          {contact?.vip && <StarFilled className={styles.vip} role="img" aria-label="VIP" />}
        </h2>
        <p className={styles.facts}>
          <span>{channelName(channel)}</span>
          {queue && <bdi>{queue.name}</bdi>}
          {!closedAt && <Running since={createdAt} />}
        </p>
      </div>
      <div className={styles.deeds}>
        <ActionButton of="why" icon={<QuestionCircleRegular />} />
        <ActionButton of="transfer" icon={<ArrowSwapRegular />} />
        {state !== 'WrapUp' && <ActionButton of="end" icon={<ChatDismissRegular />} appearance="outline" />}
      </div>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button className={styles.more} appearance="subtle" icon={<MoreHorizontalRegular />} aria-label="More" />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <Item of="transfer" icon={<ArrowSwapRegular />} />
            <Item of={state === 'WrapUp' ? 'close' : 'end'} icon={<ChatDismissRegular />} />
            <Item of="why" icon={<QuestionCircleRegular />} />
          </MenuList>
        </MenuPopover>
      </Menu>
      <ActionButton of="side" icon={<PanelRightRegular />} iconOnly className={styles.side} />
    </header>
  )
}

function Item({ of, icon }: { of: ActionId; icon: ReactElement }) {
  const action = useAction(of)
  if (!action) return null
  return (
    <MenuItem icon={icon} disabled={action.unless !== undefined} secondaryContent={action.key} onClick={action.run}>
      {action.label}
    </MenuItem>
  )
}
