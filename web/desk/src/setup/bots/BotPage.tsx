import { useState } from 'react'
import { isPlainClick, openReports, openSetup, reportsAddress, setupAddress } from '../../look/place'
import { Tabs } from '../../look/Tabs'
import { useLoaded } from '../loaded'
import type { BotKind, BotSetting, BotStands } from '../wire'
import { BotDeeds } from './BotDeeds'
import { BotDetails } from './BotDetails'
import { BotFields, useBotForm } from './BotForm'
import { BotHealth } from './BotHealth'
import styles from './Bots.module.css'
import { BotSide } from './BotSide'
import { BotTest } from './BotTest'
import { isChat, nameOf } from './topics/names'

type Shown = 'settings' | 'side' | 'test' | 'details' | 'health'

const tabs: readonly { name: Shown; title: string }[] = [
  { name: 'settings', title: 'Settings' },
  { name: 'side', title: 'On its side' },
  { name: 'test', title: 'Test' },
  { name: 'details', title: 'Details' },
  { name: 'health', title: 'Health' },
]

/** One bot: how it stands, its form with a test of what is typed, what leads to it, and how it has been. */
export function BotPage({ bot, stands, canChange, done }: { bot: BotSetting; stands: BotStands | undefined; canChange: boolean; done: () => void }) {
  const [shown, setShown] = useState<Shown>('settings')
  const form = useBotForm({ bot, kind: bot.kind as BotKind, done })
  return (
    <>
      <BotDeeds bot={bot} stands={stands} canChange={canChange} />
      <Tabs label={bot.name} panel="bot-panel" shown={shown} show={setShown} tabs={bot.kind === 'connector' ? tabs : tabs.filter(({ name }) => name !== 'side')} />
      <div id="bot-panel" role="tabpanel" aria-labelledby={`bot-panel-${shown}`} tabIndex={-1} className={styles.panel}>
        {shown === 'settings' && (
          <>
            <BotFields bot={bot} canChange={canChange} form={form} />
            {bot.kind === 'topics' && <Topics bot={bot} />}
            {bot.kind === 'ai' && <Way to={`bots/${bot.id}/ai`}>Prompt, tools, rails and versions</Way>}
          </>
        )}
        {shown === 'side' && <BotSide id={bot.id} canChange={canChange} />}
        {shown === 'test' && <BotTest bot={bot} typed={form.typed} isChanged={form.changes.length > 0} />}
        {shown === 'details' && <BotDetails id={bot.id} />}
        {shown === 'health' && (
          <>
            <BotHealth id={bot.id} />
            <p className={styles.reports}>
              <Reports of={bot.id} />
            </p>
          </>
        )}
      </div>
    </>
  )
}

/** The topics of a bot in a sentence, and the way to them. */
function Topics({ bot }: { bot: BotSetting }) {
  const { value: files } = useLoaded<{ path: string }[]>(`/bots/${bot.id}/topics`)
  const page = `bots/${bot.id}/topics`
  if (!files) return null
  const names = files.filter(({ path }) => !isChat(path)).map(({ path }) => nameOf(path))
  return (
    <section className={styles.topics} aria-label="Topics">
      <h4>Topics</h4>
      <p>{names.length === 0 ? 'None yet: the bot passes every conversation on.' : names.join(', ')}</p>
      <Way to={page}>{names.length === 0 ? 'Write the first topic' : 'Write, test and publish topics'}</Way>
    </section>
  )
}

/** The way to what it did for visitors. */
function Reports({ of }: { of: string }) {
  return (
    <a
      href={reportsAddress(of)}
      onClick={(event) => {
        if (isPlainClick(event)) openReports(of)
      }}
    >
      How it did with visitors, in numbers
    </a>
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
