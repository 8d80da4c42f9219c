import { expect, test } from 'vitest'
import { join, topicPath } from './importing'

test('topics of a workspace and of a solution find their place, other files none', () => {
  expect(topicPath('Greeting.mcs.yml')).toBe('Greeting.mcs.yml')
  expect(topicPath('My agent/topics/Greeting.mcs.yml')).toBe('topics/Greeting.mcs.yml')
  expect(topicPath('export/botcomponents/cr123_bot.topic.Greeting/data')).toBe('topics/Greeting.mcs.yml')
  expect(topicPath('export/botcomponents/cr123_bot.topic.Greeting/botcomponent.xml')).toBeUndefined()
  expect(topicPath('agent/.git/config.yml')).toBeUndefined()
  expect(topicPath('readme.md')).toBeUndefined()
})

test('joining says what is new, what is replaced and what goes', () => {
  const now = [{ path: 'A.yml', text: 'a' }, { path: 'B.yml', text: 'b' }, { path: 'C.yml', text: 'c' }]
  const given = [{ path: 'B.yml', text: 'b2' }, { path: 'C.yml', text: 'c' }, { path: 'D.yml', text: 'd' }]
  expect(join(now, given, false)).toMatchObject({ added: ['D.yml'], replaced: ['B.yml'], removed: [] })
  expect(join(now, given, false).files.map(({ path }) => path)).toEqual(['A.yml', 'B.yml', 'C.yml', 'D.yml'])
  expect(join(now, given, true)).toMatchObject({ removed: ['A.yml'] })
})

test('a topic that lies in another folder of the export takes the place of its namesake, and a test is no topic', () => {
  const now = [{ path: 'Order.mcs.yml', text: 'old' }]
  const given = [{ path: 'topics/Order.mcs.yml', text: 'new' }, { path: 'topics/Order.chat.yml', text: 'chat' }]
  expect(join(now, given, false)).toMatchObject({ added: ['topics/Order.chat.yml'], replaced: ['Order.mcs.yml'] })
})
