import { showDialog } from '../desk/dialogs'
import { get, post, problemFrom } from '../hub/api'
import { Hints } from '../hub/hints'
import { live } from '../hub/hub'
import { Signal } from '../hub/signal'
import { store } from '../hub/store'

export type StepKind = 'say' | 'note' | 'tool' | 'set' | 'open' | 'reply' | 'transfer' | 'end'

export interface MacroStep {
  kind: StepKind
  text?: string
  tool?: string
  input?: Record<string, unknown>
  name?: string
  value?: string
  table?: string
  record?: string
  queueId?: string
  reason?: string
}

export interface Macro {
  id: string
  name: string
  description: string
  steps: MacroStep[]
  /** It is for the members of these queues, and for supervisors; for everybody where there are none. */
  queueIds: string[]
  changedAt: string
}

export interface Detail {
  field: string
  from?: string
  to?: string
}

export interface PreviewStep {
  kind: StepKind
  title: string
  text?: string
  details: Detail[]
  asksFirst: boolean
  problem?: string
}

export interface MacroPreview {
  macroId: string
  name: string
  description: string
  steps: PreviewStep[]
  /** Names that have no value here: the agent gives them. */
  missing: string[]
  problem?: string
}

export interface RunStep {
  kind: StepKind
  title: string
  state: 'waiting' | 'running' | 'asks' | 'done' | 'failed'
  text?: string
  url?: string
  problem?: string
}

export interface MacroRun {
  id: string
  name: string
  state: 'running' | 'asks' | 'done' | 'failed'
  steps: RunStep[]
  asks?: { summary: string; changes: Detail[]; confirmation: string }
  problem?: string
}

export type Parameters = Record<string, unknown>

export const macroList = '/macros?limit=200'

/** The macro that the dialog is about, in which conversation, and what a card has given with it. */
export interface Wanted {
  conversation: string
  macro: string
  parameters: Parameters
  /** What else is to be done when it has been run. */
  done?: () => void
}

export const wanted = new Signal<Wanted | undefined>(undefined)

export function showMacro(what: Wanted): void {
  wanted.set(what)
  showDialog('macro')
}

/** Macros are run by whoever has the conversation. */
export function canRunMacros(conversation: string | undefined): boolean {
  const row = conversation === undefined ? undefined : store.held.conversations.get(conversation)
  return row?.state === 'WithAgent' && row.handler?.id === store.held.me.get('me')?.id
}

/** Cards call a macro by its name; capitals don't matter. */
export async function findMacro(name: string): Promise<Macro | undefined> {
  const macros = await get<Macro[]>(macroList)
  return macros.find((macro) => macro.name.toLowerCase() === name.trim().toLowerCase())
}

const pathOf = ({ conversation, macro }: Wanted): string => `/conversations/${conversation}/macros/${macro}`

export const preview = (of: Wanted, parameters: Parameters): Promise<MacroPreview> => post(`${pathOf(of)}/preview`, { parameters })

/** Runs it and tells each change that the hub hints at, until it is over or asks something. The same client id never runs it twice. */
export async function run(
  of: Wanted,
  body: { parameters: Parameters; clientId: string; confirmation?: string },
  moved: (run: MacroRun) => void,
  signal: AbortSignal,
): Promise<void> {
  // Hears before it runs: no hint falls between.
  const hints = new Hints(live.macroMoved)
  signal.addEventListener('abort', hints.stop)
  try {
    let now: MacroRun | undefined = await post<MacroRun>(`${pathOf(of)}/run`, body)
    const path = `/conversations/${of.conversation}/macro-runs/${now.id}`
    while (!signal.aborted) {
      if (now) moved(now)
      if (now && now.state !== 'running') return
      await hints.next()
      if (!signal.aborted) now = await reached(get<MacroRun>(path))
    }
  } finally {
    hints.stop()
  }
}

/** Nothing where the hub is out of reach: there is a hint when it is back. */
const reached = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (problemFrom(error).unreachable) return undefined
    throw error
  })
