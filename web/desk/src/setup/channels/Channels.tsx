import { Button, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { post, problemFrom } from '../../hub/api'
import { tell, tellProblem } from '../../look/notices'
import { CopyBox } from '../CopyBox'
import form from '../form.module.css'
import { load, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Confirm, SaveBar } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { ChannelSetting, Workstream } from '../wire'

const list = '/channels?limit=200'
const kinds: Record<ChannelSetting['kind'], string> = { webChat: 'Web chat', directLine: 'Direct Line' }

/** The ways in which visitors reach us. */
export default function Channels({ canChange }: PageProps) {
  const { value: workstreams } = useLoaded<Workstream[]>('/workstreams?limit=200')
  const nameOf = (id: string): string => workstreams?.find((one) => one.id === id)?.name ?? ''
  return (
    <Records<ChannelSetting>
      name="Channels"
      one="channel"
      list={list}
      purpose="A channel is a way visitors reach you: the chat on a page of yours, or a program of yours over Direct Line."
      nameOf={(channel) => channel.name}
      columns={[
        { title: 'Kind', show: (channel) => kinds[channel.kind] },
        { title: 'Rules', show: (channel) => nameOf(channel.workstreamId) },
      ]}
      stand={(channels) =>
        channels.length === 0
          ? { tone: 'off', words: 'There is no channel: nobody can reach you.' }
          : { tone: 'well', words: channels.length === 1 ? 'One channel.' : `${channels.length} channels.` }
      }
      empty={
        workstreams?.length === 0
          ? 'First make a workstream under Rules: it says where a channel’s conversations go.'
          : 'Make one, and put its line of HTML on your page: the chat is there.'
      }
      removal={(channel) => `The chat of ${channel.name} answers nobody any more, wherever its line of HTML stands. Conversations that are open go on at the desk.`}
      form={(channel, done) => <ChannelForm channel={channel} done={done} canChange={canChange} workstreams={workstreams ?? []} />}
      canChange={canChange}
      canMake={canChange && workstreams !== undefined && workstreams.length > 0}
    />
  )
}

interface Typed {
  name: string
  kind: ChannelSetting['kind']
  workstreamId: string
  color: string
  greeting: string
  locale: string
  origins: string
}

interface FormProps {
  channel: ChannelSetting | undefined
  done: () => void
  canChange: boolean
  workstreams: Workstream[]
}

const colorUsual = '#0b5b72'
const originsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

function ChannelForm({ channel, done, canChange, workstreams }: FormProps) {
  const { typed, write, refused, ...rest } = useRecordForm<Typed>({
    list,
    id: channel?.id,
    before: {
      name: channel?.name ?? '',
      kind: channel?.kind ?? 'webChat',
      workstreamId: channel?.workstreamId ?? workstreams[0]?.id ?? '',
      color: channel?.color ?? (channel ? '' : colorUsual),
      greeting: channel?.greeting ?? '',
      locale: channel?.locale ?? '',
      origins: (channel?.allowedOrigins ?? []).join('\n'),
    },
    telling: {
      name: { label: 'name' },
      kind: { label: 'kind', show: (kind) => kinds[kind] },
      workstreamId: { label: 'rules', show: (id) => workstreams.find((one) => one.id === id)?.name ?? '' },
      color: { label: 'colour' },
      greeting: { label: 'greeting' },
      locale: { label: 'language' },
      origins: { label: 'pages that may show it', show: (text) => originsOf(text).join(', ') },
    },
    lacks: ({ name }) => (name.trim() === '' ? 'a name' : undefined),
    body: ({ origins, ...one }) => ({ ...one, allowedOrigins: originsOf(origins) }),
    called: ({ name }) => `The channel ${name.trim()}`,
    done,
  })
  const isChat = typed.kind === 'webChat'
  return (
    <>
      <form className={form.form} onSubmit={(event) => void rest.save(event)}>
        <Field label="Name" required>
          <Input value={typed.name} maxLength={100} readOnly={!canChange} autoFocus={!channel} onChange={(_, { value }) => write({ name: value })} />
        </Field>
        {!channel && (
          <Field label="Kind">
            <Select value={typed.kind} onChange={(_, { value }) => write({ kind: value as Typed['kind'] })}>
              <option value="webChat">Web chat: the bubble on a page</option>
              <option value="directLine">Direct Line: a program of yours</option>
            </Select>
          </Field>
        )}
        <Field label="Rules" hint="The workstream that says where its conversations go.">
          <Select value={typed.workstreamId} disabled={!canChange} onChange={(_, { value }) => write({ workstreamId: value })}>
            {workstreams.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
        {isChat && (
          <>
            <fieldset className={form.set}>
              <legend>Colour of the button and of the chat’s head</legend>
              <div className={form.row}>
                <input
                  type="color"
                  aria-label="Choose a colour"
                  disabled={!canChange}
                  value={/^#[0-9a-f]{6}$/i.test(typed.color) ? typed.color : colorUsual}
                  onChange={(event) => write({ color: event.target.value })}
                />
                <Input aria-label="Colour" className={form.short} value={typed.color} readOnly={!canChange} onChange={(_, { value }) => write({ color: value })} />
              </div>
            </fieldset>
            <Field label="Greeting" hint="What the open chat says before anybody answers.">
              <Textarea value={typed.greeting} readOnly={!canChange} resize="vertical" onChange={(_, { value }) => write({ greeting: value })} />
            </Field>
            <Field label="Language" hint="Such as en or de-AT; empty for the visitor’s own.">
              <Input value={typed.locale} readOnly={!canChange} onChange={(_, { value }) => write({ locale: value })} />
            </Field>
            <Field label="Pages that may show it" hint="Origins such as https://www.contoso.example, one a line; empty for any.">
              <Textarea value={typed.origins} readOnly={!canChange} resize="vertical" onChange={(_, { value }) => write({ origins: value })} />
            </Field>
          </>
        )}
        {canChange && (
          <SaveBar
            changes={rest.changes}
            isSaving={rest.isSaving}
            problem={refused?.message}
            discard={rest.discard}
            label={channel ? 'Save' : 'Make the channel'}
          />
        )}
      </form>
      {channel && <HowToUse channel={channel} canChange={canChange} />}
    </>
  )
}

/** What to paste where. */
function HowToUse({ channel, canChange }: { channel: ChannelSetting; canChange: boolean }) {
  const [isAsking, setAsking] = useState(false)

  const renew = async (): Promise<void> => {
    try {
      await post(`/channels/${channel.id}/secret`)
      await load(list)
      tell('There is a new secret. Programs that use the old one are refused.')
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setAsking(false)
  }

  return (
    <section aria-label="How to use it" style={{ marginBlockStart: 24 }}>
      {channel.kind === 'webChat' && (
        <>
          <h4 style={{ margin: '0 0 4px' }}>On your page</h4>
          <p>Paste this line before the end of the page’s body. That is all.</p>
          <CopyBox label="Line of HTML" text={`<script src="${location.origin}/widget.js" data-channel="${channel.id}" async></script>`} />
        </>
      )}
      {channel.kind === 'webChat' && <SignedIn channel={channel} canChange={canChange} />}
      {channel.secret && (
        <>
          <h4 style={{ margin: '0 0 4px' }}>Direct Line</h4>
          <p>The secret makes tokens at {location.origin}/v3/directline. Keep it on your server.</p>
          <CopyBox label="Direct Line secret" text={channel.secret} />
          {canChange && (
            <Button size="small" onClick={() => setAsking(true)}>
              Make a new secret
            </Button>
          )}
        </>
      )}
      {isAsking && (
        <Confirm title="Make a new secret?" deed="Make it" cancel={() => setAsking(false)} confirm={() => void renew()}>
          <p>The old one stops at once: programs that use it can begin no conversation until they have the new one. The chat on your pages goes on.</p>
        </Confirm>
      )}
    </section>
  )
}

/** A site that knows its visitors vouches for them, so that bots may show them their own records. */
function SignedIn({ channel, canChange }: { channel: ChannelSetting; canChange: boolean }) {
  const [secret, setSecret] = useState<string>()
  const [isAsking, setAsking] = useState(false)

  const renew = async (): Promise<void> => {
    try {
      const { identitySecret } = await post<ChannelSetting>(`/channels/${channel.id}/identity`)
      setSecret(identitySecret)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setAsking(false)
  }

  return (
    <>
      <h4 style={{ margin: '16px 0 4px' }}>Visitors who have signed in at your site</h4>
      <p>
        Your server vouches for them with a token that it signs with this channel’s identity secret; bots then show them their own records without a code. Put the
        token into the line of HTML as <code>data-user-token</code>.
      </p>
      {secret && (
        <>
          <p>Copy the secret now and keep it on your server: Baton can’t show it again.</p>
          <CopyBox label="Identity secret" text={secret} />
        </>
      )}
      <details className={form.more}>
        <summary>How a server signs the token, in Node</summary>
        <CopyBox label="Signing in Node" text={signing} />
      </details>
      {canChange && !secret && (
        <Button size="small" onClick={() => setAsking(true)}>
          Make a new identity secret
        </Button>
      )}
      {isAsking && (
        <Confirm title="Make a new identity secret?" deed="Make it" cancel={() => setAsking(false)} confirm={() => void renew()}>
          <p>Tokens that were signed with the one before are refused from now on, until your server signs with the new one.</p>
        </Confirm>
      )}
    </>
  )
}

const signing = `import { createHmac } from 'node:crypto'

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
export function userToken({ email, name, id }, secret) {
  const exp = Math.floor(Date.now() / 1000) + 3600
  const signed = part({ alg: 'HS256', typ: 'JWT' }) + '.' + part({ sub: id, email, name, exp })
  return signed + '.' + createHmac('sha256', secret).update(signed).digest('base64url')
}`
