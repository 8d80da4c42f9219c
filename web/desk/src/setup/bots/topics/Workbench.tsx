import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Select, Tooltip } from '@fluentui/react-components'
import { MoreHorizontalRegular } from '@fluentui/react-icons'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSignal } from '../../../hub/signal'
import { tell } from '../../../look/notices'
import { openSetup } from '../../../look/place'
import { Tabs } from '../../../look/Tabs'
import { Empty } from '../../parts'
import { problemsOf, topicAt, useAuthoring } from './authoring'
import { TestChat } from './chat/testChat'
import { TestChatPane } from './chat/TestChatPane'
import type { Knowing } from './editor/assist'
import { Editor, type Jump } from './editor/Editor'
import type { Ran } from './editor/marks'
import { topicNames, variablesIn } from './editor/suggest'
import { FormulaBar } from './FormulaBar'
import { Graph } from './graph/Graph'
import { isChat, nameOf } from './names'
import { Mark, Problems } from './Problems'
import { RenameDialog } from './RenameDialog'
import { useIsWide } from './width'
import styles from './Workbench.module.css'
import type { FlowNode, TopicInReport } from './wire'

type View = 'text' | 'both' | 'graph' | 'chat'

/** One file open: its text, its flow, and the test chat beside it. */
export default function Workbench({ path, jump: asked }: { path: string; jump: string | undefined }) {
  const { bot, now, open } = useAuthoring()
  const isWide = useIsWide()
  const [wanted, setWanted] = useState<View>()
  const [jump, setJump] = useState<Jump>()
  const [line, setLine] = useState(1)
  const file = now.files.find((one) => one.path === path)
  const { topic, isOld } = useFlow(path)
  const hasFlow = topic !== undefined
  const ran = useRan(path)

  useEffect(() => setLine(1), [path])
  useEffect(() => {
    if (asked === undefined) return
    const query = new URLSearchParams(asked)
    const column = query.get('column')
    setJump({ line: Number(query.get('line')) || 1, ...(column !== null && { column: Number(column) || 1 }), isFocused: true })
    setWanted((before) => (before === 'graph' || before === 'chat' ? 'text' : before))
  }, [asked])

  if (!file)
    return (
      <Empty title={`${nameOf(path)} is not there`}>
        <p>It was removed or renamed.</p>
        <Button onClick={() => openSetup(`bots/${bot.id}/topics`)}>All topics</Button>
      </Empty>
    )

  const views = viewsFor(isWide, hasFlow)
  const view = views.find(({ name }) => name === wanted)?.name ?? (isWide && hasFlow ? 'both' : 'text')
  const current = topic?.nodes.findLast((node) => node.line <= line && line <= node.endLine)?.id
  const isText = view === 'text' || view === 'both'

  return (
    <div className={styles.bench} data-wide={isWide}>
      {isWide && <Files path={path} />}
      <div className={styles.centre}>
        <div className={styles.bar}>
          {isWide ? <b className={styles.path}>{path}</b> : <FileChoice path={path} />}
          <Tabs label="View" panel="bench-view" shown={view} show={setWanted} tabs={views} />
          <FileMenu path={path} />
        </div>
        <div id="bench-view" role="tabpanel" aria-labelledby={`bench-view-${view}`} tabIndex={-1} className={styles.view} data-view={view}>
          {isText && (
            <div className={styles.text}>
              <TopicEditor path={path} text={file.text} jump={jump} ran={ran} at={setLine} leaveTo={`bench-view-${view}`} />
            </div>
          )}
          {(view === 'graph' || view === 'both') && topic && (
            <Graph
              topic={topic}
              isOld={isOld}
              ran={ran.map(({ node }) => node)}
              current={view === 'both' ? current : undefined}
              choose={(_, to) => {
                setJump({ line: to, isFocused: view === 'graph' })
                setLine(to)
                if (view === 'graph') setWanted('text')
              }}
              openTopic={open}
            />
          )}
          {view === 'chat' && <TestChatPane />}
        </div>
        {view !== 'chat' && !isChat(path) && <FormulaBar topic={path} />}
        {view !== 'chat' && <Problems path={path} />}
      </div>
      {isWide && <TestChatPane />}
    </div>
  )
}

function viewsFor(isWide: boolean, hasFlow: boolean): { name: View; title: string }[] {
  return [
    { name: 'text', title: 'YAML' },
    ...(hasFlow && isWide ? [{ name: 'both' as const, title: 'Both' }] : []),
    ...(hasFlow ? [{ name: 'graph' as const, title: 'Graph' }] : []),
    ...(isWide ? [] : [{ name: 'chat' as const, title: 'Test chat' }]),
  ]
}

