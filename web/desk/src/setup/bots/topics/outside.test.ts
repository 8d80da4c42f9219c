import { expect, test } from 'vitest'
import { bodyOf, outsideOf, typedOf, wrongWith } from './outside'

const flow = (id: string): string => `    - kind: InvokeFlowAction\n      id: a\n      flowId: ${id}\n`

test('flows and connectors are found with the topics that call them; kept ones stay though none does', () => {
  const files = [
    { path: 'topics/Refund.mcs.yml', text: flow('4f1c-refund') + '      operationId: "GetCustomer" # by name\n' },
    { path: 'Again.yml', text: flow('4f1c-refund') },
    { path: 'Refund.chat.yml', text: 'flowId: none' },
  ]
  expect(outsideOf(files, [{ name: 'old' }])).toEqual([
    { name: '4f1c-refund', usedBy: ['Refund', 'Again'] },
    { name: 'GetCustomer', usedBy: ['Refund'] },
    { name: 'old', usedBy: [] },
  ])
})

test('what is nothing is not sent, and a secret only when it is new', () => {
  const typed = new Map([
    ['a', typedOf(undefined)],
    ['b', typedOf({ name: 'b', tool: 'get_contact' })],
    ['c', typedOf({ name: 'c', url: 'https://x.example/', hasSecret: true })],
    ['d', { is: 'service' as const, url: ' https://y.example/ ', secret: '0123456789abcdef' }],
  ])
  expect(bodyOf(typed)).toEqual([
    { name: 'b', tool: 'get_contact' },
    { name: 'c', url: 'https://x.example/' },
    { name: 'd', url: 'https://y.example/', secret: '0123456789abcdef' },
  ])
})

test('a service has an address, and a secret that is long enough', () => {
  expect(wrongWith({ is: 'service', url: 'flows', secret: '' })).toContain('address')
  expect(wrongWith({ is: 'service', url: 'https://x.example', secret: 'short' })).toContain('16')
  expect(wrongWith({ is: 'service', url: 'https://x.example', secret: '' })).toBeUndefined()
})
