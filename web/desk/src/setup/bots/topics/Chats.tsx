import { Button } from '@fluentui/react-components'
import { PlayRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { post, problemFrom } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { Empty, Part, TableBox, Waiting } from '../../parts'
import { useAuthoring } from './authoring'
import { ChatMark } from './ChatMark'
import { isChat, nameOf } from './names'
import styles from './Topics.module.css'
import type { ChatResult, ChatTurn } from './wire'

/** The test chats and how they went with the draft: expected beside what came. */
export function Chats() {
  const { now, checked, draft, canChange, open } = useAuthoring()
  const [ran, setRan] = useState<{ of: readonly unknown[]; results: ChatResult[] }>()
  const [isRunning, setRunning] = useState(false)
  const results = ran?.of === now.files ? ran.results : (checked.report?.results ?? [])
  const hasFailed = (path: string): boolean => results.some((one) => one.path === path && !one.passed)
  const chats = now.files.map(({ path }) => path).filter(isChat)
  // Those that fail are what one came for.
  const paths = [...chats.filter(hasFailed), ...chats.filter((path) => !hasFailed(path))]

  const run = async (): Promise<void> => {
    setRunning(true)
    const { files } = now
    try {
      setRan({ of: files, results: await post<ChatResult[]>('/topics/chats', { files }) })
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setRunning(false)
  }

  const drop = (path: string): void => {
    const before = now.files
    draft.drop(path)
    tell(`The test ${nameOf(path)} is gone.`, { label: 'Undo', run: () => draft.type(before) })
  }

  if (paths.length === 0)
    return (
      <Empty title="No test chat yet">
        <p>
          Open a topic, talk to the bot in the test chat, and keep the chat as a test: its answers are then expected of every later version.
        </p>
      </Empty>
    )
  return (
    <>
      <div className={styles.tools}>
        <Button icon={<PlayRegular />} disabledFocusable={isRunning} onClick={() => void run()}>
          {isRunning ? 'Running…' : 'Run all'}
        </Button>
        <p role="status">
          <ChatMark results={results} />
        </p>
      </div>
      {!checked.report && !ran && <Waiting>Running</Waiting>}
      {paths.map((path) => {
        const result = results.find((one) => one.path === path)
        return (
          <Part
            key={path}
            title={result?.name ?? nameOf(path)}
            aside={
              <span className={styles.aside}>
                {result && <ChatMark results={[result]} />}
                <Button size="small" onClick={() => open(path)}>
                  {canChange ? 'Edit' : 'Show'}
                </Button>
                {canChange && (
                  <Button size="small" appearance="subtle" onClick={() => drop(path)}>
                    Remove
                  </Button>
                )}
              </span>
            }
          >
            {result && result.turns.length > 0 && <Turns path={path} name={result.name} turns={result.turns} />}
          </Part>
        )
      })}
    </>
  )
}

function Turns({ path, name, turns }: { path: string; name: string; turns: readonly ChatTurn[] }) {
  const { open } = useAuthoring()
  return (
    <TableBox label={`Turns of ${name}`} className={styles.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">Said</th>
            <th scope="col">Expected</th>
            <th scope="col">Got</th>
          </tr>
        </thead>
        <tbody>
          {turns.map(({ line, said, expected, got, passed, problem }, n) => (
            <tr key={n} data-failed={!passed}>
              <td>
                <button type="button" className={styles.name} onClick={() => open(path, line)}>
                  {said || `Line ${line}`}
                </button>
                {problem && <p className={styles.wrong}>{problem}</p>}
              </td>
              <td>{lines(expected)}</td>
              <td>{lines(got)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function lines(of: readonly string[] | string): React.ReactNode {
  const rows = typeof of === 'string' ? of.split('\n') : of
  return rows.length === 0 ? '–' : rows.map((row, n) => <div key={n}>{row}</div>)
}
