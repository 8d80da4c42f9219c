import { lazy } from 'react'
import { usePlace } from '../../look/place'
import { load, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Records } from '../Records'
import type { BotSetting, BotStands } from '../wire'
import { botsHealth, tones } from './BotDeeds'
import { botList } from './BotForm'
import { BotPage } from './BotPage'
import styles from './Bots.module.css'
import { kindName } from './kinds'
import { NewBot } from './NewBot'

const TopicsPage = lazy(() => import('./topics/TopicsPage'))
const Wizard = lazy(() => import('./ai/Wizard'))
const KnowledgePage = lazy(() => import('./knowledge/KnowledgePage'))
const AiPage = lazy(() => import('./ai/AiPage'))

/** Who answers first; under a bot, its topics. */
export default function Bots({ canChange }: PageProps) {
  const { setup = '' } = usePlace()
  const [, bot, part] = setup.split('/')
  if (bot && part === 'topics') return <TopicsPage key={bot} id={bot} canChange={canChange} />
  if (bot === 'new' && part === 'ai') return <Wizard />
  if (bot && part === 'knowledge') return <KnowledgePage key={bot} id={bot} canChange={canChange} />
  if (bot && part === 'ai') return <AiPage key={bot} id={bot} canChange={canChange} />
  return <BotRecords canChange={canChange} />
}

function BotRecords({ canChange }: PageProps) {
  const { value: health } = useLoaded<BotStands[]>(botsHealth)
  const standsOf = (id: string): BotStands | undefined => health?.find((one) => one.id === id)
  return (
    <Records<BotSetting>
      name="Bots"
      one="bot"
      list={botList}
      purpose="A bot sits in queues like anybody else, takes conversations at once, and gives up what needs a person. It runs here, or it lives elsewhere and is connected."
      nameOf={(bot) => bot.name}
      columns={[
        { title: 'How it is', show: (bot) => <Stands of={standsOf(bot.id)} /> },
        { title: 'Kind', show: (bot) => kindName(bot.kind) },
        { title: 'Has now', show: (bot) => standsOf(bot.id)?.conversations ?? '' },
      ]}
      stand={(bots) => standing(bots, health)}
      empty="Make one: it begins as a draft, which only you meet. Test it, put it into a queue, and publish it."
      removal={(bot) =>
        `${bot.name} leaves its queues; what it has goes to people, and they answer in its place from then on. ${bot.kind === 'topics' ? 'Its topics are kept with it, out of sight.' : ''}`
      }
      form={(bot, done) => {
        const finish = (): void => {
          void load(botsHealth)
          done()
        }
        return bot ? <BotPage bot={bot} stands={standsOf(bot.id)} canChange={canChange} done={finish} /> : <NewBot done={finish} />
      }}
      canChange={canChange}
    />
  )
}

function Stands({ of }: { of: BotStands | undefined }) {
  if (!of) return null
  return (
    <span className={styles.stands}>
      <span className={styles.dot} data-tone={tones[of.state]} aria-hidden />
      <span>{of.sentence}</span>
    </span>
  )
}

function standing(bots: readonly BotSetting[], health: readonly BotStands[] | undefined): { tone: 'off' | 'warning' | 'wrong' | 'well'; words: string } {
  if (bots.length === 0) return { tone: 'off', words: 'There is no bot: people answer from the first word.' }
  const open = health?.filter((one) => one.state === 'open') ?? []
  if (open.length > 0) return { tone: 'wrong', words: `${open.map((one) => one.name).join(' and ')} kept failing: visitors are led past.` }
  const met = bots.filter((bot) => bot.presence !== 'Offline')
  if (met.length === 0) return { tone: 'off', words: 'No bot is published and connected: people answer from the first word.' }
  const idle = met.filter((bot) => bot.queueIds.length === 0)
  if (idle.length > 0) return { tone: 'warning', words: `${idle.map((bot) => bot.name).join(' and ')} is in no queue and hears nobody.` }
  return { tone: 'well', words: met.length === 1 ? 'Visitors meet one bot.' : `Visitors meet ${met.length} bots.` }
}
