import { expect, test } from 'vitest'
import type { JsonSchema } from '../wire'
import { complaintOf, fieldsOf, inputOf, labelOf, missingOf } from './schemaForm'

const quote: JsonSchema = {
  type: 'object',
  properties: {
    opportunity_id: { type: 'string', format: 'uuid' },
    email: { type: 'string', format: 'email', maxLength: 100 },
    description: { type: 'string', maxLength: 2000 },
    priority: { type: 'string', enum: ['Low', 'High'] },
    close: { type: 'boolean' },
    discount_percent: { type: 'number', minimum: 0, maximum: 100 },
    top: { type: 'integer' },
    due: { type: 'string', format: 'date' },
    start: { type: 'string', format: 'date-time' },
    lines: {
      type: 'array',
      items: { type: 'object', properties: { quantity: { type: 'number' }, write_in: { type: 'string' } }, required: ['quantity'] },
    },
  },
  required: ['email', 'lines'],
}
const fields = fieldsOf(quote)
const kind = (name: string): string | undefined => fields.find((field) => field.name === name)?.kind

test('each kind of property becomes its kind of field', () => {
  expect(fields.map((field) => field.kind)).toEqual([
    'text',
    'email',
    'longText',
    'choice',
    'flag',
    'number',
    'whole',
    'day',
    'time',
    'list',
  ])
  expect(kind('lines')).toBe('list')
  expect(labelOf('opportunity_id')).toBe('Opportunity ID')
})

test('what is typed becomes the input; what is empty is left out', () => {
  expect(
    inputOf(fields, {
      opportunity_id: '  ',
      email: ' adele@contoso.example ',
      close: 'false',
      discount_percent: '12.5',
      top: '3',
      lines: [{ quantity: '2', write_in: '' }],
    }),
  ).toEqual({ email: 'adele@contoso.example', close: false, discount_percent: 12.5, top: 3, lines: [{ quantity: 2 }] })
})

test('a time is sent as UTC, a day as it is', () => {
  const input = inputOf(fields, { start: '2026-05-01T10:00', due: '2026-05-01' })
  expect(input['start']).toMatch(/Z$/)
  expect(input['due']).toBe('2026-05-01')
})

test('what can’t be meant is told, and what is missing named', () => {
  const field = (name: string) => fields.find((one) => one.name === name)!
  expect(complaintOf(field('discount_percent'), 'ten')).toBeDefined()
  expect(complaintOf(field('top'), '2.5')).toBeDefined()
  expect(complaintOf(field('email'), 'adele')).toBeDefined()
  expect(complaintOf(field('email'), '')).toBeUndefined()
  expect(missingOf(fields, { email: 'a@b' })).toEqual(['Lines'])
})
