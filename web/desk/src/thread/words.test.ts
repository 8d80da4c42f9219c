import { expect, test } from 'vitest'
import type { Message } from '../hub/wire'
import { ownWords, standInsOf, submitted } from './words'

const said = (more: Partial<Message>): Message => ({ n: 1, kind: 'message', from: { kind: 'bot', name: 'Berta' }, text: '', at: '', ...more })

test('words that stand for cards are not said twice', () => {
  const message = said({ text: 'Look:\n\nOne\n\nTwo', wordsFrom: [7, 12], attachments: [{}, {}] })
  expect(ownWords(message)).toBe('Look:')
  expect(standInsOf(message)).toEqual(['One', 'Two'])
})

test('an attachment without words is called by its name', () => {
  expect(standInsOf(said({ text: 'Look', attachments: [{ name: 'a.pdf' }, { contentType: 'image/png' }] }))).toEqual(['a.pdf', 'image/png'])
})

test('what a visitor submitted is names and values', () => {
  const filled = said({ from: { kind: 'visitor', name: 'Ada' }, text: 'name: Ada\nat: 10:30\nso it is', wordsFrom: [0] })
  expect(submitted(filled)).toEqual([
    ['name', 'Ada'],
    ['at', '10:30'],
    ['', 'so it is'],
  ])
  expect(submitted(said({ from: { kind: 'visitor', name: 'Ada' }, text: 'a: b' }))).toBeUndefined()
})
