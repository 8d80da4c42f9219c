import { useMemo, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import { ask } from '../assist/suggesting'
import { standing } from '../composer/standing'
import { drafts } from '../hub/hub'
import { useSignal } from '../hub/signal'
import { store } from '../hub/store'
import type { Conversation, Me, Mode, Offer, Presence } from '../hub/wire'
import { view, type View } from '../inbox/lists'
import { focusList, move } from '../inbox/moving'
import type { Action } from '../keys/actions'
import { change, settings } from '../look/settings'
import { back, currentPlace, open, openReports, openSetup, showSide, usePlace } from '../look/place'
import { useTheme } from '../look/theme'
import { offers } from '../offers/offering'
import { tab } from '../side/tab'
import { toggleFold } from '../thread/folding'
import { useConversation } from '../thread/openConversation'
import { accept, close, decline, end, ending, goHome, setPresence } from './deeds'
import { showDialog } from './dialogs'
import { presenceName, presences } from './Presence'

/** Everything that can be done just now. Buttons, keys, the palette and the key sheet all read this one list. */
export function useDeskActions(me: Me): readonly Action[] {
  const { conversation: id, side } = usePlace()
  const conversation = useConversation(id)
  const offer = useSyncExternalStore(store.subscribe, offers)[0]
  const { sound } = useSignal(settings)
  const isEnding = useSignal(ending).has(id ?? '')
  const { name: theme } = useTheme()

  return useMemo(
    () => [
      ...(offer ? offerActions(offer) : []),
      ...(conversation ? conversationActions(conversation, me, isEnding, side) : []),
      ...placeActions(me),
      ...myActions(me, sound, theme),
    ],
    [offer, conversation, me, isEnding, side, sound, theme],
  )
}

function offerActions(offer: Offer): Action[] {
  return [
    { id: 'accept', label: `Accept ${offer.visitorName}`, group: 'Offer', key: 'A', run: () => void accept(offer) },
    { id: 'decline', label: `Decline ${offer.visitorName}`, group: 'Offer', key: 'D', run: () => void decline(offer) },
  ]
}

function conversationActions(conversation: Conversation, me: Me, isEnding: boolean, side: boolean): Action[] {
  const { id, state, handler } = conversation
  const { writes, says } = standing(conversation, me)
  const isMine = handler?.id === me.id
  const notMine = isMine ? undefined : `Only ${handler?.name ?? 'its handler'} can do this`
  const isOver = state === 'WrapUp' || state === 'Closed'
  const over = isOver ? 'It has ended already' : undefined
  return [
    {
      id: 'reply',
      label: 'Reply',
      group: 'Conversation',
      key: 'R',
      unless: writes === 'everything' ? undefined : says,
      run: () => write(id, 'reply'),
    },
    {
      id: 'note',
      label: 'Write a note',
      group: 'Conversation',
      key: 'N',
      unless: writes === 'nothing' ? says : undefined,
      run: () => write(id, 'note'),
    },
    { id: 'transfer', label: 'Transfer', group: 'Conversation', key: 'T', unless: notMine ?? over, run: () => showDialog('transfer') },
    state === 'WrapUp'
      ? { id: 'close', label: 'Close', group: 'Conversation', key: 'E', unless: notMine, run: () => void close(conversation) }
      : {
          id: 'end',
          label: 'End',
          group: 'Conversation',
          key: 'E',
          unless: notMine ?? over ?? (isEnding ? 'Ending in a moment' : undefined),
          run: () => end(conversation),
        },
    { id: 'unfold', label: 'Show or fold the bot’s part', group: 'Conversation', key: 'B', run: () => toggleFold(id) },
    { id: 'why', label: isMine ? 'Why me?' : 'Routing', group: 'Conversation', key: 'W', run: () => showDialog('why') },
    { id: 'assist', label: 'What is suggested to me', group: 'Conversation', key: 'H', unless: notMine ?? over, run: () => toAssist() },
    { id: 'draft', label: 'Draft an answer', group: 'Conversation', key: 'Y', unless: notMine ?? over, run: () => toAssist(() => ask(id, 'draft')) },
    { id: 'summarise', label: 'Sum the conversation up', group: 'Conversation', unless: notMine ?? over, run: () => toAssist(() => ask(id, 'summary')) },
    { id: 'nextTool', label: 'Name the tool to run next', group: 'Conversation', unless: notMine ?? over, run: () => toAssist(() => ask(id, 'tool')) },
    { id: 'macro', label: 'Run a macro', group: 'Conversation', key: 'M', unless: notMine ?? over, run: () => showDialog('macros') },
    { id: 'side', label: side ? 'Hide the context' : 'Context', group: 'Conversation', key: 'I', run: side ? back : toSide },
  ]
}

function placeActions(me: Me): Action[] {
  const lists: Action[] = [list('mine', 'Mine', 'G M'), list('waiting', 'Waiting', 'G W')]
  if (me.role !== 'agent') lists.push(list('all', 'All', 'G A'))
  return [
    { id: 'next', label: 'Next conversation', group: 'Go to', key: 'J', run: () => move(1) },
    { id: 'previous', label: 'Previous conversation', group: 'Go to', key: 'K', run: () => move(-1) },
    { id: 'inbox', label: 'Inbox', group: 'Go to', key: 'G I', run: toInbox },
    ...(me.role === 'agent'
      ? []
      : [
          { id: 'reports', label: 'Reports', group: 'Go to', key: 'G R', run: () => openReports() } satisfies Action,
          { id: 'setup', label: 'Setup', group: 'Go to', key: 'G S', run: () => openSetup() } satisfies Action,
        ]),
    ...lists,
    {
      id: 'filter',
      label: 'Filter the list',
      group: 'Go to',
      key: 'F',
      run: () => document.querySelector<HTMLInputElement>('#conversations input')?.focus(),
    },
    { id: 'palette', label: 'Find anything', group: 'Go to', key: 'Ctrl K', run: () => showDialog('palette') },
    { id: 'keys', label: 'All keys', group: 'Go to', key: '?', run: () => showDialog('keys') },
  ]
}

function myActions(me: Me, sound: boolean, theme: 'light' | 'dark'): Action[] {
  const other = theme === 'dark' ? 'light' : 'dark'
  return [
    ...presences.map((presence): Action => ({
      id: presenceIds[presence],
      label: `Be ${presenceName(presence).toLowerCase()}`,
      group: 'Me',
      unless: me.presence === presence ? 'You are' : undefined,
      run: () => void setPresence(presence),
    })),
    { id: 'theme', label: `Use the ${other} look`, group: 'Me', run: () => change({ theme: other }) },
    { id: 'sound', label: sound ? 'Mute offers' : 'Let offers sound', group: 'Me', run: () => change({ sound: !sound }) },
    { id: 'signOut', label: 'Sign out', group: 'Me', run: () => void goHome() },
  ]
}

const presenceIds = {
  Available: 'available',
  Busy: 'busy',
  DoNotDisturb: 'doNotDisturb',
  Away: 'away',
  Offline: 'offline',
} as const satisfies Record<Presence, Action['id']>

function list(id: View, label: string, key: string): Action {
  return {
    id,
    label,
    group: 'Go to',
    key,
    run: () => {
      toInbox()
      view.set(id)
    },
  }
}

function toInbox(): void {
  const { setup, reports } = currentPlace()
  if (setup !== undefined || reports !== undefined || matchMedia('(max-width: 799.98px)').matches) open(undefined)
  view.set('mine')
  focusList()
}

/** To the context: shown first where there is no room for it beside the thread. */
function toSide(): void {
  if (matchMedia('(max-width: 1099.98px)').matches) showSide()
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#side-pane [role=tab][aria-selected=true]')?.focus())
}

/** To what bots and the model suggest, and asks for more of it. */
function toAssist(then?: () => Promise<void>): void {
  tab.set('assist')
  toSide()
  void then?.()
}

/** The box takes the focus before the next key comes: fast fingers must not reach the keys of actions. */
function write(conversation: string, mode: Mode): void {
  flushSync(() => drafts.write(conversation, { mode }))
  document.getElementById('composer')?.focus()
}
