import { Field, Input } from '@fluentui/react-components'
import { useState, type ChangeEvent } from 'react'
import { problemFrom, put } from '../../hub/api'
import { tell } from '../../look/notices'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { load, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { SaveBar } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { BotSetting, QueueSetting } from '../wire'

const list = '/bots?limit=200'
const kinds: Record<string, string> = {
  topics: 'Topics, run here',
  connector: 'Azure Bot',
  directLine: 'Direct Line',
  copilotStudio: 'Copilot Studio',
  ai: 'AI',
}

/** Who answers first. */
export default function Bots({ canChange }: PageProps) {
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
    />
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
      {bot?.kind === 'topics' && <Topics bot={bot} canChange={canChange} />}
    </>
  )
}

interface TopicFile {
  path: string
  text: string
}

/** The topics of a bot: which there are, and new ones in their place. */
function Topics({ bot, canChange }: { bot: BotSetting; canChange: boolean }) {
  const path = `/bots/${bot.id}/topics`
  const { value: files } = useLoaded<TopicFile[]>(path)
  const [problem, setProblem] = useState<string>()
  const [isAsking, setAsking] = useState(false)

  const publish = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const input = event.currentTarget
    const chosen = [...(input.files ?? [])]
    if (chosen.length === 0) return
    setAsking(true)
    setProblem(undefined)
    try {
      const read = await Promise.all(chosen.map(async (file) => ({ path: file.name, text: await file.text() })))
      await put(path, { files: read })
      await load(path)
      tell(`${bot.name} goes by ${read.length === 1 ? 'one topic' : `${read.length} topics`} from its next conversation on.`)
    } catch (error) {
      setProblem(problemFrom(error).message)
    }
    input.value = ''
    setAsking(false)
  }

  if (!files) return null
  return (
    <section aria-label="Topics" style={{ marginBlockStart: 20 }}>
      <h4 style={{ margin: '0 0 6px' }}>Topics</h4>
      <p>
        {files.length === 0
          ? 'None yet: the bot passes every conversation on.'
          : files.map((file) => file.path.replace(/(\.mcs)?\.ya?ml$/, '')).join(', ')}
      </p>
      {canChange && (
        <Field
          label="Put others in their place"
          hint="All of the bot’s topics at once, as .yml files. They are checked; topics with errors are not published."
          {...(problem && { validationMessage: problem, validationState: 'error' as const })}
        >
          {(given) => <input {...given} type="file" accept=".yml,.yaml" multiple disabled={isAsking} onChange={(event) => void publish(event)} />}
        </Field>
      )}
    </section>
  )
}
