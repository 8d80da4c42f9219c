import { RangeSetBuilder, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'

const deepest = 30

/** Long lines go on below where they began, so that what is nested stays to be seen. */
export const wrapping: Extension = [
  EditorView.lineWrapping,
  ViewPlugin.define((view) => new Wrapping(view), { decorations: ({ decorations }) => decorations }),
]

class Wrapping {
  decorations: DecorationSet

  constructor(view: EditorView) {
    this.decorations = hang(view)
  }

  update({ docChanged, viewportChanged, view }: ViewUpdate): void {
    if (docChanged || viewportChanged) this.decorations = hang(view)
  }
}

function hang(view: EditorView): DecorationSet {
  const made = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges)
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at)
      const lead = /^\s*(?:- )*/.exec(line.text)![0].length
      if (lead > 0) made.add(line.from, line.from, by(Math.min(lead, deepest)))
      at = line.to + 1
    }
  return made.finish()
}

const kept: Decoration[] = []
const by = (columns: number): Decoration =>
  (kept[columns] ??= Decoration.line({ attributes: { style: `text-indent:-${columns}ch;padding-inline-start:calc(${columns}ch + 6px)` } }))
