import { Button, Field, Input, Select } from '@fluentui/react-components'
import { CheckmarkCircleFilled, CircleHintRegular, DismissCircleFilled } from '@fluentui/react-icons'
import { useEffect, useRef, useState } from 'react'
import { get, problemFrom, type Problem } from '../../hub/api'
import { addressOf } from '../../look/place'
import { Time } from '../../look/Time'
import { exact } from '../../look/times'
import { inWords } from '../../look/words'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Empty, Head, Json, Part, TableBox, Trouble, Waiting } from '../parts'
import type { Run, Tool } from '../wire'
import { merged, queryOf, type LogFilter } from './log'
import { Requests } from './Requests'
import { ToolOptions } from './ToolOptions'
import styles from './tools.module.css'

const pageSize = 50
const againMs = 5_000

/** Every run of every tool: who, what, and what came of it. */
export default function Activity(_: PageProps) {
  const { value: tools } = useLoaded<Tool[]>('/tools')
  const [filter, setFilter] = useState<LogFilter>({ tool: '', outcome: '', who: '', conversation: '' })
  const [open, setOpen] = useState<string>()
  const log = useLog(filter)
  const titleOf = (name: string): string => tools?.find((tool) => tool.name === name)?.title ?? inWords(name)
  const isFiltered = Object.values(filter).some((text) => text.trim() !== '')
  return (
    <>
      <Head name="Activity log" purpose="Every run of every tool, by bots, agents and programs: what was asked, what came of it, and the requests that went to Dynamics. No secrets are kept." />
      <Filters filter={filter} change={setFilter} tools={tools ?? []} />
      {log.problem && <Trouble problem={log.problem} again={log.again} />}
      {!log.runs && !log.problem && <Waiting>Reading the log</Waiting>}
      {log.runs?.length === 0 && (
        <Empty title={isFiltered ? 'No run matches' : 'Nothing has been run yet'}>
          <p>
            {isFiltered ? 'Loosen the filter above.' : 'When a bot looks somebody up or an agent opens a contact, the run appears here. You run a tool yourself in Tools & activity, Try it.'}
          </p>
        </Empty>
      )}
      {log.runs && log.runs.length > 0 && (
        <>
          <Table runs={log.runs} titleOf={titleOf} open={open} show={setOpen} />
          <p className={styles.foot}>
            {log.hasOlder ? (
              <Button size="small" disabledFocusable={log.isAsking} onClick={log.older}>
                Older runs
              </Button>
            ) : (
              'That is all of them.'
            )}
            <span>New runs appear by themselves.</span>
          </p>
        </>
      )}
      {open && <Detail key={open} id={open} titleOf={titleOf} close={() => setOpen(undefined)} />}
    </>
  )
}

function Filters({ filter, change, tools }: { filter: LogFilter; change: (filter: LogFilter) => void; tools: Tool[] }) {
  return (
    <div className={styles.filters} role="search" aria-label="Filter the log">
      <Field label="Tool">
        <Select value={filter.tool} onChange={(_, { value }) => change({ ...filter, tool: value })}>
          <option value="">Every tool</option>
          <ToolOptions of={tools} />
        </Select>
      </Field>
      <Field label="Outcome">
        <Select value={filter.outcome} onChange={(_, { value }) => change({ ...filter, outcome: value })}>
          <option value="">Any</option>
          <option value="ok">Done</option>
          <option value="error">Failed</option>
          <option value="running">Running</option>
        </Select>
      </Field>
      <Field label="Who">
        <Input placeholder="Anybody" value={filter.who} onChange={(_, { value }) => change({ ...filter, who: value })} />
      </Field>
      <Field label="Conversation">
        <Input placeholder="Its ID" value={filter.conversation} onChange={(_, { value }) => change({ ...filter, conversation: value })} />
      </Field>
    </div>
  )
}

interface Log {
  runs: Run[] | undefined
  problem: Problem | undefined
  hasOlder: boolean
  isAsking: boolean
  older: () => void
  again: () => void
}

