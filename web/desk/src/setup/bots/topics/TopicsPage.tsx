import { lazy, Suspense, useMemo } from 'react'
import * as hub from '../../../hub/api'
import { useSignal } from '../../../hub/signal'
import { openSetup, usePlace } from '../../../look/place'
import { Tabs } from '../../../look/Tabs'
import { useLoaded } from '../../loaded'
import { Trouble, Waiting } from '../../parts'
import type { BotSetting } from '../../wire'
import { AuthoringContext, useAuthoring, type Authoring } from './authoring'
import { TestChat } from './chat/testChat'
import { Chats } from './Chats'
import { draftOf } from './drafts'
import { Head } from './Head'
import { isChat } from './names'
import { OutsidePart } from './OutsidePart'
import { Overlaps } from './Overlaps'
import { useReport } from './report'
import { TopicList } from './TopicList'
import styles from './Topics.module.css'
import { useLoading } from './useLoading'
import { useSaving, useTelling } from './useSaving'
import type { TopicLanguage } from './wire'

// The editor and what compares come when they are asked for: the list is there at once.
const Workbench = lazy(() => import('./Workbench'))
const Versions = lazy(() => import('./versions/Versions'))
const ClashDialog = lazy(() => import('./versions/ClashDialog'))

type Shown = 'topics' | 'chats' | 'overlaps' | 'outside' | 'versions'
const shownNames: readonly Shown[] = ['topics', 'chats', 'overlaps', 'outside', 'versions']

/** The topics of one bot: written, tried, published and rolled back. */
export default function TopicsPage({ id, canChange }: { id: string; canChange: boolean }) {
  const { value: bots, problem: noBots } = useLoaded<BotSetting[]>('/bots?limit=200')
  const { value: language } = useLoaded<TopicLanguage>('/topics/language')
  const draft = draftOf(id)
  const chat = useMemo(() => new TestChat(hub.post), [id])
  const now = useSignal(draft)
  const checked = useReport(now?.files)
  const { problem, again } = useLoading(draft)
  const bot = bots?.find((one) => one.id === id)

  useSaving(draft)
  useTelling(draft)
  if (problem ?? noBots) return <Trouble problem={(problem ?? noBots)!} again={again} />
  if (bots && !bot) return <p role="alert">There is no such bot any more.</p>
  if (!now || !bot) return <Waiting>Reading the topics</Waiting>
  const authoring: Authoring = { bot, canChange, draft, now, checked, language, chat, open: (path, line, column) => openTopic(id, path, line, column) }
  return (
    <AuthoringContext value={authoring}>
      <Page id={id} />
      <Suspense>{now.clash && <ClashDialog />}</Suspense>
    </AuthoringContext>
  )
}

function openTopic(id: string, path: string, line?: number, column?: number): void {
  const query = new URLSearchParams({ topic: path, ...(line !== undefined && { line: String(line) }), ...(column !== undefined && { column: String(column) }) })
  openSetup(`bots/${id}/topics`, `?${query.toString()}`)
}

function Page({ id }: { id: string }) {
  const { query } = usePlace()
  const tabs = useTabs()
  const asked = new URLSearchParams(query)
  const topic = asked.get('topic')
  const shown = shownNames.find((name) => name === asked.get('show')) ?? 'topics'
  const show = (name: Shown): void => openSetup(`bots/${id}/topics`, name === 'topics' ? '' : `?show=${name}`)
  return (
    <div className={styles.page} data-bench={topic !== null}>
      <Head topic={topic ?? undefined} />
      {topic !== null ? (
        <Suspense fallback={<Waiting>Opening</Waiting>}>
          <Workbench path={topic} jump={asked.has('line') ? query : undefined} />
        </Suspense>
      ) : (
        <>
          <Tabs label="Topics" panel="topics-panel" shown={shown} show={show} tabs={tabs} />
          <div id="topics-panel" role="tabpanel" aria-labelledby={`topics-panel-${shown}`} tabIndex={-1} className={styles.panel}>
            {shown === 'topics' && <TopicList />}
            {shown === 'chats' && <Chats />}
            {shown === 'overlaps' && <Overlaps />}
            {shown === 'outside' && <OutsidePart />}
            {shown === 'versions' && (
              <Suspense fallback={<Waiting>Reading</Waiting>}>
                <Versions />
              </Suspense>
            )}
          </div>
        </>
      )}
    </div>
  )
}

function useTabs(): { name: Shown; title: string }[] {
  const { now, checked } = useAuthoring()
  const chats = now.files.filter(({ path }) => isChat(path)).length
  const overlaps = checked.report?.overlaps.length
  return [
    { name: 'topics', title: `Topics (${now.files.length - chats})` },
    { name: 'chats', title: `Test chats (${chats})` },
    { name: 'overlaps', title: overlaps === undefined ? 'Overlaps' : `Overlaps (${overlaps})` },
    { name: 'outside', title: 'Flows and connectors' },
    { name: 'versions', title: 'Versions' },
  ]
}
