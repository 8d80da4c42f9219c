import { Button, Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { get, post, problemFrom, put, remove } from '../../hub/api'
import { hubNow } from '../../look/clock'
import { tell } from '../../look/notices'
import { load, take, useLoaded } from '../loaded'
import { Confirm, Head, Part, SaveBar, Standing, Trouble, Waiting } from '../parts'
import type { PageProps } from '../pages'
import form from '../form.module.css'
import type { CrmConnection, CrmHealth, TestResult } from '../wire'
import { changes, complaint, expiry, missing, typedFrom, usualAuthority, type FieldName, type Typed } from './fields'
import { HowTo } from './HowTo'
import { Steps } from './Steps'
import { ToolTable } from './ToolTable'

const path = '/crm/connection'
const lookEveryMs = 15_000

/** Connecting Dynamics: four fields, a test that says what is wrong, and how the connection stands. */
export default function Dynamics({ canChange }: PageProps) {
  const { value: connection, problem } = useLoaded<CrmConnection>(path)
  const health = useHealth(connection, canChange)
  return (
    <>
      <Head name="Dynamics 365" purpose="Bots and agents look visitors up in Dynamics, and conversations leave their note there. This is how Baton reaches it.">
        <State connection={connection} health={health} />
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(path)} />}
      {connection && <Form key={keyOf(connection)} connection={connection} canChange={canChange} health={health} />}
    </>
  )
}

const keyOf = (connection: CrmConnection): string => [connection.connected, connection.tenantId, connection.clientId, connection.instanceUrl].join()

interface Health {
  /** The last test of the saved connection, step by step. */
  result: TestResult | undefined
  /** What Baton has seen of Dynamics since. */
  seen: CrmHealth | undefined
  isAsking: boolean
  ask: () => Promise<void>
}

/** How the saved connection is: tested now, and watched while somebody looks. When what is seen contradicts the test, it is tested again. */
function useHealth(connection: CrmConnection | undefined, canTest: boolean): Health {
  const [result, setResult] = useState<TestResult>()
  const [seen, setSeen] = useState<CrmHealth>()
  const [isAsking, setAsking] = useState(false)
  const isOn = connection?.connected === true
  const key = connection && keyOf(connection)
  const known = useRef(result)
  known.current = result

  const ask = async (): Promise<void> => {
    if (!canTest) return
    setAsking(true)
    try {
      setResult(await post<TestResult>(`${path}/test`))
    } catch {
      // The next look asks again; what was found before stays.
    }
    setAsking(false)
  }

  const look = async (): Promise<void> => {
    try {
      const now = await get<CrmHealth>('/crm/health')
      setSeen(now)
      const wasWell = known.current?.ok
      if ((now.state === 'down' && wasWell === true) || (now.state === 'ok' && wasWell === false)) await ask()
    } catch (error) {
      if (problemFrom(error).status === 404) await ask()
    }
  }

  useEffect(() => {
    setResult(undefined)
    setSeen(undefined)
    if (!isOn) return
    void ask()
    const timer = setInterval(() => {
      if (!document.hidden) void look()
    }, lookEveryMs)
    return () => clearInterval(timer)
  }, [isOn, key])

  return { result, seen, isAsking, ask }
}

function State({ connection, health: { result, seen, isAsking } }: { connection: CrmConnection | undefined; health: Health }) {
  if (!connection) return <Standing tone="asking">Looking…</Standing>
  if (!connection.connected) return <Standing tone="off">Not connected. Conversations work; nobody is looked up and no note is left.</Standing>
  const name = result?.organization ?? connection.organization ?? connection.instanceUrl
  const failed = result?.steps.find((step) => step.outcome === 'failed')
  const trouble = failed ? (failed.sentence ?? `${failed.title}: no.`) : seen?.state === 'down' ? seen.lastError?.message : undefined
  const isDown = failed !== undefined || seen?.state === 'down'
  const isKnown = result !== undefined || seen?.state === 'ok'
  const runsOut = expiry(connection.secretExpiresOn, hubNow(), connection.hasCertificate ? 'certificate' : 'secret')
  return (
    <>
      {isDown ? (
        <Standing tone="wrong">{trouble ?? `${name} does not answer.`} Chats go on; notes wait until it is back.</Standing>
      ) : (
        <Standing tone={isKnown ? 'well' : isAsking ? 'asking' : 'well'}>
          Connected to {name}. {isKnown ? 'Everything answers.' : isAsking ? 'Asking how it is…' : ''}
        </Standing>
      )}
      {runsOut && <Standing tone={runsOut.tone}>{runsOut.words}</Standing>}
    </>
  )
}

