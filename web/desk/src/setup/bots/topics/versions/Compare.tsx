import { yaml } from '@codemirror/lang-yaml'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { look } from '../editor/look'
import { wrapping } from '../editor/wrapping'
import styles from './Versions.module.css'

interface Props {
  label: string
  before: string
  after: string
  isSideBySide: boolean
}

/** Two texts of a file: what went and what came. */
export function Compare({ label, before, after, isSideBySide }: Props) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const parent = host.current!
    const collapseUnchanged = { margin: 3, minSize: 6 }
    if (isSideBySide) {
      const side = (doc: string, name: string) => ({ doc, extensions: shown(`${label}, ${name}`) })
      const view = new MergeView({ parent, a: side(before, 'before'), b: side(after, 'after'), collapseUnchanged, gutter: true })
      return () => view.destroy()
    }
    const merged = unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged, gutter: true, highlightChanges: before !== '' && after !== '' })
    const view = new EditorView({ parent, state: EditorState.create({ doc: after, extensions: [...shown(label), merged] }) })
    return () => view.destroy()
  }, [label, before, after, isSideBySide])
  return <div ref={host} className={styles.compare} />
}

const shown = (label: string): Extension[] => [
  lineNumbers(),
  yaml(),
  look,
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  wrapping,
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
]
