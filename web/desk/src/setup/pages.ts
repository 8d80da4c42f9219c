import {
  BotRegular,
  BrainCircuitRegular,
  BranchForkRegular,
  ChatRegular,
  ClipboardTaskListLtrRegular,
  ContactCardRegular,
  DatabasePlugConnectedRegular,
  FlagRegular,
  FlashRegular,
  KeyRegular,
  PeopleQueueRegular,
  PeopleRegular,
  PersonSupportRegular,
  PlayRegular,
  ShieldTaskRegular,
  type FluentIcon,
} from '@fluentui/react-icons'
import { lazy, type ComponentType } from 'react'

export interface PageProps {
  /** Whether the one who looks may change what they see. */
  canChange: boolean
}

export interface SetupPage {
  /** In the address: /desk/setup/<id>. */
  id: string
  group: string
  name: string
  glyph: FluentIcon
  show: ComponentType<PageProps>
}

/** The pages of the set-up, by what people set up. Each is a chunk of its own. */
export const pages: readonly SetupPage[] = [
  { id: '', group: '', name: 'Start', glyph: FlagRegular, show: lazy(() => import('./Start')) },
  { id: 'channels', group: 'How visitors come in', name: 'Channels', glyph: ChatRegular, show: lazy(() => import('./channels/Channels')) },
  { id: 'bots', group: 'How visitors come in', name: 'Bots', glyph: BotRegular, show: lazy(() => import('./bots/Bots')) },
  { id: 'model', group: 'How visitors come in', name: 'Model', glyph: BrainCircuitRegular, show: lazy(() => import('./bots/Model')) },
  { id: 'queues', group: 'Routing', name: 'Queues', glyph: PeopleQueueRegular, show: lazy(() => import('./routing/Queues')) },
  { id: 'rules', group: 'Routing', name: 'Rules', glyph: BranchForkRegular, show: lazy(() => import('./routing/Rules')) },
  { id: 'assist', group: 'Routing', name: 'Smart assist', glyph: PersonSupportRegular, show: lazy(() => import('./routing/Assists')) },
  { id: 'people', group: 'People', name: 'People', glyph: PeopleRegular, show: lazy(() => import('./people/People')) },
  {
    id: 'dynamics',
    group: 'Dynamics 365',
    name: 'The connection',
    glyph: DatabasePlugConnectedRegular,
    show: lazy(() => import('./dynamics/Dynamics')),
  },
  {
    id: 'sidebar',
    group: 'Dynamics 365',
    name: 'Beside the conversation',
    glyph: ContactCardRegular,
    show: lazy(() => import('./dynamics/Sidebar')),
  },
  { id: 'activity', group: 'Tools & activity', name: 'Activity log', glyph: ClipboardTaskListLtrRegular, show: lazy(() => import('./tools/Activity')) },
  { id: 'macros', group: 'Tools & activity', name: 'Macros', glyph: FlashRegular, show: lazy(() => import('./macros/Macros')) },
  { id: 'try', group: 'Tools & activity', name: 'Try it', glyph: PlayRegular, show: lazy(() => import('./tools/TryIt')) },
  { id: 'policies', group: 'Tools & activity', name: 'Policies', glyph: ShieldTaskRegular, show: lazy(() => import('./tools/Policies')) },
  { id: 'keys', group: 'Developers', name: 'Keys', glyph: KeyRegular, show: lazy(() => import('./developers/Keys')) },
]
