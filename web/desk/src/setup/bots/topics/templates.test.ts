import { expect, test } from 'vitest'
import { fileName, templates } from './templates'

test('a name becomes a file’s', () => {
  expect(fileName('Opening hours')).toBe('OpeningHours')
  expect(fileName('what’s/new?')).toBe('WhatSNew')
})

test('a name that YAML would misread is quoted', () => {
  const answer = templates.find(({ id }) => id === 'answer')!
  expect(answer.text('Opening hours')).toContain('- Opening hours\n')
  expect(answer.text('Who: me?')).toContain('- "Who: me?"\n')
  expect(answer.text('Yes')).toContain('displayName: "Yes"')
})
