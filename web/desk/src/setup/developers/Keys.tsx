import { Button, Checkbox, Field, Input } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { post, problemFrom, remove } from '../../hub/api'
import { tell, tellProblem } from '../../look/notices'
import { Time } from '../../look/Time'
import { CopyBox } from '../CopyBox'
import form from '../form.module.css'
import { load, take, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Confirm, Empty, Head, Part, Standing, TableBox, Trouble, Waiting } from '../parts'
import type { ApiKey } from '../wire'

const path = '/keys'
const scopes: [scope: string, words: string][] = [['tools', 'The tools, over MCP (/mcp)']]

const callsUsual = 120
const callsMax = 100_000
const isRate = (text: string): boolean => /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= callsMax

/** Keys for programs: what they open, made and revoked; and how an MCP client is set up with one. */
export default function Keys({ canChange }: PageProps) {
  const { value: keys, problem } = useLoaded<ApiKey[]>(path)
  const [made, setMade] = useState<{ name: string; key: string }>()
  const [leaving, setLeaving] = useState<ApiKey>()
  const [isRevoking, setRevoking] = useState(false)

  const revoke = async (key: ApiKey): Promise<void> => {
    setRevoking(true)
    try {
      await remove(`${path}/${key.id}`)
      take(path, (keys ?? []).filter((one) => one.id !== key.id))
      tell(`The key ${key.name} opens nothing any more.`)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setRevoking(false)
    setLeaving(undefined)
  }

  return (
    <>
      <Head name="Keys" purpose="A key lets a program use Baton without a person: an MCP client, a script, another server. Its policies say what it may do.">
        {keys && (
          <Standing tone={keys.length === 0 ? 'off' : 'well'}>
            {keys.length === 0 ? 'No program has a key.' : keys.length === 1 ? 'One key.' : `${keys.length} keys.`}
          </Standing>
        )}
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(path)} />}
      {!keys && !problem && <Waiting>Reading the keys</Waiting>}
      {made && <Made name={made.name} text={made.key} close={() => setMade(undefined)} />}
      {keys && canChange && !made && <Make made={(key) => setMade(key)} />}
      {keys && keys.length === 0 && !canChange && <Empty title="No keys yet" />}
      {keys && keys.length > 0 && <List keys={keys} canChange={canChange} revoke={setLeaving} />}
      {keys && !made && (
        <Part title="Set up an MCP client">
          <p>Most clients take this in their settings file. Put a key of the list above in the place of the dots.</p>
          <CopyBox label="MCP client configuration" text={mcpConfiguration('…')} />
        </Part>
      )}
      {leaving && (
        <Confirm
          title={`Revoke ${leaving.name}?`}
          deed="Revoke"
          isDoing={isRevoking}
          cancel={() => setLeaving(undefined)}
          confirm={() => void revoke(leaving)}
        >
          <p>Whatever program uses it is refused from the next request on. A revoked key can’t be brought back; make a new one instead.</p>
        </Confirm>
      )}
    </>
  )
}

function mcpConfiguration(key: string): string {
  return JSON.stringify({ mcpServers: { baton: { type: 'http', url: `${location.origin}/mcp`, headers: { Authorization: `Bearer ${key}` } } } }, null, 2)
}

function Make({ made }: { made: (key: { name: string; key: string }) => void }) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(['tools'])
  const [problem, setProblem] = useState<string>()
  const [isAsking, setAsking] = useState(false)
  const [callsPerMinute, setCallsPerMinute] = useState(String(callsUsual))
  const isReady = name.trim() !== '' && chosen.length > 0 && isRate(callsPerMinute)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!isReady || isAsking) return
    setAsking(true)
    setProblem(undefined)
    try {
      const { key } = await post<{ id: string; key: string }>(path, { name: name.trim(), scopes: chosen, callsPerMinute: Number(callsPerMinute) })
      made({ name: name.trim(), key })
      void load(path)
    } catch (error) {
      setProblem(problemFrom(error).message)
      setAsking(false)
    }
  }

  return (
    <Part title="Make a key">
      <form className={form.form} onSubmit={(event) => void submit(event)}>
        <Field
          label="Name"
          hint="What it is for, so that you know later what stops when you revoke it."
          {...(problem && { validationMessage: problem, validationState: 'error' as const })}
        >
          <Input value={name} maxLength={100} onChange={(_, { value }) => setName(value)} />
        </Field>
        <fieldset className={form.set}>
          <legend>It opens</legend>
          {scopes.map(([scope, words]) => (
            <Checkbox
              key={scope}
              label={words}
              checked={chosen.includes(scope)}
              onChange={(_, { checked }) => setChosen(checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
            />
          ))}
        </fieldset>
        <Field
          label="Calls a minute"
          hint="More are told to wait. A full minute’s calls may come at once."
          {...(!isRate(callsPerMinute) && { validationMessage: `A number from 1 to ${callsMax.toLocaleString()}.`, validationState: 'error' as const })}
        >
          <Input className={form.short} inputMode="numeric" value={callsPerMinute} onChange={(_, { value }) => setCallsPerMinute(value.trim())} />
        </Field>
        <div>
          <Button type="submit" appearance="primary" disabledFocusable={!isReady || isAsking}>
            {isAsking ? 'Making…' : 'Make the key'}
          </Button>
        </div>
      </form>
    </Part>
  )
}

/** The one time that a key is shown. */
function Made({ name, text, close }: { name: string; text: string; close: () => void }) {
  return (
    <Part
      title={`The key ${name}`}
      aside={
        <Button size="small" onClick={close}>
          I have it
        </Button>
      }
    >
      <p>Copy it now: Baton keeps only a hash of it and can’t show it again.</p>
      <CopyBox label="Key" text={text} />
      <p>For an MCP client:</p>
      <CopyBox label="MCP client configuration" text={mcpConfiguration(text)} />
    </Part>
  )
}

function List({ keys, canChange, revoke }: { keys: ApiKey[]; canChange: boolean; revoke: (key: ApiKey) => void }) {
  return (
    <Part title="All keys">
      <TableBox label="Keys and when they were used">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Opens</th>
              <th scope="col">Calls a minute</th>
              <th scope="col">Made</th>
              <th scope="col">Last used</th>
              {canChange && (
                <th scope="col">
                  <span className="unseen">Revoke</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.id}>
                <th scope="row">
                  <bdi>{key.name}</bdi>
                </th>
                <td>{key.scopes.join(', ')}</td>
                <td>{key.callsPerMinute}</td>
                <td>
                  <Time at={key.createdAt} />
                </td>
                <td>{key.lastUsedAt ? <Time at={key.lastUsedAt} /> : 'never'}</td>
                {canChange && (
                  <td>
                    <Button size="small" aria-label={`Revoke ${key.name}`} onClick={() => revoke(key)}>
                      Revoke
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Part>
  )
}
