import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { get, problemFrom, type Problem } from '../hub/api'
import { addressOf } from '../look/place'
import { Time } from '../look/Time'
import { TableBox, Trouble, Waiting } from '../setup/parts'
import { outcomes } from './Flow'
import styles from './Insights.module.css'
import { thousands, took } from './numbers'
import type { InsightRow } from './wire'

const pageSize = 50

/** The conversations behind a number. */
export function Opened({ bot, query, title, close }: { bot: string; query: string; title: string; close: () => void }) {
  const [rows, setRows] = useState<InsightRow[]>()
  const [hasMore, setHasMore] = useState(false)
  const [problem, setProblem] = useState<Problem>()

  const read = async (before: InsightRow[]): Promise<void> => {
    try {
      const after = before.at(-1)?.conversationId
      const page = await get<InsightRow[]>(`/bots/${bot}/insights/conversations?${query}&limit=${pageSize}${after ? `&after=${after}` : ''}`)
      setProblem(undefined)
      setRows([...before, ...page])
      setHasMore(page.length === pageSize)
    } catch (error) {
      setProblem(problemFrom(error))
    }
  }
  useEffect(() => void read([]), [bot, query])

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface className={styles.opened}>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {problem && <Trouble problem={problem} again={() => void read(rows ?? [])} />}
            {!rows && !problem && <Waiting>Reading the conversations</Waiting>}
            {rows?.length === 0 && <p>No conversation counts here.</p>}
            {rows && rows.length > 0 && <Table rows={rows} />}
          </DialogContent>
          <DialogActions>
            {hasMore && <Button onClick={() => void read(rows ?? [])}>Older ones</Button>}
            <Button appearance="primary" onClick={close}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function Table({ rows }: { rows: InsightRow[] }) {
  const hasTokens = rows.some((row) => row.tokens)
  return (
    <TableBox label="Conversations">
      <table>
        <thead>
          <tr>
            <th scope="col">Visitor</th>
            <th scope="col">What became of it</th>
            <th scope="col">Last topic or tool</th>
            <th scope="col">Turns</th>
            <th scope="col">Rating</th>
            {hasTokens && <th scope="col">Tokens</th>}
            <th scope="col">Began</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.conversationId}>
              <th scope="row">
                <a href={addressOf(row.conversationId)} target="_blank" rel="noreferrer">
                  {row.visitor}
                  <span className="unseen"> (opens in a new tab)</span>
                </a>
              </th>
              <td>
                {outcomes.find(({ name }) => name === row.outcome)?.title}
                {row.reason && `: ${row.reason}`}
                {row.isFalse && <span className={styles.of}> · {row.returnedSeconds ? `came back after ${took(row.returnedSeconds)}` : 'the visitor says it did not help'}</span>}
              </td>
              <td>{[row.lastTopic, row.lastTool].filter(Boolean).join(' · ') || '–'}</td>
              <td>{row.turns}</td>
              <td>{row.rating ?? '–'}</td>
              {hasTokens && <td>{row.tokens === null || row.tokens === undefined ? '–' : thousands(row.tokens)}</td>}
              <td>
                <Time at={row.beganAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}
