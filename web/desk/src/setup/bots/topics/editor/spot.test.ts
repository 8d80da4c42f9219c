import { expect, test } from 'vitest'
import { spotAt } from './spot'

/** The place is where ^ stands. */
function at(text: string) {
  const position = text.indexOf('^')
  return spotAt(text.replace('^', ''), position)
}

const topic = `kind: AdaptiveDialog
beginDialog:
  kind: OnRecognizedIntent
  id: main
  actions:
    - kind: Question
      id: ask
      variable: init:Topic.Order
      ^
      prompt: What is it?
    - kind: SendActivity
      id: told
`

test('a property of a node, with those that it has above and below', () => {
  expect(at(topic)).toMatchObject({ is: 'key', kind: 'Question', parent: 'actions', isItem: false, indent: 6 })
  expect(at(topic).keys.sort()).toEqual(['id', 'kind', 'prompt', 'variable'])
})

test('a new node in a list of actions', () => {
  expect(at('beginDialog:\n  kind: OnError\n  actions:\n    - ^')).toMatchObject({ is: 'key', parent: 'actions', isItem: true, keys: [], kind: undefined })
  expect(at('beginDialog:\n  actions:\n  - kind: SendActivity\n    id: a\n  - ki^')).toMatchObject({ is: 'key', parent: 'actions', isItem: true, keys: [] })
})

test('the kind of a trigger, of a node, of an entity', () => {
  expect(at('kind: AdaptiveDialog\nbeginDialog:\n  kind: On^')).toMatchObject({ is: 'value', property: 'kind', parent: 'beginDialog' })
  expect(at('  actions:\n    - kind: ^\n      id: a')).toMatchObject({ is: 'value', property: 'kind', parent: 'actions', keys: ['kind', 'id'] })
  expect(at('    - kind: Question\n      entity:\n        kind: Em^')).toMatchObject({ is: 'value', property: 'kind', parent: 'entity' })
})

test('the root of a topic has a kind and no parent', () => {
  expect(at('kind: AdaptiveDialog\n^')).toMatchObject({ is: 'key', kind: 'AdaptiveDialog', parent: undefined, keys: ['kind'] })
})

test('a value begins behind its colon', () => {
  const spot = at('    - kind: Question\n      entity: Bool^')
  expect(spot).toMatchObject({ is: 'value', property: 'entity', kind: 'Question' })
  expect(spot.from).toBe('    - kind: Question\n      entity: '.length)
})

test('formulas: behind =, in a text between braces, and over several lines', () => {
  expect(at('      value: =Upper(Topic.Or^')).toMatchObject({ is: 'formula', property: 'value' })
  expect(at('      activity: Hello {Global.Na^')).toMatchObject({ is: 'formula', property: 'activity' })
  expect(at('      activity: Hello {Global.Name}, how^')).toMatchObject({ is: 'value' })
  expect(at('    - kind: SetVariable\n      value: |-\n        =If(\n          Topic.A^')).toMatchObject({ is: 'formula', property: 'value', kind: 'SetVariable' })
  expect(at('      activity: |\n        Dear {Glo^')).toMatchObject({ is: 'formula' })
})

test('the word of a formula begins at its name, with its scope', () => {
  const text = '      value: =Upper(Topic.Or'
  expect(spotAt(text, text.length).from).toBe(text.indexOf('Topic'))
})

test('a list at the column of its property', () => {
  expect(at('actions:\n- kind: SendActivity\n  act^')).toMatchObject({ is: 'key', kind: 'SendActivity', parent: 'actions', keys: ['kind'] })
})

test('other items of a list are none of this node’s business', () => {
  const text = 'conditions:\n  - id: a\n    condition: =true\n    actions:\n      - kind: SendActivity\n        activity: hi\n  - id: b\n    ^'
  expect(at(text)).toMatchObject({ is: 'key', kind: undefined, parent: 'conditions', keys: ['id'] })
})
