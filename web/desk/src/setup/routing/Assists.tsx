import { Switch } from '@fluentui/react-components'
import { useState } from 'react'
import { problemFrom, put, type Problem } from '../../hub/api'
import { tell } from '../../look/notices'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { load, take, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Empty, Head, Part, SaveBar, Standing, Trouble, Waiting } from '../parts'
import type { BotSetting, Workstream } from '../wire'

interface Setting {
  botIds: string[]
  drafts: boolean
}

const list = '/workstreams?limit=200'
const kinds = ['connector', 'topics', 'ai']

/** Which bots suggest to agents, by workstream. */
export default function Assists({ canChange }: PageProps) {
  const { value: workstreams, problem } = useLoaded<Workstream[]>(list)
  const { value: bots } = useLoaded<BotSetting[]>('/bots?limit=200')
  return (
    <>
      <Head
        name="Smart assist"
        purpose="Bots that hear an agent’s conversation silently and suggest to that agent only: an answer, a tool, a link. Nothing of it reaches the visitor by itself."
      />
      {problem && <Trouble problem={problem} again={() => void load(list)} />}
      {!workstreams && !problem && <Waiting>Reading the workstreams</Waiting>}
      {workstreams?.length === 0 && (
        <Empty title="There is no workstream yet">
          <p>Make one under Rules; its assists are chosen here.</p>
        </Empty>
      )}
      {workstreams?.map((workstream) => (
        <Part key={workstream.id} title={workstream.name}>
          <One workstream={workstream} bots={(bots ?? []).filter(({ kind }) => kinds.includes(kind))} canChange={canChange} />
        </Part>
      ))}
    </>
  )
}

function One({ workstream, bots, canChange }: { workstream: Workstream; bots: BotSetting[]; canChange: boolean }) {
  const path = `/workstreams/${workstream.id}/assists`
  const { value: saved, problem } = useLoaded<Setting>(path)
  const [typed, setTyped] = useState<Setting>()
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<Problem>()
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!saved) return <Waiting>Reading its assists</Waiting>

  const now = typed ?? saved
  const named = (ids: string[]): string => bots.filter(({ id }) => ids.includes(id)).map(({ name }) => name).join(', ') || 'no bot'
  const from = [...(saved.botIds.length > 0 ? [named(saved.botIds)] : []), ...(saved.drafts ? ['the model'] : [])]
  const changes = [
    ...(now.botIds.toSorted().join() === saved.botIds.toSorted().join() ? [] : [`${named(now.botIds)} assists`]),
    ...(now.drafts === saved.drafts ? [] : [now.drafts ? 'the model drafts answers by itself' : 'no drafts by themselves']),
  ]
  const save = async (): Promise<void> => {
    setSaving(true)
    try {
      take(path, await put<Setting>(path, now))
      setTyped(undefined)
      setRefused(undefined)
      tell(`The assists of ${workstream.name} are saved. They hold at once.`)
    } catch (error) {
      setRefused(problemFrom(error))
    }
    setSaving(false)
  }
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (changes.length > 0 && !isSaving) void save()
      }}
    >
      <Standing tone={from.length > 0 ? 'well' : 'off'}>
        {from.length > 0 ? `Suggestions come from ${from.join(' and ')}.` : 'Nothing is suggested by itself; agents can ask the articles, and the model where one is set up.'}
      </Standing>
      <Checks
        legend="Bots that assist"
        of={bots}
        chosen={now.botIds}
        change={(botIds) => setTyped({ ...now, botIds })}
        canChange={canChange}
        none="There is no bot that can assist yet: AI bots, bots made of topics and Azure bots can."
      />
      <Switch
        label="Draft an answer to each of the visitor’s messages (needs a model)"
        checked={now.drafts}
        disabled={!canChange}
        onChange={(_, { checked }) => setTyped({ ...now, drafts: checked })}
      />
      {canChange && <SaveBar changes={changes} isSaving={isSaving} problem={refused?.message} discard={() => setTyped(undefined)} />}
    </form>
  )
}
