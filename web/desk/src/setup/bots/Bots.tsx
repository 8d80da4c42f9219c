import { Field, Input } from '@fluentui/react-components'
import { lazy } from 'react'
import { isPlainClick, openSetup, setupAddress, usePlace } from '../../look/place'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { SaveBar } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { BotSetting, QueueSetting } from '../wire'
import styles from './Bots.module.css'
import { nameOf } from './topics/names'

const TopicsPage = lazy(() => import('./topics/TopicsPage'))
const Wizard = lazy(() => import('./ai/Wizard'))
const AiPage = lazy(() => import('./ai/AiPage'))

const list = '/bots?limit=200'
const kinds: Record<string, string> = {
  topics: 'Topics, run here',
  connector: 'Azure Bot',
  directLine: 'Direct Line',
  copilotStudio: 'Copilot Studio',
  ai: 'AI',
}

/** Who answers first; under a bot, its topics. */
export default function Bots({ canChange }: PageProps) {
  const { setup = '' } = usePlace()
  const [, bot, part] = setup.split('/')
  if (bot && part === 'topics') return <TopicsPage key={bot} id={bot} canChange={canChange} />
  if (bot === 'new' && part === 'ai') return <Wizard />
  if (bot && part === 'ai') return <AiPage key={bot} id={bot} canChange={canChange} />
  return (
    <Records<BotSetting>
      name="Bots"
      one="bot"
      list={list}
      purpose="A bot sits in queues like anybody else, takes conversations at once, and gives up what needs a person. Here run bots made of topics in Copilot Studio’s YAML."
      nameOf={(bot) => bot.name}
      columns={[
        { title: 'Kind', show: (bot) => kinds[bot.kind] ?? bot.kind },
        { title: 'Queues', show: (bot) => bot.queueIds.length },
        { title: 'Holds at most', show: (bot) => bot.capacity },
      ]}
      stand={(bots) => {
        if (bots.length === 0) return { tone: 'off', words: 'There is no bot: people answer from the first word.' }
        const idle = bots.filter((bot) => bot.queueIds.length === 0)
        return idle.length > 0
          ? { tone: 'warning', words: `${idle.map((bot) => bot.name).join(' and ')} is in no queue and hears nobody.` }
          : { tone: 'well', words: bots.length === 1 ? 'One bot.' : `${bots.length} bots.` }
      }}
      empty="Make one, give it its topics, and put it into a queue."
      removal={(bot) => `${bot.name} leaves its queues; people answer in its place from then on. Its topics are kept with it, out of sight.`}
      form={(bot, done) => <BotForm bot={bot} done={done} canChange={canChange} />}
      canChange={canChange}
    >
      {canChange && <Way to="bots/new/ai">Make an AI bot, step by step</Way>}
    </Records>
  )
}

function Way({ to, children }: { to: string; children: string }) {
  return (
    <a
      href={setupAddress(to)}
      onClick={(event) => {
        if (isPlainClick(event)) openSetup(to)
      }}
    >
      {children}
    </a>
  )
}

interface Typed {
  name: string
  capacity: string
  queueIds: string[]
}

function BotForm({ bot, done, canChange }: { bot: BotSetting | undefined; done: () => void; canChange: boolean }) {
  const { value: queues } = useLoaded<QueueSetting[]>('/queues?limit=200')
  const nameOf = (id: string): string => queues?.find((one) => one.id === id)?.name ?? 'a queue'
  const { typed, write, ...rest } = useRecordForm<Typed>({
    list,
    id: bot?.id,
    before: bot ? { name: bot.name, capacity: String(bot.capacity), queueIds: bot.queueIds } : { name: '', capacity: '1000', queueIds: [] },
    telling: {
      name: { label: 'name' },
      capacity: { label: 'capacity' },
      queueIds: { label: 'queues', show: (ids) => ids.map(nameOf).join(', ') },
    },
    lacks: ({ name, capacity }) => (name.trim() === '' ? 'a name' : /^\d+$/.test(capacity) ? undefined : 'a capacity'),
    body: ({ name, capacity, queueIds }) => ({
      name: name.trim(),
      kind: bot?.kind ?? 'topics',
      capacity: Number(capacity),
      queueIds,
      ...(bot?.applicationId && { applicationId: bot.applicationId }),
      ...(bot?.handle && { handle: bot.handle }),
      ...(bot?.endpoint && { endpoint: bot.endpoint }),
    }),
    called: ({ name }) => `The bot ${name.trim()}`,
    done,
  })
  return (
    <>
      <form className={form.form} onSubmit={(event) => void rest.save(event)}>
        <Field label="Name" hint="Visitors see it beside what it says." required>
          <Input value={typed.name} maxLength={200} readOnly={!canChange} autoFocus={!bot} onChange={(_, { value }) => write({ name: value })} />
        </Field>
        <Field label="Holds at most" hint="How many conversations it has at once.">
          <Input inputMode="numeric" value={typed.capacity} readOnly={!canChange} onChange={(_, { value }) => write({ capacity: value })} />
        </Field>
        <Checks
          legend="Queues"
          of={queues ?? []}
          chosen={typed.queueIds}
          change={(queueIds) => write({ queueIds })}
          canChange={canChange}
          none="There is no queue yet."
        />
        {canChange && (
          <SaveBar
            changes={rest.changes}
            isSaving={rest.isSaving}
            problem={rest.refused?.message}
            discard={rest.discard}
            label={bot ? 'Save' : 'Make the bot'}
          />
        )}
      </form>
      {bot?.kind === 'topics' && <Topics bot={bot} />}
      {bot?.kind === 'ai' && <Way to={`bots/${bot.id}/ai`}>Prompt, tools, rails and versions</Way>}
    </>
  )
}

/** The topics of a bot in a sentence, and the way to them. */
function Topics({ bot }: { bot: BotSetting }) {
  const { value: files } = useLoaded<{ path: string }[]>(`/bots/${bot.id}/topics`)
  const page = `bots/${bot.id}/topics`
  if (!files) return null
  return (
    <section className={styles.topics} aria-label="Topics">
      <h4>Topics</h4>
      <p>{files.length === 0 ? 'None yet: the bot passes every conversation on.' : files.map(({ path }) => nameOf(path)).join(', ')}</p>
      <a
        href={setupAddress(page)}
        onClick={(event) => {
          if (isPlainClick(event)) openSetup(page)
        }}
      >
        {files.length === 0 ? 'Write the first topic' : 'Write, test and publish topics'}
      </a>
    </section>
  )
}
