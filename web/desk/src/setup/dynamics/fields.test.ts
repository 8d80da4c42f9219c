import { expect, test } from 'vitest'
import { changes, complaint, expiry, missing, typedFrom, type Typed } from './fields'

const id = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
const typed = (some: Partial<Typed>): Typed => ({ ...typedFrom({ connected: false }), ...some })
const about = (field: keyof Typed, text: string): string | undefined => complaint(field, typed({ [field]: text }))

test('the Secret ID pasted as the secret is caught before anything is sent', () => {
  expect(about('clientSecret', id)).toMatch(/Secret ID/)
  expect(about('clientSecret', `{${id.toUpperCase()}}`)).toMatch(/Secret ID/)
  expect(about('clientSecret', 'Xy8~Q_.secret-value')).toBeUndefined()
})

test('fields complain of what can’t be meant, and not of being empty', () => {
  expect(about('tenantId', '')).toBeUndefined()
  expect(about('tenantId', id)).toBeUndefined()
  expect(about('tenantId', 'contoso.onmicrosoft.com')).toBeUndefined()
  expect(about('tenantId', 'our tenant')).toBeDefined()
  expect(about('clientId', 'baton')).toBeDefined()
  expect(about('instanceUrl', 'contoso.crm4.dynamics.com')).toBeUndefined()
  expect(about('instanceUrl', 'http://127.0.0.1:5081')).toBeUndefined()
  expect(about('instanceUrl', 'contoso')).toBeDefined()
})

test('says what is still missing; a kept secret is not', () => {
  expect(missing(typed({}), false)).toEqual(['the tenant', 'the application', 'the address', 'the secret or a certificate'])
  expect(missing(typed({ tenantId: id, clientId: id, instanceUrl: 'a.b' }), true)).toEqual([])
})

test('says what saving will change', () => {
  const before = { connected: true, tenantId: id, clientId: id, instanceUrl: 'https://a.crm.dynamics.com', hasSecret: true }
  expect(changes(before, typedFrom(before))).toEqual([])
  expect(changes(before, { ...typedFrom(before), instanceUrl: 'https://b.crm.dynamics.com', clientSecret: 'x' })).toEqual([
    'a new secret replaces the secret that is kept',
    'address from https://a.crm.dynamics.com to https://b.crm.dynamics.com',
  ])
})

test('who sends codes is a user’s id, and saving says that it changes', () => {
  expect(about('mailFrom', 'service@contoso.example')).toBeDefined()
  expect(about('mailFrom', id)).toBeUndefined()
  const before = { connected: true, hasSecret: true, mailFrom: id }
  expect(changes(before, { ...typedFrom(before), mailFrom: '' })).toEqual(['sender of codes is taken away'])
})

test('a certificate stands for the secret', () => {
  const before = { connected: true, hasSecret: true, hasCertificate: true }
  expect(missing(typed({ tenantId: id, clientId: id, instanceUrl: 'a.b', certificate: '-----BEGIN' }), false)).toEqual([])
  expect(changes(before, { ...typedFrom(before), certificate: '-----BEGIN' })).toEqual(['the certificate replaces the certificate that is kept'])
  expect(expiry('2026-06-02', Date.parse('2026-06-01T15:00:00Z'), 'certificate')?.words).toMatch(/^The certificate expires tomorrow/)
})

test('the secret’s expiry is told louder the nearer it is', () => {
  const now = Date.parse('2026-06-01T15:00:00Z')
  expect(expiry(undefined, now)).toBeUndefined()
  expect(expiry('2026-12-01', now)).toEqual({ tone: 'well', words: 'The secret holds for 183 days more.' })
  expect(expiry('2026-07-01', now)?.tone).toBe('warning')
  expect(expiry('2026-07-02', now)?.tone).toBe('well')
  expect(expiry('2026-06-15', now)?.words).toMatch(/in 14 days.*this week/)
  expect(expiry('2026-06-08', now)).toMatchObject({ tone: 'wrong' })
  expect(expiry('2026-06-02', now)?.words).toMatch(/tomorrow/)
  expect(expiry('2026-06-01', now)?.words).toMatch(/today/)
  expect(expiry('2026-05-31', now)?.words).toMatch(/expired yesterday/)
})
