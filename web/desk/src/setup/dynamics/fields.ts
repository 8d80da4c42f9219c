import type { CrmConnection } from '../wire'

/** What the form holds; the secret is empty unless a new one was typed. */
export interface Typed {
  tenantId: string
  clientId: string
  clientSecret: string
  instanceUrl: string
  authority: string
  secretExpiresOn: string
  /** The Dynamics user whose mailbox sends codes; empty for the application's own. */
  mailFrom: string
  /** Instead of a secret: a certificate with its private key, as PEM or as a PFX file in base64. */
  certificate: string
  certificatePassword: string
}

export type FieldName = keyof Typed

const guid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i
export const usualAuthority = 'https://login.microsoftonline.com'

export function typedFrom(connection: CrmConnection): Typed {
  return {
    tenantId: connection.tenantId ?? '',
    clientId: connection.clientId ?? '',
    clientSecret: '',
    instanceUrl: connection.instanceUrl ?? '',
    authority: connection.authority === usualAuthority ? '' : (connection.authority ?? ''),
    secretExpiresOn: connection.secretExpiresOn ?? '',
    mailFrom: connection.mailFrom ?? '',
    certificate: '',
    certificatePassword: '',
  }
}

/** What is wrong with a field as far as one can tell before anything is sent; an empty field is only missing. */
export function complaint(field: FieldName, typed: Typed): string | undefined {
  const text = typed[field].trim()
  if (text === '') return undefined
  switch (field) {
    case 'tenantId':
      return guid.test(text) || domain.test(text) ? undefined : 'A tenant is an id such as a1b2c3d4-e5f6-7890-abcd-ef1234567890, or a domain.'
    case 'clientId':
      return guid.test(text) ? undefined : 'The application (client) ID has the form a1b2c3d4-e5f6-7890-abcd-ef1234567890.'
    case 'clientSecret':
      return guid.test(text)
        ? 'This looks like the Secret ID. Paste the secret’s Value: the longer text in the column beside it, shown only right after it was made.'
        : undefined
    case 'instanceUrl':
      return isAddress(text) ? undefined : 'The address of your environment looks like https://contoso.crm4.dynamics.com.'
    case 'authority':
      return isAddress(text) ? undefined : `The sign-in address looks like ${usualAuthority}.`
    case 'mailFrom':
      return guid.test(text) ? undefined : 'A user’s ID has the form a1b2c3d4-e5f6-7890-abcd-ef1234567890.'
    case 'secretExpiresOn':
    case 'certificate':
    case 'certificatePassword':
      return undefined
  }
}

/** What is still missing before the connection can be tried. */
export function missing(typed: Typed, hasSecret: boolean): string[] {
  const names: [FieldName, string][] = [
    ['tenantId', 'the tenant'],
    ['clientId', 'the application'],
    ['instanceUrl', 'the address'],
  ]
  const left = names.filter(([field]) => typed[field].trim() === '').map(([, name]) => name)
  if (!hasSecret && typed.clientSecret.trim() === '' && typed.certificate === '') left.push('the secret or a certificate')
  return left
}

/** What saving will change, in words. */
export function changes(before: CrmConnection, typed: Typed): string[] {
  const was = typedFrom(before)
  const told: string[] = []
  const tell = (field: FieldName, name: string): void => {
    const now = typed[field].trim()
    if (now === was[field]) return
    if (was[field] === '') told.push(`${name} is ${now}`)
    else told.push(now === '' ? `${name} is taken away` : `${name} from ${was[field]} to ${now}`)
  }
  tell('tenantId', 'tenant')
  tell('clientId', 'application')
  const kept = before.hasCertificate ? 'certificate' : 'secret'
  if (typed.certificate !== '') told.push(before.hasSecret ? `the certificate replaces the ${kept} that is kept` : 'the certificate is kept sealed')
  else if (typed.clientSecret.trim() !== '') told.push(before.hasSecret ? `a new secret replaces the ${kept} that is kept` : 'the secret is kept sealed')
  tell('instanceUrl', 'address')
  tell('authority', 'sign-in address')
  tell('secretExpiresOn', 'expiry of the secret')
  tell('mailFrom', 'sender of codes')
  return told
}

const dayMs = 86_400_000

/** Says when the secret, or what stands for it, runs out, the louder the nearer: at 30, 14 and 7 days. */
export function expiry(day: string | undefined, now: number, what = 'secret'): { tone: 'well' | 'warning' | 'wrong'; words: string } | undefined {
  if (!day) return undefined
  const left = Math.floor((Date.parse(`${day}T00:00:00Z`) - Math.floor(now / dayMs) * dayMs) / dayMs)
  if (Number.isNaN(left)) return undefined
  if (left < 0) return { tone: 'wrong', words: `The ${what} expired ${-left === 1 ? 'yesterday' : `${-left} days ago`}. Make a new one in Entra and give it here.` }
  const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`
  if (left <= 7) return { tone: 'wrong', words: `The ${what} expires ${when}. Make a new one in Entra now: without it Dynamics stops.` }
  if (left <= 14) return { tone: 'warning', words: `The ${what} expires ${when}. Make a new one in Entra this week.` }
  if (left <= 30) return { tone: 'warning', words: `The ${what} expires ${when}.` }
  return { tone: 'well', words: `The ${what} holds for ${left} days more.` }
}

function isAddress(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text.includes('://') ? text : `https://${text}`)
    return (protocol === 'https:' || protocol === 'http:') && (hostname.includes('.') || hostname === 'localhost')
  } catch {
    return false
  }
}
