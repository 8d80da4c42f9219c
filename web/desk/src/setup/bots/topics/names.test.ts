import { expect, test } from 'vitest'
import { freePath, isChat, isChatOf, nameOf, triggerName, usualFolder } from './names'

test('a topic is called by its file', () => {
  expect(nameOf('topics/OrderStatus.mcs.yml')).toBe('OrderStatus')
  expect(nameOf('Greeting.yaml')).toBe('Greeting')
  expect(nameOf('topics/OrderStatus-2.chat.yml')).toBe('OrderStatus-2')
})

test('test chats belong to the topic they begin with', () => {
  expect(isChat('Order.chat.yml')).toBe(true)
  expect(isChatOf('Order.chat.yml', 'topics/Order.mcs.yml')).toBe(true)
  expect(isChatOf('Order-2.chat.yml', 'Order.yml')).toBe(true)
  expect(isChatOf('OrderStatus.chat.yml', 'Order.yml')).toBe(false)
})

test('a taken path gets a number, whatever its case', () => {
  const files = [{ path: 'topics/order.mcs.yml', text: '' }]
  expect(freePath(files, 'topics/', 'Order', '.mcs.yml')).toBe('topics/Order-2.mcs.yml')
  expect(freePath(files, 'topics/', 'a/b:c', '.mcs.yml')).toBe('topics/abc.mcs.yml')
  expect(usualFolder(files)).toBe('topics/')
})

test('a trigger that has no name of ours still reads as words', () => {
  expect(triggerName('OnRecognizedIntent')).toBe('What visitors say')
  expect(triggerName('OnPlanComplete')).toBe('plan complete')
})
