import type { Outcome, Say, TurnDone } from '../wire'
import type { ChatTurnNow } from './testChat'

/** Whom the hub takes the tester for; a greeting by name stays the same so. */
const tester = ['channel: test', 'user:', '  id: tester', '  name: Test']

interface Told {
  say: Say
  says: string[]
  offers: string[]
  tools: string[]
  outcome: Outcome['kind']
}

interface Outside {
  tools: Map<string, string[]>
  http: Map<string, string[]>
  answers: string[]
}

/** A chat that was tried, as a test: what was said, and what the bot answered as what is expected from now on. */
export function chatFile(name: string, turns: readonly ChatTurnNow[], at: Date): string {
  const { told, outside } = gather(turns.filter(({ done }) => done))
  const lines = [
    `name: ${text(name)}`,
    `at: ${at.toISOString().replace(/\.\d+/, '')}`,
    ...tester,
    ...answers('tools', outside.tools),
    ...answers('http', outside.http),
    ...(outside.answers.length > 0 ? ['answers:', ...outside.answers.map((answer) => `  - ${text(answer)}`)] : []),
    'turns:',
    ...told.flatMap(turnLines),
  ]
  return `${lines.join('\n')}\n`
}

/** What the tester answered for tools, addresses and models belongs to the turn of the visitor that led there. */
function gather(turns: readonly ChatTurnNow[]): { told: Told[]; outside: Outside } {
  const told: Told[] = []
  const outside: Outside = { tools: new Map(), http: new Map(), answers: [] }
  let asked: Outcome | undefined
  for (const { say, done } of turns as (ChatTurnNow & { done: TurnDone })[]) {
    if ('tool' in say) add(outside.tools, asked?.name ?? 'tool', say.tool.error === undefined ? `output: ${JSON.stringify(say.tool.output ?? {})}` : `error: ${text(say.tool.error)}`)
    else if ('http' in say) add(outside.http, addressOf(asked), `status: ${say.http.status}\n      body: ${text(say.http.body)}`)
    else if ('answer' in say) outside.answers.push(say.answer.text ?? '')
    else told.push({ say, says: [], offers: [], tools: [], outcome: done.outcome.kind })
    const turn = told.at(-1)
    if (turn) hear(turn, done)
    asked = done.outcome
  }
  return { told, outside }
}

function hear(turn: Told, { says, outcome }: TurnDone): void {
  turn.says.push(...says.map((said) => said.text).filter((said) => said.trim() !== ''))
  turn.offers.push(...says.flatMap(({ suggestedActions }) => suggestedActions?.map(({ title }) => title) ?? []))
  if (outcome.kind === 'tool') turn.tools.push(outcome.name ?? 'tool')
  turn.outcome = outcome.kind
}

function turnLines({ say, says, offers, tools, outcome }: Told): string[] {
  const said = 'text' in say ? `say: ${text(say.text)}` : 'value' in say ? `submit: ${JSON.stringify(say.value)}` : 'start: true'
  return [
    `  - ${said}`,
    ...list('expect', says.map(oneLine)),
    ...list('offers', offers),
    ...list('tool', tools),
    ...(outcome === 'waiting' ? [] : [`    outcome: ${outcome}`]),
  ]
}

const list = (key: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [`    ${key}:`, ...items.map((item) => `      - ${text(item)}`)])

function answers(key: string, of: ReadonlyMap<string, readonly string[]>): string[] {
  if (of.size === 0) return []
  return [`${key}:`, ...[...of].flatMap(([name, given]) => [`  ${text(name)}:`, ...given.map((one) => `    - ${one}`)])]
}

function add(to: Map<string, string[]>, key: string, answer: string): void {
  to.set(key, [...(to.get(key) ?? []), answer])
}

function addressOf(asked: Outcome | undefined): string {
  const url = (asked?.input as { url?: unknown } | null | undefined)?.url
  return typeof url === 'string' ? url : (asked?.name ?? '*')
}

/** Words are compared as one line; JSON's strings are YAML's too. */
const oneLine = (said: string): string => said.split(/\s+/).filter(Boolean).join(' ')
const text = (value: string): string => (/^[\p{L}][\p{L}\p{N} ',.?!-]*$/u.test(value) && !isWord(value) ? value : JSON.stringify(value))
const isWord = (value: string): boolean => /^(true|false|yes|no|on|off|null|y|n)$/i.test(value) || value.endsWith(' ')
