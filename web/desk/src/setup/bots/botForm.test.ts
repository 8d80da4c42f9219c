import { expect, test } from 'vitest'
import type { BotSetting } from '../wire'
import { bodyOf, complaint, fieldsOf, lacks, typedFrom } from './botForm'

const saved: BotSetting = {
  id: 'b', name: 'Orders', kind: 'connector', applicationId: 'app', endpoint: 'https://bot.contoso.example/api/messages', hasAuth: true,
  auth: { type: 'entra', tenantId: 't', clientId: 'c' }, queueIds: [], capacity: 10, languages: ['en'], published: true, connected: true,
}

test('a saved bot’s secret is not sent unless a new one was typed', () => {
  const typed = typedFrom(saved, 'connector')
  expect(lacks(typed, saved)).toBeUndefined()
  expect(bodyOf(typed, saved)).toMatchObject({ auth: undefined, published: undefined, endpoint: saved.endpoint })
  expect(bodyOf({ ...typed, secret: ' s ' }, saved)).toMatchObject({ auth: { type: 'entra', tenantId: 't', clientId: 'c', clientSecret: 's' } })
  expect(bodyOf({ ...typed, clientId: 'other' }, saved)).toMatchObject({ auth: { type: 'entra', clientId: 'other' } })
})

test('a new bot begins as a draft and needs what its credentials need', () => {
  const typed = { ...typedFrom(undefined, 'directLine'), name: 'Far' }
  expect(lacks(typed, undefined)).toBe('secret')
  expect(bodyOf({ ...typed, secret: 's' }, undefined)).toMatchObject({ kind: 'directLine', published: false, auth: { type: 'secret', secret: 's' } })
})

test('other credentials need a secret of their own', () => {
  const typed = { ...typedFrom(saved, 'connector'), authType: 'baton' }
  expect(lacks(typed, saved)).toBeUndefined()
  expect(lacks({ ...typedFrom({ ...saved, auth: { type: 'baton' } }, 'connector'), authType: 'entra', tenantId: 't', clientId: 'c' }, saved)).toBeUndefined()
  expect(lacks({ ...typedFrom({ ...saved, auth: { type: 'baton' } }, 'connector'), authType: 'entra', tenantId: 't', clientId: 'c' }, { ...saved, auth: { type: 'baton' } })).toBe('secret')
})

test('what an agent of Copilot Studio has for an address, and needs, follows from its credentials', () => {
  const engine = { ...typedFrom(undefined, 'copilotStudio'), name: 'E', authType: 'directToEngine', tenantId: 't', clientId: 'c', environmentId: 'e', schemaName: 's', secret: 'x' }
  expect(lacks(engine, undefined)).toBeUndefined()
  expect(bodyOf(engine, undefined)).toMatchObject({ endpoint: undefined })
  expect((bodyOf(engine, undefined) as { auth: object }).auth).not.toHaveProperty('authority')
  expect(bodyOf({ ...engine, authority: ' http://127.0.0.1:5081 ' }, undefined)).toMatchObject({ auth: { authority: 'http://127.0.0.1:5081', clientSecret: 'x' } })
  expect(complaint('authority', { ...engine, authority: 'login' })).toContain('https://')
  expect(lacks({ ...engine, authType: 'tokenEndpoint' }, undefined)).toBe('an address')
  expect(lacks({ ...engine, authType: 'secret' }, undefined)).toBeUndefined()
})

test('who gives the tokens stays when something else of the credentials changes', () => {
  const abroad = { ...saved, auth: { ...saved.auth!, authority: 'https://login.microsoftonline.us' } }
  expect(bodyOf({ ...typedFrom(abroad, 'connector'), secret: 'new' }, abroad)).toMatchObject({ auth: { authority: 'https://login.microsoftonline.us' } })
})

test('topics and AI bots have no address and no credentials', () => {
  for (const kind of ['topics', 'ai'] as const) expect([...fieldsOf(typedFrom(undefined, kind))]).toEqual([])
})

test('slips are told at once', () => {
  const typed = typedFrom(saved, 'connector')
  expect(complaint('endpoint', { ...typed, endpoint: 'bot.contoso.example' })).toContain('https://')
  expect(complaint('languages', { ...typed, languages: 'en, Deutsch!' })).toContain('Deutsch!')
  expect(complaint('languages', { ...typed, languages: 'en de-AT' })).toBeUndefined()
  expect(complaint('capacity', { ...typed, capacity: '-1' })).toContain('0 to')
})
