import { expect, test } from 'vitest'
import type { TopicLanguage } from '../wire'
import { explain } from './explain'

const language: TopicLanguage = {
  kinds: [
    {
      kind: 'Question',
      title: 'Question',
      about: 'Asks and waits.',
      where: 'node',
      properties: [{ name: 'repeatCount', about: 'How often it asks again.', isRequired: false, values: ['0', '1', '2'] }],
    },
  ],
  functions: [{ name: 'Upper', signature: 'Upper(Text)', about: 'In capitals.', example: 'Upper("a")' }],
  entities: [],
  systemVariables: [{ name: 'System.Activity', type: 'Record', about: 'What came.' }],
}
const text = '    - kind: Question\n      repeatCount: 1\n      value: =Upper(System.Activity.Text)'
const at = (word: string) => explain(text, text.indexOf(word) + 2, language)

test('kinds, properties, functions and variables of the system explain themselves', () => {
  expect(at('Question')?.lines).toEqual(['Asks and waits.'])
  expect(at('repeatCount')).toMatchObject({ title: 'repeatCount', lines: ['How often it asks again.', 'One of: 0, 1, 2'] })
  expect(at('Upper')?.title).toBe('Upper(Text)')
  expect(at('System.Activity')?.title).toBe('System.Activity: Record')
})

test('other words have nothing to say', () => {
  expect(at('value')).toBeUndefined()
  expect(explain('', 0, language)).toBeUndefined()
})
