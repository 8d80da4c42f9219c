import { expect, test } from 'vitest'
import type { TopicLanguage } from '../wire'
import { spotAt } from './spot'
import { skeleton, suggest, topicNames, variablesIn } from './suggest'

const property = (name: string, isRequired = false, values?: string[]) => ({ name, about: `${name}.`, isRequired, ...(values && { values }) })
const language: TopicLanguage = {
  kinds: [
    { kind: 'AdaptiveDialog', title: 'Topic', about: '', where: 'file', properties: [property('beginDialog', true)] },
    { kind: 'OnRecognizedIntent', title: 'Phrases', about: '', where: 'trigger', properties: [property('intent', true)] },
    { kind: 'Question', title: 'Question', about: 'Asks.', where: 'node', properties: [property('id'), property('variable', true), property('prompt', true), property('repeatCount')] },
    { kind: 'EndDialog', title: 'End', about: '', where: 'node', properties: [property('clearTopicQueue', false, ['true', 'false'])] },
    { kind: 'EmbeddedEntity', title: 'Own list', about: '', where: 'entity', properties: [property('definition', true)] },
    { kind: 'RegexEntity', title: 'Pattern', about: '', where: 'file', properties: [property('pattern', true)] },
    { kind: 'TransferToAgent', title: 'To an agent', about: '', where: 'part', properties: [] },
    { kind: 'JsonRequestContent', title: 'JSON', about: '', where: 'part', properties: [] },
  ],
  functions: [{ name: 'Upper', signature: 'Upper(Text)', about: 'In capitals.', example: 'Upper("a")' }],
  entities: [{ name: 'BooleanPrebuiltEntity', about: 'Yes or no.', example: 'yes' }],
  systemVariables: [{ name: 'System.Activity.Text', type: 'String', about: 'What was said.' }],
}
const known = { topics: ['bot.topic.Greeting'], variables: ['Global.Name', 'Topic.Order'] }
const labels = (text: string) => suggest(spotAt(text, text.length), language, known).map(({ label }) => label)

test('kinds fit where they stand', () => {
  expect(labels('kind: ')).toEqual(['AdaptiveDialog', 'RegexEntity'])
  expect(labels('beginDialog:\n  kind: ')).toEqual(['OnRecognizedIntent'])
  expect(labels('  actions:\n    - kind: ')).toEqual(['Question', 'EndDialog'])
  expect(labels('      entity:\n        kind: ')).toEqual(['EmbeddedEntity'])
  expect(labels('        definition:\n          kind: ')).toEqual(['RegexEntity'])
  expect(labels('      transferType:\n        kind: ')).toEqual(['TransferToAgent'])
})

test('properties that a node has not got yet', () => {
  expect(labels('  actions:\n    - kind: Question\n      id: a\n      prompt: Hello\n      ')).toEqual(['variable', 'repeatCount'])
})

test('a new node comes with what it needs', () => {
  expect(labels('  actions:\n    - ')).toEqual(['Question', 'End'])
  const question = language.kinds.find(({ kind }) => kind === 'Question')!
  expect(skeleton(question, true, true)).toMatch(/^kind: Question\n\tid: question_\w{6}\n\tvariable: #\{\}\n\tprompt: #\{\}$/)
  expect(skeleton(question, false, false)).toBe('kind: Question\nvariable: #{}\nprompt: #{}')
})

test('lists of other things offer no nodes, conditions one more case', () => {
  expect(labels('    triggerQueries:\n      - ')).toEqual([])
  expect(labels('      conditions:\n        - ')).toEqual(['condition'])
})

test('values: those that are allowed, entities, topics, variables', () => {
  expect(labels('    - kind: EndDialog\n      clearTopicQueue: ')).toEqual(['true', 'false'])
  expect(labels('    - kind: Question\n      entity: ')).toEqual(['BooleanPrebuiltEntity'])
  expect(labels('    - kind: BeginDialog\n      dialog: ')).toEqual(['bot.topic.Greeting'])
  expect(labels('    - kind: Question\n      variable: ')).toEqual(['Global.Name', 'Topic.Order', 'init:Topic.Order'])
})

test('formulas offer functions and variables of every scope', () => {
  expect(labels('      value: =')).toEqual(['Upper', 'Global.Name', 'Topic.Order', 'System.Activity.Text'])
})

test('topic variables are the topic’s own, global ones everybody’s', () => {
  expect(variablesIn('x: =Topic.A & Global.B', ['y: =Topic.C', 'z: {Global.D}'])).toEqual(['Global.D', 'Topic.A'])
})

test('topics are called as they are called already', () => {
  expect(topicNames(['Escalate'], ['      dialog: contoso.topic.Greeting'])).toEqual(['contoso.topic.Escalate'])
  expect(topicNames(['Escalate'], ['kind: AdaptiveDialog'])).toEqual(['Escalate'])
})