function Form({ connection, canChange, health }: { connection: CrmConnection; canChange: boolean; health: Health }) {
  const [typed, setTyped] = useState<Typed>(() => typedFrom(connection))
  const [tested, setTested] = useState<TestResult>()
  const [refused, setRefused] = useState<{ code: string; message: string }>()
  const [doing, setDoing] = useState<'save' | 'test' | 'end'>()
  const [isEnding, setEnding] = useState(false)
  const [by, setBy] = useState<'secret' | 'certificate'>(connection.hasCertificate ? 'certificate' : 'secret')
  const told = changes(connection, typed)
  const left = missing(typed, connection.hasSecret === true)
  const fields: FieldName[] = ['tenantId', 'clientId', 'clientSecret', 'instanceUrl', 'authority', 'mailFrom']
  const isSound = left.length === 0 && fields.every((field) => !complaint(field, typed))

  const write = (field: FieldName, value: string): void => {
    setTyped({ ...typed, [field]: value })
    setRefused(undefined)
    setTested(undefined)
  }

  const test = async (): Promise<void> => {
    setDoing('test')
    setRefused(undefined)
    setTested(undefined)
    try {
      setTested(await post<TestResult>(`${path}/test`, told.length > 0 ? given(typed) : undefined))
    } catch (error) {
      setRefused(problemFrom(error))
    }
    setDoing(undefined)
  }

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (doing || !isSound || told.length === 0) return
    setDoing('save')
    setRefused(undefined)
    try {
      const saved = await put<CrmConnection>(path, given(typed))
      take(path, saved)
      setTyped(typedFrom(saved))
      setTested(undefined)
      tell('The connection to Dynamics is saved.')
      void health.ask()
    } catch (error) {
      setRefused(problemFrom(error))
    }
    setDoing(undefined)
  }

  const disconnect = async (): Promise<void> => {
    setDoing('end')
    try {
      await remove(path)
      take<CrmConnection>(path, { connected: false })
      tell('Dynamics is disconnected.')
    } catch (error) {
      setRefused(problemFrom(error))
    }
    setDoing(undefined)
    setEnding(false)
  }

  const isRefusedElsewhere = refused && !Object.values(refusals).flat().includes(refused.code)
  const props = (field: FieldName) => wrongness(field, typed, tested, refused)
  const other = tested?.tenantFound && tested.tenantFound.toLowerCase() !== typed.tenantId.trim().toLowerCase() ? tested.tenantFound : undefined
  const shown = tested ?? (health.result?.ok === false ? health.result : undefined)

  return (
    <>
      <Part title="How to reach it">
        <form className={form.form} onSubmit={(event) => void save(event)} noValidate>
          <Field label="Instance URL" hint="What the address bar says in Dynamics, such as https://contoso.crm4.dynamics.com" {...props('instanceUrl')}>
            <Box name="instanceUrl" {...{ typed, write, canChange }} type="url" />
          </Field>
          <Field label="Tenant ID" hint="Entra admin centre > Overview" {...props('tenantId')}>
            <Box name="tenantId" {...{ typed, write, canChange }} />
          </Field>
          {other && canChange && (
            <p className={form.offer} role="status">
              This environment belongs to the tenant {other}.{' '}
              <Button size="small" onClick={() => write('tenantId', other)}>
                Use that
              </Button>
            </p>
          )}
          <Field label="Application (client) ID" hint="Entra admin centre > App registrations > your app > Overview" {...props('clientId')}>
            <Box name="clientId" {...{ typed, write, canChange }} />
          </Field>
          <RadioGroup
            layout="horizontal"
            aria-label="By what the app signs in"
            disabled={!canChange}
            value={by}
            onChange={(_, { value }) => {
              setBy(value as typeof by)
              setTyped({ ...typed, clientSecret: '', certificate: '', certificatePassword: '' })
            }}
          >
            <Radio value="secret" label="By a client secret" />
            <Radio value="certificate" label="By a certificate" />
          </RadioGroup>
          {by === 'secret' ? (
            <>
              <Field label="Client secret" hint={secretHint(connection)} {...props('clientSecret')}>
                <Box
                  name="clientSecret"
                  {...{ typed, write, canChange }}
                  type="password"
                  placeholder={connection.hasSecret && !connection.hasCertificate ? 'Kept, and shown to nobody' : ''}
                />
              </Field>
              <Field label="The secret expires on" hint="Optional. Entra shows it beside the secret; Baton warns 30, 14 and 7 days before.">
                <Box name="secretExpiresOn" {...{ typed, write, canChange }} type="date" />
              </Field>
            </>
          ) : (
            <Certificate {...{ typed, write, canChange, props }} isKept={connection.hasCertificate === true} />
          )}
          <details className={form.more} open={typed.authority !== ''}>
            <summary>Another cloud than the worldwide one</summary>
            <Field label="Sign-in address" hint={`Leave it empty for ${usualAuthority}`} {...props('authority')}>
              <Box name="authority" {...{ typed, write, canChange }} type="url" />
            </Field>
          </details>
          <details className={form.more} open={typed.mailFrom !== ''}>
            <summary>Who sends codes to visitors</summary>
            <Field
              label="Sender of codes"
              hint="The ID of the Dynamics user whose mailbox sends them. Empty for the application user, which then needs a mailbox of its own."
              {...props('mailFrom')}
            >
              <Box name="mailFrom" {...{ typed, write, canChange }} />
            </Field>
          </details>
          {canChange && (
            <SaveBar
              changes={isSound ? told : []}
              isSaving={doing === 'save'}
              problem={isRefusedElsewhere ? refused.message : undefined}
              label={connection.connected ? 'Save' : 'Connect'}
              discard={() => {
                setTyped(typedFrom(connection))
                setTested(undefined)
                setRefused(undefined)
              }}
            >
              <Button disabledFocusable={!isSound || doing !== undefined} onClick={() => void test()}>
                {doing === 'test' ? 'Testing…' : 'Test'}
              </Button>
              {connection.connected && <Button onClick={() => setEnding(true)}>Disconnect</Button>}
            </SaveBar>
          )}
          {canChange && left.length > 0 && told.length > 0 && <p className={form.hint}>Still missing: {left.join(', ')}.</p>}
        </form>
      </Part>
      {doing === 'test' && <Waiting>Asking Entra and Dynamics, step by step</Waiting>}
      {shown && doing !== 'test' && <Steps result={shown} isAsked={tested !== undefined} />}
      <ToolTable tools={(tested ?? health.result)?.tools} />
      {!connection.connected && <HowTo />}
      {isEnding && (
        <Confirm title="Disconnect Dynamics?" deed="Disconnect" isDoing={doing === 'end'} cancel={() => setEnding(false)} confirm={() => void disconnect()}>
          <p>
            Visitors are no longer looked up, bots and agents can’t use the tools, and conversations leave no note in{' '}
            {connection.organization ?? 'Dynamics'}. The secret is deleted: to connect again you need its Value. Conversations go on.
          </p>
        </Confirm>
      )}
    </>
  )
}

