import { Button, Field, Input, Select, Tooltip } from '@fluentui/react-components'
import { ArrowLeftRegular } from '@fluentui/react-icons'
import { useMemo, useState } from 'react'
import { hubNow } from '../look/clock'
import { isPlainClick, openReports, reportsAddress, usePlace } from '../look/place'
import { load, useLoaded } from '../setup/loaded'
import { Empty, Head, TableBox, Trouble, Waiting } from '../setup/parts'
import styles from './Insights.module.css'
import { decimal, percent, rate } from './numbers'
import { ownPeriod, periodOf, queryOf, spans, type Period, type SpanId } from './period'
import { Report } from './Report'
import type { InsightBot } from './wire'

/** What happened, in numbers: all bots, and each of them. */
export default function Reports() {
  const { reports: bot = '' } = usePlace()
  const [span, setSpan] = useState<SpanId | 'own'>('week')
  const [own, setOwn] = useState({ first: '', last: '' })
  const period = useMemo(() => (span === 'own' ? ownPeriod(own.first, own.last) : periodOf(span, hubNow())), [span, own])
  const overview = typeof period === 'string' ? undefined : `/insights?${queryOf(period)}`
  const { value: bots, problem } = useLoaded<InsightBot[]>(overview)
  const name = bots?.find(({ id }) => id === bot)?.name
  return (
    <section id="reports" className={styles.page} aria-label="Reports">
      {bot && (
        <Tooltip content="All bots" relationship="label">
          <Button className={styles.back} appearance="subtle" icon={<ArrowLeftRegular />} onClick={() => openReports()} />
        </Tooltip>
      )}
      <Head name={bot ? (name ?? 'Bot') : 'Bots'} purpose="What bots do for visitors, and where visitors leave them. Every number opens the conversations behind it." />
      <div className={styles.choosers} role="search" aria-label="Choose a bot and a time">
        <Field label="Bot">
          <Select value={bot} onChange={(_, { value }) => openReports(value)}>
            <option value="">All bots</option>
            {bots?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Time">
          <Select value={span} onChange={(_, { value }) => setSpan(value as SpanId | 'own')}>
            {spans.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="own">From day to day</option>
          </Select>
        </Field>
        {span === 'own' && (
          <>
            <Field label="First day">
              <Input type="date" value={own.first} onChange={(_, { value }) => setOwn({ ...own, first: value })} />
            </Field>
            <Field label="Last day" {...(own.first && own.last && typeof period === 'string' ? { validationMessage: period } : {})}>
              <Input type="date" value={own.last} onChange={(_, { value }) => setOwn({ ...own, last: value })} />
            </Field>
          </>
        )}
      </div>
      {problem && overview && <Trouble problem={problem} again={() => void load(overview)} />}
      {typeof period === 'string' ? (
        <p>{period}</p>
      ) : bot ? (
        <Report key={bot} bot={bot} period={period} />
      ) : (
        <All bots={bots} isKnown={problem === undefined} period={period} />
      )}
    </section>
  )
}

function All({ bots, isKnown }: { bots: InsightBot[] | undefined; isKnown: boolean; period: Period }) {
  if (!bots) return isKnown ? <Waiting>Reading the numbers</Waiting> : null
  if (bots.length === 0)
    return (
      <Empty title="There is no bot yet">
        <p>Make one in Setup, Bots. Its numbers appear here with its first visitor.</p>
      </Empty>
    )
  return (
    <TableBox label="Bots">
      <table>
        <thead>
          <tr>
            <th scope="col">Bot</th>
            <th scope="col">Conversations</th>
            <th scope="col">Resolved</th>
            <th scope="col">Passed on</th>
            <th scope="col">Left unanswered</th>
            <th scope="col">Rating</th>
          </tr>
        </thead>
        <tbody>
          {bots.map((bot) => (
            <tr key={bot.id}>
              <th scope="row">
                <a
                  href={reportsAddress(bot.id)}
                  onClick={(event) => {
                    if (isPlainClick(event)) openReports(bot.id)
                  }}
                >
                  {bot.name}
                </a>
              </th>
              <td>{bot.conversations}</td>
              <td>{percent(rate(bot.resolved, bot.engaged))}</td>
              <td>{percent(rate(bot.escalated, bot.conversations))}</td>
              <td>{percent(rate(bot.abandoned, bot.engaged))}</td>
              <td>{decimal(bot.ratingAverage)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}
