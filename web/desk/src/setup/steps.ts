import type { BotSetting, ChannelSetting, CrmConnection, QueueSetting, UserSetting, Workstream } from './wire'

/** What there is so far; what could not be read is undefined. */
export interface SetUpSoFar {
  crm: CrmConnection | undefined
  queues: readonly QueueSetting[] | undefined
  bots: readonly BotSetting[] | undefined
  workstreams: readonly Workstream[] | undefined
  channels: readonly ChannelSetting[] | undefined
  people: readonly UserSetting[] | undefined
}

export interface SetupStep {
  page: string
  title: string
  why: string
  isDone: boolean
  /** What is there, once it is done. */
  there: string
}

/** The way from an empty Baton to the first chat, in the order in which one thing needs the other. */
export function steps({ crm, queues, bots, workstreams, channels, people }: SetUpSoFar): SetupStep[] {
  const staffed = (queues ?? []).filter((queue) => queue.userIds.length > 0)
  return [
    {
      page: 'dynamics',
      title: 'Connect Dynamics 365',
      why: 'Visitors are looked up, and conversations leave their note. Chats work without it.',
      isDone: crm?.connected === true,
      there: crm?.organization ?? 'Connected',
    },
    {
      page: 'queues',
      title: 'Make a queue, and put yourself in',
      why: 'Conversations wait in a queue until one of its members takes them.',
      isDone: staffed.length > 0,
      there: listed(staffed),
    },
    {
      page: 'bots',
      title: 'Give a bot its topics',
      why: 'It answers first, and passes on what needs a person. Without one, people answer from the first word.',
      isDone: (bots ?? []).some((bot) => bot.queueIds.length > 0),
      there: listed(bots ?? []),
    },
    {
      page: 'rules',
      title: 'Say where conversations go',
      why: 'A workstream names the queue; rules can tell subjects apart.',
      isDone: (workstreams ?? []).length > 0,
      there: listed(workstreams ?? []),
    },
    {
      page: 'channels',
      title: 'Open a channel',
      why: 'It gives you the line of HTML that puts the chat on your page.',
      isDone: (channels ?? []).length > 0,
      there: listed(channels ?? []),
    },
    {
      page: 'people',
      title: 'Let colleagues in',
      why: 'Agents answer visitors; supervisors see everything.',
      isDone: (people ?? []).length > 1,
      there: listed(people ?? []),
    },
  ]
}

/** What is needed before a visitor can be answered at all. */
export function isReady(all: readonly SetupStep[]): boolean {
  return ['queues', 'rules', 'channels'].every((page) => all.find((step) => step.page === page)?.isDone)
}

const namesMax = 3

function listed(things: readonly { name: string }[]): string {
  const names = things.slice(0, namesMax).map((thing) => thing.name)
  return things.length > namesMax ? `${names.join(', ')} and ${things.length - namesMax} more` : names.join(', ')
}
