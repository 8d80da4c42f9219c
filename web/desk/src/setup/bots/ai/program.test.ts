import { describe, expect, it } from 'vitest'
import { changesOf, emptyProgram, forCompany, fromTemplate, fullName, withWish, wordsFrom } from './program'
import type { BotTemplate } from './wire'

const sales: BotTemplate = { id: 'salesAssistant', name: 'Sales', sentence: '', does: [], tone: 'Helpful', greeting: 'Hello from {company}.', tools: ['dynamics365_create_lead'] }
const service: BotTemplate = { ...sales, id: 'customerService', tone: 'Kind', greeting: 'Welcome to {company}.', tools: ['dynamics365_create_case'] }

describe('a program from a template', () => {
  it('takes tone, greeting and tools', () => {
    const made = fromTemplate({ ...emptyProgram, companyName: 'Contoso' }, sales)
    expect([made.template, made.tone, made.greeting, made.tools]).toEqual(['salesAssistant', 'Helpful', 'Hello from Contoso.', sales.tools])
  })

  it('changes what the template before it brought, and nothing that was typed', () => {
    const before = fromTemplate({ ...emptyProgram, companyName: 'Contoso' }, sales)
    expect(fromTemplate(before, service, sales)).toMatchObject({ tone: 'Kind', greeting: 'Welcome to Contoso.' })
    expect(fromTemplate({ ...before, tone: 'Dry', greeting: 'Ahoy' }, service, sales)).toMatchObject({ tone: 'Dry', greeting: 'Ahoy', tools: service.tools })
  })

  it('greets in the name of another company, unless the greeting is the author’s', () => {
    const before = fromTemplate({ ...emptyProgram, companyName: 'Contoso' }, sales)
    expect(forCompany(before, 'Fabrikam', sales).greeting).toBe('Hello from Fabrikam.')
    expect(forCompany({ ...before, greeting: 'Ahoy' }, 'Fabrikam', sales).greeting).toBe('Ahoy')
    expect(forCompany(before, '', sales).greeting).toBe('Hello from our company.')
  })
})

describe('what differs', () => {
  it('is told in words', () => {
    const after = { ...emptyProgram, prompt: 'x', tools: ['a', 'b'], rails: { ...emptyProgram.rails, angerFrom: 0 } }
    expect(changesOf(emptyProgram, after)).toEqual(['prompt', 'tools: 2 more', 'rail: anger'])
    expect(changesOf(after, { ...after, tools: ['b', 'c'] })).toEqual(['tools: 1 more, 1 fewer'])
    expect(changesOf(undefined, emptyProgram)).toEqual([])
  })
})

it('knows tools by their full names', () => {
  expect([fullName('create_lead'), fullName('dynamics365_create_lead')]).toEqual(['dynamics365_create_lead', 'dynamics365_create_lead'])
})

it('keeps of a model of its own only what is wished for', () => {
  const wished = withWish(withWish(undefined, 'name', 'small'), 'temperature', '0.5')
  expect(wished).toEqual({ name: 'small', temperature: 0.5 })
  expect(withWish(withWish(wished, 'name', ' '), 'temperature', '')).toBeUndefined()
  expect(changesOf(emptyProgram, { ...emptyProgram, model: { tokensMax: 9 } })).toEqual(['model of its own'])
})

it('reads words by commas and lines', () => {
  expect(wordsFrom(' recall,  fire \n\n lawyer,')).toEqual(['recall', 'fire', 'lawyer'])
})
