import { expect, test } from 'vitest'
import { buttonsOf, inputsOf, submitsOf } from './card'

const card = {
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text: 'Who are you?' },
    { type: 'ColumnSet', columns: [{ items: [{ type: 'Input.Text', id: 'name', label: 'Name' }] }] },
    { type: 'Input.ChoiceSet', id: 'colour', choices: [{ title: 'Red', value: 'r' }], value: 'r' },
  ],
  actions: [{ type: 'Action.Submit', title: 'Go', data: { go: true } }],
}

test('inputs are found wherever they stand', () => {
  expect(inputsOf(card).map(({ id, label, value }) => [id, label, value])).toEqual([
    ['name', 'Name', ''],
    ['colour', 'colour', 'r'],
  ])
})

test('a card without a button can be sent all the same', () => {
  expect(submitsOf(card)).toEqual([{ title: 'Go', data: { go: true } }])
  expect(submitsOf({ body: [] })).toEqual([{ title: 'Send', data: {} }])
})

test('buttons of a hero card say something, links are left out', () => {
  const hero = { buttons: [{ type: 'imBack', title: 'Yes', value: 'yes' }, { type: 'openUrl', title: 'Page', value: 'https://x.example' }, { type: 'messageBack', title: 'No', text: 'no' }] }
  expect(buttonsOf(hero)).toEqual([{ title: 'Yes', value: 'yes' }, { title: 'No', value: 'no' }])
  expect(buttonsOf(null)).toEqual([])
})
