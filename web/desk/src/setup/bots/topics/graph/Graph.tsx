import { Button, ToggleButton, Tooltip } from '@fluentui/react-components'
import { ArrowFitRegular, TextBulletListRegular, ZoomInRegular, ZoomOutRegular } from '@fluentui/react-icons'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { nameOf } from '../names'
import type { TopicInReport } from '../wire'
import styles from './Graph.module.css'
import { GraphText } from './GraphText'
import { layout, type Box, type Drawing } from './layout'
import { leaveWords, toneOf } from './look'
import { useCanvas } from './useCanvas'

interface Props {
  topic: TopicInReport
  /** Whether this is the flow from before an error, because the text can't be read just now. */
  isOld: boolean
  /** The nodes that ran in the last turn, in order. */
  ran: readonly string[]
  /** The node that the cursor of the editor is in. */
  current: string | undefined
  choose: (node: string, line: number) => void
  openTopic: (path: string) => void
}

/** The flow of a topic as a picture; a node leads to its lines. The same flow can be read as text. */
export function Graph({ topic, isOld, ran, current, choose, openTopic }: Props) {
  const drawing = useMemo(() => layout(topic.nodes, topic.edges), [topic.nodes, topic.edges])
  const [isText, setText] = useState(false)
  const canvas = useCanvas(topic.path, drawing)
  const last = ran.at(-1)
  const { show } = canvas

  // Where the bot stands comes into sight when it has moved, not when the flow is drawn anew.
  const drawn = useRef(drawing)
  useEffect(() => {
    drawn.current = drawing
  })
  useEffect(() => {
    const box = drawn.current.boxes.find(({ id }) => id === last)
    if (box) show(box)
  }, [last, show])
  return (
    <div className={styles.graph}>
      <div className={styles.bar} role="toolbar" aria-label="Graph">
        {!isText && (
          <>
            <Tool label="Closer (+)" icon={<ZoomInRegular />} run={() => canvas.zoom(1.25)} />
            <Tool label="Farther (−)" icon={<ZoomOutRegular />} run={() => canvas.zoom(0.8)} />
            <Tool label="All of it (0)" icon={<ArrowFitRegular />} run={canvas.fit} />
          </>
        )}
        {isOld && <span className={styles.old}>as it was before the error</span>}
        <ToggleButton size="small" appearance="subtle" icon={<TextBulletListRegular />} checked={isText} onClick={() => setText(!isText)}>
          As text
        </ToggleButton>
      </div>
      {isText ? (
        <GraphText topic={topic} ran={ran} choose={choose} openTopic={openTopic} />
      ) : (
        <div ref={canvas.host} className={styles.canvas} role="group" aria-label={`Flow of ${topic.name}: arrows go from node to node`} {...canvas.handlers}>
          <div ref={canvas.sheet} className={styles.sheet} style={{ inlineSize: drawing.width, blockSize: drawing.height }}>
            <Lines drawing={drawing} ran={ran} />
            <Boxes drawing={drawing} ran={ran} current={current} choose={choose} openTopic={openTopic} show={canvas.show} />
          </div>
        </div>
      )}
    </div>
  )
}

function Tool({ label, icon, run }: { label: string; icon: ReactElement; run: () => void }) {
  return (
    <Tooltip content={label} relationship="label">
      <Button size="small" appearance="subtle" icon={icon} onClick={run} />
    </Tooltip>
  )
}

function Lines({ drawing, ran }: { drawing: Drawing; ran: readonly string[] }) {
  const steps = new Set(ran.slice(1).map((node, n) => `${ran[n]!}\n${node}`))
  return (
    <svg className={styles.lines} width={drawing.width} height={drawing.height} aria-hidden>
      <defs>
        <marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M0 0 8 4 0 8Z" fill="context-stroke" />
        </marker>
      </defs>
      {drawing.lines.map(({ from, to, path }, n) => (
        <path key={n} d={path} data-ran={steps.has(`${from}\n${to}`)} markerEnd="url(#flow-tip)" />
      ))}
      {drawing.lines.map(({ label, labelX, labelY }, n) =>
        label === '' ? null : (
          <text key={n} x={labelX} y={labelY} textAnchor="middle">
            {label.length > 26 ? `${label.slice(0, 25)}…` : label}
          </text>
        ),
      )}
    </svg>
  )
}

interface BoxesProps extends Omit<Props, 'topic' | 'isOld'> {
  drawing: Drawing
  show: (box: Box) => void
}

function Boxes({ drawing, ran, current, choose, openTopic, show }: BoxesProps) {
  const [stop, setStop] = useState<string>()
  const list = useRef<HTMLDivElement>(null)
  const isStop = (id: string): boolean => id === (drawing.boxes.some((box) => box.id === stop) ? stop : drawing.boxes[0]?.id)

  const pressed = (event: KeyboardEvent, box: Box): void => {
    if (event.shiftKey) return
    const next = neighbour(drawing, box, event.key)
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    list.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(next.id)}"]`)?.focus()
  }

  return (
    <div ref={list}>
      {drawing.boxes.map((box) => {
        const { id, node, leaves, x, y, width, height } = box
        const shared = {
          'data-box': id,
          tabIndex: isStop(id) ? 0 : -1,
          style: { left: x, top: y, width, height },
          onKeyDown: (event: KeyboardEvent) => pressed(event, box),
          onFocus: () => {
            setStop(id)
            show(box)
          },
        }
        if (!node) return <Leaf key={id} leaves={leaves!} shared={shared} openTopic={openTopic} />
        const hasRun = ran.includes(id)
        return (
          <button
            key={id}
            type="button"
            className={styles.node}
            data-tone={toneOf(node.kind)}
            data-ran={hasRun}
            data-last={ran.at(-1) === id}
            aria-current={current === id || undefined}
            onClick={() => choose(id, node.line)}
            {...shared}
          >
            <b>{node.title}</b>
            <span>{node.text}</span>
            {hasRun && <span className="unseen">(ran in the last turn)</span>}
          </button>
        )
      })}
    </div>
  )
}

function Leaf({ leaves, shared, openTopic }: { leaves: string; shared: object; openTopic: (path: string) => void }) {
  const path = leaves.startsWith('topic:') ? leaves.slice(6) : undefined
  const words = path === undefined ? leaveWords(leaves) : nameOf(path)
  return (
    <button type="button" className={styles.leaf} aria-disabled={path === undefined} onClick={() => path !== undefined && openTopic(path)} {...shared}>
      {path !== undefined && <span className="unseen">Topic </span>}
      {words}
    </button>
  )
}

/** Where an arrow leads: along the flow up and down, within a layer to the sides. */
function neighbour({ boxes, lines }: Drawing, box: Box, key: string): Box | undefined {
  const find = (id: string | undefined): Box | undefined => boxes.find((one) => one.id === id)
  if (key === 'ArrowDown') return find(lines.find(({ from, isBack }) => from === box.id && !isBack)?.to)
  if (key === 'ArrowUp') return find(lines.find(({ to, isBack }) => to === box.id && !isBack)?.from)
  const row = boxes.filter(({ layer }) => layer === box.layer).sort((a, b) => a.x - b.x)
  if (key === 'ArrowRight') return row[row.indexOf(box) + 1]
  return key === 'ArrowLeft' ? row[row.indexOf(box) - 1] : undefined
}
