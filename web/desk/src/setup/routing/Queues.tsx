import { Checkbox, Field, Input } from '@fluentui/react-components'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { SaveBar } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { BotSetting, QueueSetting, UserSetting } from '../wire'

const list = '/queues?limit=200'

/** Where conversations wait, and who is asked. */
export default function Queues({ canChange }: PageProps) {
  return (
    <Records<QueueSetting>
      name="Queues"
      one="queue"
      list={list}
      purpose="A conversation waits in a queue until one of its members takes it: a bot at once, a person when they are offered it."
      nameOf={(queue) => queue.name}
      columns={[
        { title: 'Members', show: (queue) => queue.userIds.length },
        { title: 'There now', show: (queue) => queue.there },
        { title: 'Waiting', show: (queue) => queue.waiting },
        { title: 'Served', show: (queue) => `priority ${queue.priority}` },
        { title: 'Fallback', show: (queue) => (queue.fallback ? 'yes' : '') },
      ]}
      stand={stand}
      empty="Make one for each team, and put a bot and people into it. One queue is enough to begin with."
      removal={(queue) => `Rules that lead to ${queue.name} lead nowhere then. What waits in it has to go elsewhere first.`}
      form={(queue, done) => <QueueForm queue={queue} done={done} canChange={canChange} />}
      canChange={canChange}
    />
  )
}

function stand(queues: readonly QueueSetting[]): { tone: 'well' | 'warning' | 'off'; words: string } {
  if (queues.length === 0) return { tone: 'off', words: 'There is no queue: conversations can go nowhere.' }
  if (!queues.some((queue) => queue.fallback)) return { tone: 'warning', words: 'No queue is the fallback: what no rule sends anywhere waits unseen.' }
  const empty = queues.filter((queue) => queue.userIds.length === 0)
  if (empty.length > 0) return { tone: 'warning', words: `Nobody is in ${empty.map((queue) => queue.name).join(' and ')}.` }
  return { tone: 'well', words: queues.length === 1 ? 'One queue.' : `${queues.length} queues.` }
}

interface Typed {
  name: string
  priority: string
  fallback: boolean
  userIds: string[]
}

function QueueForm({ queue, done, canChange }: { queue: QueueSetting | undefined; done: () => void; canChange: boolean }) {
  const { value: users } = useLoaded<UserSetting[]>('/users?limit=200')
  const { value: bots } = useLoaded<BotSetting[]>('/bots?limit=200')
  const members = [...(bots ?? []).map(({ id, name }) => ({ id, name: `${name} (bot)` })), ...(users ?? [])]
  const nameOf = (id: string): string => members.find((one) => one.id === id)?.name ?? 'somebody'
  const { typed, write, ...rest } = useRecordForm<Typed>({
    list,
    id: queue?.id,
    before: queue ? { ...queue, priority: String(queue.priority) } : { name: '', priority: '100', fallback: false, userIds: [] },
    telling: {
      name: { label: 'name' },
      priority: { label: 'priority' },
      fallback: { label: 'fallback' },
      userIds: { label: 'members', show: (ids) => ids.map(nameOf).join(', ') },
    },
    lacks: ({ name, priority }) => (name.trim() === '' ? 'a name' : /^\d{1,7}$/.test(priority) ? undefined : 'a priority'),
    body: ({ name, priority, fallback, userIds }) => ({ name: name.trim(), priority: Number(priority), fallback, userIds }),
    called: ({ name }) => `The queue ${name.trim()}`,
    done,
  })
  return (
    <form className={form.form} onSubmit={(event) => void rest.save(event)}>
      <Field label="Name" required>
        <Input value={typed.name} maxLength={100} readOnly={!canChange} autoFocus={!queue} onChange={(_, { value }) => write({ name: value })} />
      </Field>
      <Field
        label="Priority"
        hint="Where somebody is in several queues, the smaller number is served first."
        {...(!/^\d{1,7}$/.test(typed.priority) && { validationMessage: 'A priority is a number, 0 or more.', validationState: 'error' as const })}
      >
        <Input inputMode="numeric" value={typed.priority} readOnly={!canChange} onChange={(_, { value }) => write({ priority: value })} />
      </Field>
      <Checkbox
        label="The fallback: takes what no rule sends elsewhere"
        disabled={!canChange}
        checked={typed.fallback}
        onChange={(_, { checked }) => write({ fallback: checked === true })}
      />
      <Checks
        legend="Members"
        of={members}
        chosen={typed.userIds}
        change={(userIds) => write({ userIds })}
        canChange={canChange}
        none="There is nobody yet. Make people and bots on their pages."
      />
      {canChange && <SaveBar changes={rest.changes} isSaving={rest.isSaving} problem={rest.refused?.message} discard={rest.discard} label={queue ? 'Save' : 'Make the queue'} />}
    </form>
  )
}
