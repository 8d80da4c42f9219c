import { expect, test } from 'vitest'
import { Problem } from '../../../../hub/api'
import type { TurnDone } from '../wire'
import { TestChat } from './testChat'

const files = [{ path: 'A.yml', text: 'a' }]
const done = (state: string): TurnDone => ({ state, says: [], outcome: { kind: 'waiting' }, trace: [], variables: [], recognised: [] })

/** A hub that answers with numbered states, and keeps what it was asked. */
function hub(answers: (TurnDone | Problem)[]) {
  const asked: { state?: string; say: unknown }[] = []
  const post = async <T>(_: string, body?: unknown): Promise<T> => {
    asked.push(body as { say: unknown })
    const next = answers.shift()!
    if (next instanceof Problem) throw next
    return next as T
  }
  return { asked, chat: new TestChat(post) }
}

test('each turn goes on from the state of the one before', async () => {
  const { asked, chat } = hub([done('one'), done('two')])
  await chat.restart(files)
  await chat.say({ text: 'hello' }, files)
  expect(asked.map(({ state, say }) => [state, say])).toEqual([
    [undefined, { start: true }],
    ['one', { text: 'hello' }],
  ])
  expect(TestChat.standing(chat.get())?.state).toBe('two')
})

test('a turn that could not be run is said, and the next one takes its place', async () => {
  const { asked, chat } = hub([done('one'), new Problem(422, 'invalid_topics', 'Greeting has an error.'), done('two')])
  await chat.restart(files)
  await chat.say({ text: 'hello' }, files)
  expect(chat.get().turns.at(-1)?.problem).toBe('Greeting has an error.')
  await chat.say({ text: 'again' }, files)
  expect(chat.get().turns.map(({ say }) => say)).toEqual([{ start: true }, { text: 'again' }])
  expect(asked.at(-1)?.state).toBe('one')
})

test('an answer to a chat that was begun anew is dropped', async () => {
  const waiting: ((turn: TurnDone) => void)[] = []
  const chat = new TestChat(<T,>() => new Promise<T>((resolve) => waiting.push(resolve as (turn: TurnDone) => void)))
  const [old, fresh] = [chat.restart(files), chat.restart(files)]
  waiting[1]!(done('fresh'))
  waiting[0]!(done('old'))
  await Promise.all([old, fresh])
  expect(TestChat.standing(chat.get())?.state).toBe('fresh')
})

test('changed topics make a chat old', async () => {
  const { chat } = hub([done('one')])
  await chat.restart(files)
  expect(TestChat.isOld(chat.get(), files)).toBe(false)
  expect(TestChat.isOld(chat.get(), [{ path: 'A.yml', text: 'b' }])).toBe(true)
})
