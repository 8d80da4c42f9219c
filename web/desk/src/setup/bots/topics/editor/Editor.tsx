import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { lintGutter } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Annotation, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { TopicProblem } from '../wire'
import { assist, type Knowing } from './assist'
import { indenting } from './indenting'
import { look } from './look'
import { markProblems, markRan, ranMarks, type Ran } from './marks'
import { wrapping } from './wrapping'
import styles from './Editor.module.css'

/** A wish to be at a line; a new object each time, so that the same line can be wished for twice. */
export interface Jump {
  line: number
  column?: number
  isFocused: boolean
}

interface Props {
  path: string
  text: string
  label: string
  isReadOnly: boolean
  problems: readonly TopicProblem[]
  ran: readonly Ran[]
  jump: Jump | undefined
  knowing: Knowing
  write: (text: string) => void
  /** The cursor is on another line. */
  at: (line: number) => void
  /** Escape: the focus goes on. */
  leave: () => void
}

const fromOutside = Annotation.define<boolean>()

/** Where a topic is written. What is undone and where the cursor stood is kept for each file while the page is open. */
export function Editor(props: Props) {
  const { path, text, label, isReadOnly, problems, ran, jump } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const states = useRef(new Map<string, EditorState>())
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })

  // The view begins with a state: one that it is given later would be measured in the looks of an empty one.
  useEffect(() => {
    const kept = states.current
    const state = kept.get(path) ?? EditorState.create({ doc: latest.current.text, extensions: all(latest, label, isReadOnly) })
    if (view.current) view.current.setState(state)
    else view.current = new EditorView({ state, parent: host.current! })
    const shown = view.current
    return () => void kept.set(path, shown.state)
  }, [path, label, isReadOnly])

  useEffect(() => {
    const made = view.current!
    const stop = keepCursorSeen(made)
    return () => {
      stop()
      made.destroy()
      view.current = null
    }
  }, [])

  // Words that came from elsewhere: an import, somebody else's save, a version.
  useEffect(() => {
    const { state } = view.current!
    if (state.doc.toString() === text) return
    view.current!.dispatch({ changes: changed(state.doc.toString(), text), annotations: fromOutside.of(true) })
  }, [path, text])

  useEffect(() => {
    view.current!.dispatch(markProblems(view.current!.state, problems))
  }, [path, problems])

  // Where the bot stands comes into sight; the cursor and the focus stay where they are.
  useEffect(() => {
    const { doc } = view.current!.state
    const last = ran.find(({ isLast }) => isLast)
    const shown = last && EditorView.scrollIntoView(doc.line(Math.min(last.line, doc.lines)).from, { y: 'nearest', yMargin: 60 })
    view.current!.dispatch(markRan(ran), ...(shown ? [{ effects: shown }] : []))
  }, [path, ran])

  useEffect(() => {
    if (!jump) return
    const { doc } = view.current!.state
    const line = doc.line(Math.max(1, Math.min(jump.line, doc.lines)))
    const anchor = Math.min(line.from + Math.max(0, (jump.column ?? /^\s*/.exec(line.text)![0].length + 1) - 1), line.to)
    view.current!.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
    if (jump.isFocused) view.current!.focus()
  }, [path, jump])

  return <div ref={host} className={styles.editor} />
}

function all(latest: { readonly current: Props }, label: string, isReadOnly: boolean): Extension {
  const leave = (): boolean => {
    latest.current.leave()
    return true
  }
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    foldGutter(),
    lintGutter(),
    history(),
    drawSelection(),
    wrapping,
    indentOnInput(),
    indentUnit.of('  '),
    indenting,
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    yaml(),
    look,
    ranMarks,
    assist({ language: () => latest.current.knowing.language(), known: (own) => latest.current.knowing.known(own) }),
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-description': 'Tab indents. Escape leaves the editor.', tabindex: '0' }),
    // What closes something comes before what leaves.
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap]),
    keymap.of([{ key: 'Escape', run: leave }, ...defaultKeymap, ...(isReadOnly ? [] : [indentWithTab])]),
    EditorView.updateListener.of(({ docChanged, selectionSet, state, startState, transactions }) => {
      if (docChanged && !transactions.every((one) => one.annotation(fromOutside))) latest.current.write(state.doc.toString())
      const line = state.doc.lineAt(state.selection.main.head).number
      if (selectionSet && line !== startState.doc.lineAt(startState.selection.main.head).number) latest.current.at(line)
    }),
  ]
}

/** Problems that come up below take room from the editor; the line that is written must not go under. */
function keepCursorSeen(view: EditorView): () => void {
  const watch = new ResizeObserver(() => {
    if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) })
  })
  watch.observe(view.dom)
  return () => watch.disconnect()
}

/** The one stretch that differs, so that the cursor stays where it can. */
function changed(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let [to, end] = [before.length, after.length]
  while (to > from && end > from && before[to - 1] === after[end - 1]) {
    to--
    end--
  }
  return { from, to, insert: after.slice(from, end) }
}
