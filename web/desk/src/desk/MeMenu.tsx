import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { KeyboardRegular, SignOutRegular } from '@fluentui/react-icons'
import { useSignal } from '../hub/signal'
import type { Me, Presence } from '../hub/wire'
import { useAction } from '../keys/actions'
import { Avatar } from '../look/Avatar'
import { change, settings, type Settings } from '../look/settings'
import { setPresence } from './deeds'
import styles from './MeMenu.module.css'
import { presenceName, presences, PresenceDot } from './Presence'

const themes: Record<Settings['theme'], string> = { system: 'Like the system', light: 'Light', dark: 'Dark' }

/** Me: my presence, how much I carry, and how I like the desk. */
export function MeMenu({ me }: { me: Me }) {
  const { theme, sound } = useSignal(settings)
  const keys = useAction('keys')
  const signOut = useAction('signOut')
  const checked = { presence: [me.presence], theme: [theme], sound: sound ? ['on'] : [] }

  const changed = (name: string, items: string[]): void => {
    if (name === 'presence') void setPresence(items[0] as Presence)
    else if (name === 'theme') change({ theme: items[0] as Settings['theme'] })
    else change({ sound: items.length > 0 })
  }

  return (
    <Menu
      checkedValues={checked}
      onCheckedValueChange={(_, { name, checkedItems }) => changed(name, checkedItems)}
      positioning={{ position: 'after', align: 'bottom', fallbackPositions: ['above-start'] }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button className={styles.me} appearance="transparent">
          <span className="unseen">
            Me and settings: {me.name}, {presenceName(me.presence)}, {me.load} of {me.capacity} taken
          </span>
          <span className={styles.picture}>
            <Avatar name={me.name} size={32} />
            <span className={styles.presence}>
              <PresenceDot presence={me.presence} />
            </span>
          </span>
          <span className={styles.load} data-full={me.load >= me.capacity} aria-hidden>
            {me.load}/{me.capacity}
          </span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <b>
            <bdi>{me.name}</bdi>
          </b>
          <span>{me.email}</span>
          <span>
            {me.load} of {me.capacity} taken · {me.queues.map((queue) => queue.name).join(', ') || 'in no queue'}
          </span>
        </div>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>Presence</MenuGroupHeader>
            {presences.map((presence) => (
              <MenuItemRadio key={presence} name="presence" value={presence} icon={<PresenceDot presence={presence} />}>
                {presenceName(presence)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>Look</MenuGroupHeader>
            {(Object.keys(themes) as Settings['theme'][]).map((name) => (
              <MenuItemRadio key={name} name="theme" value={name}>
                {themes[name]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItemCheckbox name="sound" value="on">
            Sound for offers
          </MenuItemCheckbox>
          <MenuItem icon={<KeyboardRegular />} secondaryContent={keys?.key} onClick={keys?.run}>
            All keys
          </MenuItem>
          <MenuItem icon={<SignOutRegular />} onClick={signOut?.run}>
            Sign out
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