interface CertificateProps {
  typed: Typed
  write: (field: FieldName, value: string) => void
  canChange: boolean
  props: (field: FieldName) => ReturnType<typeof wrongness>
  isKept: boolean
}

/** A certificate with its private key, from a file: PEM as it is, PFX in base64. */
function Certificate({ typed, write, canChange, props, isKept }: CertificateProps) {
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return
    const bytes = new Uint8Array(await file.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    write('certificate', text.includes('-----BEGIN') ? text : btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')))
  }
  return (
    <>
      <Field
        label="Certificate"
        hint={`${isKept ? 'Leave it empty to keep the one you gave. ' : ''}A .pem with certificate and private key, or a .pfx. Its other half, without the key, belongs to the app registration in Entra.`}
        {...props('certificate')}
      >
        {(given) => (
          <input {...given} type="file" accept=".pem,.pfx,.p12" disabled={!canChange} onChange={(event) => void read(event.currentTarget.files?.[0])} />
        )}
      </Field>
      {typed.certificate !== '' && (
        <Field label="Its password" hint="Empty where it has none. It is used once and not kept.">
          <Box name="certificatePassword" {...{ typed, write, canChange }} type="password" />
        </Field>
      )}
    </>
  )
}

function secretHint(connection: CrmConnection): string {
  return connection.hasSecret
    ? 'Leave it empty to keep what you gave. Paste a Value to replace it.'
    : 'The secret’s Value, not its ID. It is kept sealed and shown to nobody.'
}

interface BoxProps {
  name: FieldName
  typed: Typed
  write: (field: FieldName, value: string) => void
  canChange: boolean
  type?: 'text' | 'url' | 'password' | 'date'
  placeholder?: string
}

function Box({ name, typed, write, canChange, type = 'text', placeholder }: BoxProps) {
  return (
    <Input
      name={name}
      type={type}
      autoComplete="off"
      spellCheck={false}
      readOnly={!canChange}
      placeholder={placeholder ?? ''}
      value={typed[name]}
      onChange={(_, { value }) => write(name, value)}
    />
  )
}

const refusals: Record<FieldName, string[]> = {
  tenantId: ['invalid_tenantId', 'invalid_tenant'],
  clientId: ['invalid_clientId'],
  clientSecret: ['invalid_secret', 'secret_id_pasted'],
  instanceUrl: ['invalid_instanceUrl', 'invalid_instance_url'],
  authority: ['invalid_authority'],
  secretExpiresOn: [],
  mailFrom: ['invalid_mailFrom'],
  certificate: ['invalid_certificate'],
  certificatePassword: [],
}

/** What a field is told: what one sees at once, what the hub refused, or that the test points at it. */
function wrongness(
  field: FieldName,
  typed: Typed,
  tested: TestResult | undefined,
  refused: { code: string; message: string } | undefined,
): { validationMessage?: string; validationState?: 'error' } {
  const pointed = tested?.steps.find((step) => step.outcome === 'failed' && step.field === field)
  const message = complaint(field, typed) ?? (refused && refusals[field].includes(refused.code) ? refused.message : pointed?.sentence)
  return message ? { validationMessage: message, validationState: 'error' } : {}
}

/** What was typed, without what was left empty. */
function given(typed: Typed): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typed)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  )
}