/** The log, newest first; asks for what is new every few seconds while somebody looks. */
function useLog(filter: LogFilter): Log {
  const query = queryOf(filter)
  const [held, setHeld] = useState<{ query: string; runs: Run[]; hasOlder: boolean }>()
  const [problem, setProblem] = useState<Problem>()
  const [isAsking, setAsking] = useState(false)
  const latest = useRef(query)
  latest.current = query

  const read = async (after?: string): Promise<void> => {
    if (query === undefined) return
    try {
      const page = await get<Run[]>(`/activity?limit=${pageSize}${query}${after ? `&after=${after}` : ''}`)
      if (latest.current !== query) return
      setProblem(undefined)
      setHeld((before) => {
        const joins = (runs: Run[]): boolean => page.length < pageSize || runs.some(({ id }) => id === page.at(-1)!.id)
        const known = before?.query === query && (after || joins(before.runs)) ? before : undefined
        const isFirst = !known
        return {
          query,
          runs: merged(known?.runs ?? [], page),
          hasOlder: after || isFirst ? page.length === pageSize : known.hasOlder,
        }
      })
    } catch (error) {
      if (latest.current === query) setProblem(problemFrom(error))
    }
  }

  useEffect(() => {
    // While somebody types an id or a name, the log waits for them.
    const first = setTimeout(() => void read(), held === undefined ? 0 : 250)
    const timer = setInterval(() => {
      if (!document.hidden) void read()
    }, againMs)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [query])

  const older = (): void => {
    const last = held?.runs.at(-1)
    if (!last || isAsking) return
    setAsking(true)
    void read(last.id).finally(() => setAsking(false))
  }
  const shown = query === undefined ? [] : held?.runs
  return { runs: shown, problem, hasOlder: held?.hasOlder ?? false, isAsking, older, again: () => void read() }
}

interface TableProps {
  runs: Run[]
  titleOf: (tool: string) => string
  open: string | undefined
  show: (id: string | undefined) => void
}

function Table({ runs, titleOf, open, show }: TableProps) {
  return (
    <TableBox label="Runs">
      <table className={styles.log}>
        <thead>
          <tr>
            <th scope="col">Tool</th>
            <th scope="col">Who</th>
            <th scope="col">Outcome</th>
            <th scope="col">Took</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-open={run.id === open}>
              <td>
                <button type="button" aria-expanded={run.id === open} onClick={() => show(run.id === open ? undefined : run.id)}>
                  {titleOf(run.tool)}
                </button>
              </td>
              <td>
                <bdi>{run.who.name}</bdi>
              </td>
              <td className={styles.said}>
                <Result run={run} />
              </td>
              <td className={styles.number}>{run.tookMs === undefined ? '' : `${run.tookMs} ms`}</td>
              <td>
                <Time at={run.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

const glyphs = { ok: CheckmarkCircleFilled, error: DismissCircleFilled, running: CircleHintRegular }

function Result({ run: { outcome, error } }: { run: Run }) {
  const Glyph = glyphs[outcome]
  return (
    <span className={styles.result} data-outcome={outcome}>
      <Glyph aria-hidden />
      {outcome === 'ok' ? 'Done' : outcome === 'running' ? 'Running' : (error?.message ?? 'Failed')}
    </span>
  )
}

function Detail({ id, titleOf, close }: { id: string; titleOf: (tool: string) => string; close: () => void }) {
  const { value: run, problem } = useLoaded<Run>(`/activity/${id}`)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (run) place.current?.scrollIntoView({ block: 'nearest' })
  }, [run?.id])
  if (problem) return <Trouble problem={problem} />
  if (!run) return <Waiting>Reading the run</Waiting>
  return (
    <div ref={place}>
      <Part
        title={`This run of “${titleOf(run.tool)}”`}
        aside={
          <Button size="small" onClick={close}>
            Close
          </Button>
        }
      >
        <div className={styles.detail}>
          <dl className={styles.facts}>
            <dt>Outcome</dt>
            <dd>
              <Result run={run} /> {run.error?.hint}
            </dd>
            {run.error && (
              <>
                <dt>Code</dt>
                <dd>{run.error.code}</dd>
              </>
            )}
            <dt>Who</dt>
            <dd>
              <bdi>{run.who.name}</bdi> ({run.who.kind})
            </dd>
            <dt>When</dt>
            <dd>{exact(run.at)}</dd>
            {run.conversationId && (
              <>
                <dt>Conversation</dt>
                <dd>
                  <a href={addressOf(run.conversationId)}>{run.conversationId}</a>
                </dd>
              </>
            )}
            <dt>Run</dt>
            <dd>{run.id}</dd>
          </dl>
          <section>
            <h4>Input</h4>
            <Json label="Input" of={run.input ?? {}} />
          </section>
          {run.result !== undefined && (
            <section>
              <h4>Result</h4>
              <Json label="Result" of={run.result} />
            </section>
          )}
          <section>
            <h4>Requests outside</h4>
            <Requests of={run.requests} />
          </section>
        </div>
      </Part>
    </div>
  )
}
