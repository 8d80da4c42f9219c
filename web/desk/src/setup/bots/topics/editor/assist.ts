import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { hoverTooltip, type EditorView, type Tooltip } from '@codemirror/view'
import type { TopicLanguage } from '../wire'
import { explain } from './explain'
import { spotAt } from './spot'
import { suggest, type Known } from './suggest'

/** What the editor knows of the language and of the other topics, asked anew each time. */
export interface Knowing {
  language: () => TopicLanguage | undefined
  known: (own: string) => Known
}

/** Completion while typing or by Ctrl-Space, and help where the pointer rests. */
export function assist(knowing: Knowing): Extension {
  const complete = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const language = knowing.language()
    if (!language) return null
    const text = state.doc.toString()
    const spot = spotAt(text, pos)
    if (!explicit && spot.from === pos && !isInvited(text, pos)) return null
    const options = suggest(spot, language, knowing.known(text))
    return options.length === 0 ? null : { from: spot.from, options, validFor: /^[\p{L}\p{N}_.:]*$/u }
  }
  return [
    autocompletion({ override: [complete], icons: false, activateOnTyping: true }),
    hoverTooltip((view, position) => helpAt(view, position, knowing.language()), { hoverTime: 350 }),
  ]
}

/** Places where the list opens before the first letter: behind "kind: ", "- " and "=". */
function isInvited(text: string, position: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', position - 1) + 1, position)
  return /(?:kind: |^\s*- |: =)$/.test(before)
}

function helpAt(view: EditorView, position: number, language: TopicLanguage | undefined): Tooltip | null {
  if (!language) return null
  const help = explain(view.state.doc.toString(), position, language)
  if (!help) return null
  return {
    pos: help.from,
    end: help.to,
    above: true,
    create: () => {
      const dom = document.createElement('div')
      dom.className = 'cm-diagnostic'
      const title = dom.appendChild(document.createElement('strong'))
      title.textContent = help.title
      for (const line of help.lines) dom.appendChild(document.createElement('div')).textContent = line
      return { dom }
    },
  }
}
