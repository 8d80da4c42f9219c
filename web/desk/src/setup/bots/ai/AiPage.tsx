import { ArrowLeftRegular } from '@fluentui/react-icons'
import { Button } from '@fluentui/react-components'
import { lazy, Suspense, useState, type FormEvent, type ReactNode } from 'react'
import { Problem, problemFrom, remove } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { openSetup } from '../../../look/place'
import { Tabs } from '../../../look/Tabs'
import { session } from '../../../session/session'
import { load, useLoaded } from '../../loaded'
import { Head, SaveBar, Standing, Trouble, Waiting } from '../../parts'
import type { BotSetting } from '../../wire'
import styles from './Ai.module.css'
import { keepDraft } from './keeping'
import { Company, Limits, Rails, RunsOn, SetupLink, Tools } from './Pieces'
import { changesOf } from './program'
import { Prompt } from './Prompt'
import { SideChat } from './SideChat'
import type { AiBotNow, AiProgram, BotTemplate } from './wire'

const GoldenChats = lazy(() => import('./GoldenChats'))
const Versions = lazy(() => import('./Versions'))
const PublishDialog = lazy(() => import('./PublishDialog'))

type Shown = 'prompt' | 'about' | 'tools' | 'rails' | 'limits' | 'chats' | 'versions'
const tabs: readonly { name: Shown; title: string }[] = [
  { name: 'prompt', title: 'Prompt' },
  { name: 'about', title: 'Company' },
  { name: 'tools', title: 'Tools' },
  { name: 'rails', title: 'Rails' },
  { name: 'limits', title: 'Limits' },
  { name: 'chats', title: 'Golden chats' },
  { name: 'versions', title: 'Versions' },
]

/** What is made of short fields; the others take the room beside the chat. */
const narrow: ReadonlySet<Shown> = new Set(['about', 'rails', 'limits'])

/** What was typed and not saved outlives the page, with the revision that it stands on. */
const unsaved = new Map<string, { program: AiProgram; revision: number }>()

// What one administrator typed is not the next one's to see.
session.subscribe(() => {
  if (session.get().is === 'out') unsaved.clear()
})

/** An AI bot: what it is made of, a chat with it beside, its versions. */
export default function AiPage({ id, canChange }: { id: string; canChange: boolean }) {
  const path = `/bots/${id}/ai`
  const { value: now, problem } = useLoaded<AiBotNow>(path)
  const { value: bots } = useLoaded<BotSetting[]>('/bots?limit=200')
  const bot = bots?.find((one) => one.id === id)
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (bots && !bot) return <p role="alert">There is no such bot any more.</p>
  if (!now || !bot) return <Waiting>Reading the bot</Waiting>
  return <Page bot={bot} now={now} canChange={canChange} />
}

function Page({ bot, now, canChange }: { bot: BotSetting; now: AiBotNow; canChange: boolean }) {
  const path = `/bots/${bot.id}/ai`
  const [typed, setTyped] = useState(() => unsaved.get(bot.id))
  const [shown, setShown] = useState<Shown>('prompt')
  const [isPublishing, setPublishing] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<Problem>()
  const { value: templates } = useLoaded<BotTemplate[]>('/bots/templates')
  const program = typed?.program ?? now.draft
  const changes = changesOf(now.draft, program)

  const write = (changed: AiProgram): void => {
    const kept = { program: changed, revision: typed?.revision ?? now.revision }
    unsaved.set(bot.id, kept)
    setTyped(kept)
    setRefused(undefined)
  }
  const forget = (): void => {
    unsaved.delete(bot.id)
    setTyped(undefined)
    setRefused(undefined)
  }

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isSaving || !typed) return
    setSaving(true)
    try {
      await keepDraft(bot.id, typed.revision, typed.program)
      await load(path)
      forget()
      tell('The draft is kept. Visitors meet it when it is published.')
    } catch (error) {
      setRefused(problemFrom(error))
    }
    setSaving(false)
  }

  const drop = async (): Promise<void> => {
    try {
      await remove(`${path}/draft`)
      await load(path)
      forget()
      tell('The draft is thrown away.', { label: 'Undo', run: () => void keepDraft(bot.id, 0, now.draft).then(() => load(path)) })
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
  }

  const piece = { program, write, canChange }
  const template = templates?.find(({ id }) => id === program.template)
  const views: Record<Shown, ReactNode> = {
    prompt: <Prompt {...piece} />,
    about: <Company {...piece} template={template} />,
    tools: <Tools {...piece} bot={bot.id} />,
    rails: <Rails {...piece} />,
    limits: <Limits {...piece} />,
    chats: <GoldenChats bot={bot.id} program={program} canChange={canChange} />,
    versions: <Versions bot={bot.id} now={now} write={write} canChange={canChange} />,
  }
  return (
    <>
      <Button className={styles.back!} appearance="subtle" icon={<ArrowLeftRegular />} onClick={() => openSetup('bots')}>
        All bots
      </Button>
      <Head name={bot.name} purpose="What this AI bot is told, what it may use, and when a person takes over. What is saved here is a draft; visitors meet what is published.">
        <Stand now={now} bot={bot} />
        <RunsOn program={program} />
      </Head>
      <div className={styles.deeds}>
        {canChange && (
          <Button appearance="primary" disabledFocusable={now.revision === 0 || typed !== undefined} onClick={() => now.revision > 0 && !typed && setPublishing(true)}>
            Publish
          </Button>
        )}
        {canChange && now.revision > 0 && now.live && <Button onClick={() => void drop()}>Throw the draft away</Button>}
        <SetupLink to={`bots/${bot.id}/knowledge`}>Knowledge</SetupLink>
      </div>
      <Tabs label="The bot" panel="ai-panel" shown={shown} show={setShown} tabs={tabs} />
      <div className={styles.work}>
        <div id="ai-panel" role="tabpanel" aria-labelledby={`ai-panel-${shown}`}>
          <form className={narrow.has(shown) ? styles.form : `${styles.form} ${styles.wide}`} onSubmit={(event) => void save(event)}>
            <Suspense fallback={<Waiting>Opening</Waiting>}>{views[shown]}</Suspense>
            {refused?.code === 'stale_draft' && <Button onClick={() => void load(path).then(forget)}>Read what they wrote; mine goes</Button>}
            {canChange && (typed || refused) && <SaveBar changes={changes} isSaving={isSaving} problem={refused?.message} discard={forget} label="Save the draft" />}
          </form>
        </div>
        <SideChat bot={bot.id} program={program} />
      </div>
      <Suspense>{isPublishing && <PublishDialog bot={bot} now={now} close={() => setPublishing(false)} />}</Suspense>
    </>
  )
}

function Stand({ now, bot }: { now: AiBotNow; bot: BotSetting }) {
  if (!now.live) return <Standing tone="off">Nothing is published yet: it passes every conversation on.</Standing>
  const where = bot.queueIds.length === 0 ? ' It is in no queue and hears nobody.' : bot.published === false ? ' The bot itself is a draft: publish it under Bots.' : ''
  return (
    <Standing tone={where ? 'warning' : 'well'}>
      Version {now.liveVersion} is live{now.isChanged ? '; the draft differs from it.' : '.'}
      {where}
    </Standing>
  )
}
