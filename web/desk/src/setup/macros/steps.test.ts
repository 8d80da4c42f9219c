import { expect, test } from 'vitest'
import type { MacroStep } from '../../macros/macros'
import type { FormField } from '../tools/schemaForm'
import type { Tool } from '../wire'
import { bodyOf, complaintOf, fresh, moved, valueOf } from './steps'

const tool = { name: 'create_case', title: 'Create case', input: { type: 'object', properties: { title: { type: 'string' }, email: { type: 'string' } }, required: ['title'] } } as unknown as Tool
const say: MacroStep = { kind: 'say', text: 'Hello' }
const field = (kind: FormField['kind']): FormField => ({ name: 'x', label: 'X', hint: undefined, kind, isRequired: false, choices: [], entry: [] })

test('what a step lacks is said in words', () => {
  expect(complaintOf([say], 0, [tool])).toBeUndefined()
  expect(complaintOf([{ kind: 'note', text: '  ' }], 0, [tool])).toBe('Write the words.')
  expect(complaintOf([{ kind: 'tool', tool: 'create_case', input: { email: 'a@b' } }], 0, [tool])).toBe('Still missing: Title.')
  expect(complaintOf([{ kind: 'tool', tool: 'gone' }], 0, [tool])).toBe('Choose a tool.')
  expect(complaintOf([{ kind: 'end' }, say], 0, [tool])).toContain('last step')
  expect(complaintOf([say, { kind: 'end' }], 1, [tool])).toBeUndefined()
})

test('what a tool finds can be said after it and not before', () => {
  const told: MacroStep = { kind: 'say', text: 'Your number is {result.ticket_number}' }
  const runs: MacroStep = { kind: 'tool', tool: 'create_case', input: { title: 'x' } }
  expect(complaintOf([told, runs], 0, [tool])).toContain('no tool runs before it')
  expect(complaintOf([runs, told], 1, [tool])).toBeUndefined()
})

test('a step keeps its key when it is moved, and never leaves the list', () => {
  const steps = [fresh('say', 1, [tool], 'q'), fresh('tool', 2, [tool], 'q')]
  expect(moved(steps, 1, -1).map(({ key }) => key)).toEqual([2, 1])
  expect(moved(steps, 0, -1)).toEqual(steps)
  expect(moved(steps, 1, 1)).toEqual(steps)
  expect(bodyOf(steps, [tool])[1]).toEqual({ kind: 'tool', tool: 'create_case', input: {} })
})

test('numbers are sent as numbers and placeholders as they are', () => {
  expect(valueOf(field('number'), ' 12 ')).toBe(12)
  expect(valueOf(field('number'), '{order}')).toBe('{order}')
  expect(valueOf(field('flag'), 'true')).toBe(true)
  expect(valueOf(field('list'), '[{"a": 1}]')).toEqual([{ a: 1 }])
  expect(valueOf(field('text'), '  ')).toBeUndefined()
})
