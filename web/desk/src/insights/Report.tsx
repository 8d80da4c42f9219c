import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons'
import { useState, type ReactNode } from 'react'
import { load, useLoaded } from '../setup/loaded'
import { Empty, Part, TableBox, Trouble, Waiting } from '../setup/parts'
import { Bars } from './Bars'
import { Cards } from './Cards'
import { Flow, outcomes } from './Flow'
import styles from './Insights.module.css'
import { Line, StepTable } from './Line'
import { csvOf } from './numbers'
import { Opened } from './Opened'
import { queryOf, type Period } from './period'
import { Usage } from './Usage'
import type { Insight } from './wire'

/** How one bot did in a time. */
export function Report({ bot, period }: { bot: string; period: Period }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const path = `/bots/${bot}/insights?${queryOf(period)}&unit=${period.unit}&zone=${encodeURIComponent(zone)}`
  const { value: insight, problem } = useLoaded<Insight>(path)
  const [opened, setOpened] = useState<{ title: string; query: string }>()
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!insight) return <Waiting>Reading the numbers</Waiting>
  if (insight.totals.conversations === 0 && insight.before.conversations === 0) return <Nothing bot={insight.botName} />

  const titleOf = (measure: string): string => insight.measures.find(({ name }) => name === measure)?.title ?? measure
  const open = (measure: string, more = '', what = ''): void =>
    setOpened({ title: `${titleOf(measure)}${what && `: ${what}`}`, query: `${queryOf(period)}&measure=${measure}${more}` })
  return (
    <>
      <Cards insight={insight} open={open} />
      {insight.before.conversations === 0 && <p className={styles.first}>It had no conversations in the time before, so there is nothing to compare with yet.</p>}
      <Part
        title="Over time"
        aside={
          <Button size="small" icon={<ArrowDownloadRegular />} onClick={() => save(insight)}>
            Export as CSV
          </Button>
        }
      >
        <Line series={insight.series} unit={insight.unit} />
        <AsTable label="Over time, as a table">
          <StepTable series={insight.series} unit={insight.unit} />
        </AsTable>
      </Part>
      <Part title="What became of them">
        <Flow totals={insight.totals} />
        <ul className={styles.outcomes}>
          {outcomes.map(({ name, title }) => (
            <li key={name}>
              <Button size="small" onClick={() => open(name)} disabledFocusable={insight.totals[name] === 0}>
                {title}: {insight.totals[name]}
              </Button>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Why it passed conversations on">
        {insight.reasons.length === 0 ? (
          <p className={styles.of}>It has passed none on in this time.</p>
        ) : (
          <Bars
            label="Reasons"
            first="Reason"
            bars={insight.reasons.map(({ name, count }) => ({
              name,
              parts: [{ title: 'Conversations', line: 'escalated', count }],
              open: () => open('escalated', `&reason=${encodeURIComponent(name)}`, name),
            }))}
          />
        )}
      </Part>
      <Lost insight={insight} open={open} />
      <Part title="How visitors rated it">
        {insight.totals.rated === 0 ? (
          <p className={styles.of}>Nobody has rated a conversation that ended with the bot.</p>
        ) : (
          <Bars
            label="Ratings"
            first="Stars"
            bars={insight.ratings.map((count, at) => ({
              name: `${at + 1} of 5`,
              parts: [{ title: 'Conversations', line: 'resolved', count }],
              open: () => open('rated', `&rating=${at + 1}`, `${at + 1} of 5`),
            }))}
          />
        )}
      </Part>
      {insight.tokens && <Usage of={insight.tokens} open={() => open('engaged', '', 'tokens')} />}
      <Meanings insight={insight} />
      {opened && <Opened bot={bot} {...opened} close={() => setOpened(undefined)} />}
    </>
  )
}

/** Where visitors left the bot: the topic they were in, the tool that had been run. */
function Lost({ insight, open }: { insight: Insight; open: (measure: string, more: string, what: string) => void }) {
  const parts = ({ escalated, abandoned }: { escalated: number; abandoned: number }) => [
    { title: 'Passed on', line: 'escalated', count: escalated },
    { title: 'Left unanswered', line: 'abandoned', count: abandoned },
  ]
  return (
    <Part title="Where visitors left the bot">
      {insight.topics.length === 0 && insight.tools.length === 0 && (
        <p className={styles.of}>No topic and no tool is known for those who were passed on or left. Bots elsewhere say theirs when they hand over (va_LastTopic).</p>
      )}
      {insight.topics.length > 0 && (
        <Bars
          label="Drop-offs by topic"
          first="In the topic"
          bars={insight.topics.map((topic) => ({
            name: topic.name,
            parts: parts(topic),
            open: () => open(topic.escalated >= topic.abandoned ? 'escalated' : 'abandoned', `&topic=${encodeURIComponent(topic.name)}`, topic.name),
          }))}
        />
      )}
      {insight.tools.length > 0 && (
        <Bars
          label="Drop-offs and runs by tool"
          first="After the tool"
          bars={insight.tools.map((tool) => ({
            name: tool.name,
            parts: parts(tool),
            more: `${tool.runs}${tool.failed > 0 ? `, ${tool.failed} failed` : ''}${tool.medianMs ? `, ${tool.medianMs} ms` : ''}`,
            open: () => open(tool.escalated >= tool.abandoned ? 'escalated' : 'abandoned', `&tool=${encodeURIComponent(tool.name)}`, tool.name),
          }))}
        />
      )}
    </Part>
  )
}

function AsTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className={styles.details}>
      <summary>{label}</summary>
      <TableBox label={label}>{children}</TableBox>
    </details>
  )
}

function Meanings({ insight }: { insight: Insight }) {
  return (
    <details className={styles.details}>
      <summary>What the numbers mean</summary>
      <dl>
        {insight.measures.map(({ name, title, help }) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Nothing({ bot }: { bot: string }) {
  return (
    <Empty title="No conversations in this time">
      <p>
        Numbers appear as soon as {bot} is given its first visitor: put it into a queue that visitors reach, and they are counted from then on. Or choose a longer time above.
      </p>
    </Empty>
  )
}

function save(insight: Insight): void {
  const address = URL.createObjectURL(new Blob([csvOf(insight)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${insight.botName} ${insight.from.slice(0, 10)}.csv`
  link.click()
  URL.revokeObjectURL(address)
}
