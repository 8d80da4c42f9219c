import type { ChatAnswer, GoldenChat, GoldenRun } from './wire'

const outcomeWords: Record<ChatAnswer['outcome'], string> = { waiting: 'waits', handedOver: 'hands over', ended: 'ends it', failed: 'fails' }

/** What a run differs in, each a sentence. */
export function told({ turns, expected, outcome }: GoldenRun): string[] {
  const lines = turns.flatMap(({ say, toolsMissing, toolsBeyond, factsMissing, rail }) => {
    const parts = [
      toolsMissing.length > 0 && `without ${toolsMissing.join(', ')}`,
      toolsBeyond.length > 0 && `also ${toolsBeyond.join(', ')}`,
      factsMissing.length > 0 && `not said: ${factsMissing.join(', ')}`,
      rail && `rail: ${rail}`,
    ].filter(Boolean)
    return parts.length > 0 ? [`“${short(say)}”: ${parts.join('; ')}`] : []
  })
  return outcome === expected ? lines : [...lines, `it ${outcomeWords[outcome]}, and was expected to: ${outcomeWords[expected]}`]
}

/** Reads a chat as it is typed: a line for each thing that is said, "> tools" and "> facts" below it, "> outcome" at the end. */
export function scriptFrom(text: string): GoldenChat['script'] {
  const turns: GoldenChat['script']['turns'] = []
  let outcome: ChatAnswer['outcome'] = 'waiting'
  for (const line of text.split('\n').map((one) => one.trim())) {
    const [, word = '', rest = ''] = /^>\s*(tools|facts|outcome)\s+(.*)$/i.exec(line) ?? []
    const turn = turns.at(-1)
    if (line === '') continue
    if (word === '') turns.push({ say: line, tools: [], facts: [] })
    else if (word.toLowerCase() === 'outcome') outcome = rest in outcomeWords ? (rest as ChatAnswer['outcome']) : outcome
    else if (turn) turn[word.toLowerCase() as 'tools' | 'facts'].push(...rest.split(',').map((one) => one.trim()).filter((one) => one !== ''))
  }
  return { turns, outcome }
}

const shortMax = 40
const short = (text: string): string => (text.length <= shortMax ? text : `${text.slice(0, shortMax - 1)}…`)