/** The flow of a file; while its text is no YAML, the flow that it had before. */
function useFlow(path: string): { topic: TopicInReport | undefined; isOld: boolean } {
  const { checked } = useAuthoring()
  const [kept, setKept] = useState<TopicInReport>()
  const topic = topicAt(checked, path)
  const isDrawn = topic !== undefined && topic.nodes.length > 0
  useEffect(() => {
    if (isDrawn) setKept(topic)
  }, [isDrawn, topic])
  if (isDrawn) return { topic, isOld: false }
  return { topic: kept?.path === path ? kept : undefined, isOld: true }
}

interface RanNode extends Ran {
  node: string
}

/** The nodes of this file that the last turn of the test chat ran, with their lines. */
function useRan(path: string): readonly RanNode[] {
  const { checked, chat } = useAuthoring()
  const standing = TestChat.standing(useSignal(chat))
  const nodes = topicAt(checked, path)?.nodes
  return useMemo(() => {
    const trace = standing?.trace ?? []
    const last = trace.at(-1)
    return trace
      .filter((step) => step.path === path)
      .map((step) => ({ node: step.node, isLast: step === last, ...linesOf(nodes, step.node, step.line) }))
  }, [standing, nodes, path])
}

/** A node that holds others is marked on its first line only, else its branches would all seem to have run. */
function linesOf(nodes: readonly FlowNode[] | undefined, id: string, line: number): { line: number; endLine: number } {
  const node = nodes?.find((one) => one.id === id)
  if (!node) return { line, endLine: line }
  const isOuter = nodes!.some((one) => one !== node && one.line > node.line && one.line <= node.endLine)
  return { line: node.line, endLine: isOuter ? node.line : node.endLine }
}

interface TopicEditorProps {
  path: string
  text: string
  jump: Jump | undefined
  ran: readonly Ran[]
  at: (line: number) => void
  leaveTo: string
}

function TopicEditor({ path, text, jump, ran, at, leaveTo }: TopicEditorProps) {
  const authoring = useAuthoring()
  const latest = useRef(authoring)
  useEffect(() => {
    latest.current = authoring
  })
  const knowing = useMemo<Knowing>(
    () => ({
      // Test chats are written in words of their own.
      language: () => (isChat(path) ? undefined : latest.current.language),
      known: (own) => {
        const { files } = latest.current.now
        const all = files.map((file) => file.text)
        const names = files.filter((file) => !isChat(file.path)).map((file) => nameOf(file.path))
        return { topics: topicNames(names, all), variables: variablesIn(own, all) }
      },
    }),
    [path],
  )
  const leave = useCallback(() => document.getElementById(leaveTo)?.focus(), [leaveTo])
  return (
    <Editor
      path={path}
      text={text}
      label={`${nameOf(path)} as YAML`}
      isReadOnly={!authoring.canChange}
      problems={problemsOf(authoring.checked, path)}
      ran={ran}
      jump={jump}
      knowing={knowing}
      write={(typed) => authoring.draft.write(path, typed)}
      at={at}
      leave={leave}
    />
  )
}

function Files({ path }: { path: string }) {
  const { now, checked, open } = useAuthoring()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for something to clean up with.
    void list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [path])
  return (
    <nav className={styles.files} aria-label="Files">
      <ul ref={list}>
        {now.files.map((file) => {
          const problems = problemsOf(checked, file.path)
          const errors = problems.filter(({ isWarning }) => !isWarning).length
          return (
            <li key={file.path}>
              <button type="button" title={file.path} aria-current={file.path === path ? 'page' : undefined} onClick={() => open(file.path)}>
                <bdi>{nameOf(file.path)}</bdi>
                {isChat(file.path) && <span className={styles.kind}>test</span>}
                {problems.length > 0 && <Mark errors={errors} warnings={problems.length - errors} />}
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function FileChoice({ path }: { path: string }) {
  const { now, open } = useAuthoring()
  return (
    <Select size="small" aria-label="File" value={path} className={styles.choice} onChange={(_, { value }) => open(value)}>
      {now.files.map((file) => (
        <option key={file.path} value={file.path}>
          {nameOf(file.path)}
          {isChat(file.path) ? ' (test)' : ''}
        </option>
      ))}
    </Select>
  )
}

function FileMenu({ path }: { path: string }) {
  const { bot, draft, now, canChange } = useAuthoring()
  const [isRenaming, setRenaming] = useState(false)
  if (!canChange) return null

  const drop = (): void => {
    const before = now.files
    draft.drop(path)
    openSetup(`bots/${bot.id}/topics`)
    tell(`${nameOf(path)} is removed from the draft.`, { label: 'Undo', run: () => draft.type(before) })
  }

  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Tooltip content="This file" relationship="label">
            <Button size="small" appearance="subtle" icon={<MoreHorizontalRegular />} />
          </Tooltip>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => setRenaming(true)}>Rename</MenuItem>
            <MenuItem onClick={drop}>Remove</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {isRenaming && <RenameDialog path={path} close={() => setRenaming(false)} />}
    </>
  )
}
