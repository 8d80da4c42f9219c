import { expect, test } from 'vitest'
import type { Say, TurnDone } from '../wire'
import { chatFile } from './chatFile'

const turn = (say: Say, done: Partial<TurnDone> = {}) => ({
  say,
  done: { state: '', says: [], outcome: { kind: 'waiting' as const }, trace: [], variables: [], recognised: [], ...done },
})

const at = new Date('2026-03-04T05:06:07.890Z')
const who = 'at: 2026-03-04T05:06:07Z\nchannel: test\nuser:\n  id: tester\n  name: Test'

test('what was said becomes what is expected', () => {
  expect(
    chatFile('Order', [
      turn({ text: 'Where is my order?' }, { says: [{ text: 'What is\nyour number: SO-1?' }] }),
      turn({ text: 'yes' }, { says: [{ text: 'Sure?', suggestedActions: [{ title: 'Yes', value: 'y' }, { title: 'Later', value: 'l' }] }] }),
    ], at),
  ).toBe(`name: Order
${who}
turns:
  - say: Where is my order?
    expect:
      - "What is your number: SO-1?"
  - say: "yes"
    expect:
      - Sure?
    offers:
      - "Yes"
      - Later
`)
})

test('the tester’s answers for tools, addresses and models stand at the top, once for all turns', () => {
  const chat = chatFile('Cases', [
    turn({ start: true }, { says: [{ text: 'Hello' }] }),
    turn({ text: 'my cases' }, { outcome: { kind: 'tool', name: 'get_cases' } }),
    turn({ tool: { output: { cases: 2 } } }, { outcome: { kind: 'http', name: 'Get', input: { url: 'https://x.example/a' } } }),
    turn({ http: { status: 404, body: 'no' } }, { says: [{ text: 'Two.' }], outcome: { kind: 'transfer' } }),
  ], at)
  expect(chat).toBe(`name: Cases
${who}
tools:
  "get_cases":
    - output: {"cases":2}
http:
  "https://x.example/a":
    - status: 404
      body: "no"
turns:
  - start: true
    expect:
      - Hello
  - say: my cases
    expect:
      - Two.
    tool:
      - "get_cases"
    outcome: transfer
`)
})

test('turns that came to nothing are left out', () => {
  expect(chatFile('A', [turn({ text: 'hi' }), { say: { text: 'x' }, problem: 'no' }], at)).toBe(`name: A\n${who}\nturns:\n  - say: hi\n`)
})
