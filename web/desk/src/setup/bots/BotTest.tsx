import { Button, Field, Input } from '@fluentui/react-components'
import { useId, useState, type FormEvent } from 'react'
import { post, problemFrom } from '../../hub/api'
import form from '../form.module.css'
import { Standing, Waiting } from '../parts'
import type { BotSetting, BotTested, WireCall } from '../wire'
import { bodyOf, lacks, type Typed } from './botForm'
import styles from './Bots.module.css'

/** A real turn with the bot, as it is saved or as it is typed, and all that went over the wire. */
export function BotTest({ bot, typed, isChanged }: { bot: BotSetting; typed: Typed; isChanged: boolean }) {
  const hint = useId()
  const [text, setText] = useState('Hello')
  const [tested, setTested] = useState<BotTested>()
  const [refused, setRefused] = useState<string>()
  const [isAsking, setAsking] = useState(false)
  const canTest = text.trim() !== '' && !isAsking

  const test = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!canTest) return
    setAsking(true)
    setTested(undefined)
    setRefused(undefined)
    try {
      const asTyped = isChanged && lacks(typed, bot) === undefined
      setTested(await post<BotTested>(`/bots/${bot.id}/test`, { text: text.trim(), ...(asTyped && { bot: bodyOf(typed, bot) }) }))
    } catch (error) {
      setRefused(problemFrom(error).message)
    }
    setAsking(false)
  }

  return (
    <>
      <form className={form.row} onSubmit={(event) => void test(event)}>
        <Field className={form.grow} label="Say to it">
          <Input value={text} maxLength={1000} aria-describedby={hint} onChange={(_, { value }) => setText(value)} />
        </Field>
        <Button type="submit" appearance="primary" disabledFocusable={!canTest}>
          {isAsking ? 'Testing…' : 'Test'}
        </Button>
      </form>
      <p id={hint} className={form.hint}>
        {isChanged ? 'It is tested as you have typed it; nothing is saved.' : 'A conversation of its own: nobody else sees it, and nothing of it is kept.'}
      </p>
      {isAsking && <Waiting>It has some seconds to answer</Waiting>}
      {refused && <p role="alert">{refused}</p>}
      {tested && <Came tested={tested} other={bot.kind === 'ai' ? 'model' : 'bot'} />}
    </>
  )
}

/** What came of it; the other: who is at the other end of the wire. */
function Came({ tested, other }: { tested: BotTested; other: string }) {
  return (
    <div className={styles.came}>
      <Standing tone={tested.ok ? 'well' : 'wrong'}>
        {tested.sentence} {tested.nextStep}
      </Standing>
      {tested.says.length > 0 && (
        <ol className={styles.says} aria-label="What it said">
          {tested.says.map(({ text, suggested }, at) => (
            <li key={at}>
              <p dir="auto">{text}</p>
              {suggested && suggested.length > 0 && <p className={form.hint}>Offers: {suggested.map(({ title }) => title).join(' · ')}</p>}
            </li>
          ))}
        </ol>
      )}
      {tested.wire.length > 0 && (
        <>
          <h4>On the wire</h4>
          <ol className={styles.wire} aria-label="On the wire">
            {tested.wire.map((call, at) => (
              <Call key={at} call={call} n={at + 1} other={other} />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

function Call({ call, n, other }: { call: WireCall; n: number; other: string }) {
  const isWrong = call.error !== undefined || call.status === 0 || call.status >= 400
  return (
    <li>
      <details open>
        <summary>
          <span className={styles.way}>{call.direction === 'out' ? `Baton → ${other}` : `${other} → Baton`}</span> <b>{call.method}</b>{' '}
          <span className={styles.address}>{call.address}</span>{' '}
          <span data-wrong={isWrong} className={styles.status}>
            {call.status === 0 ? 'no answer' : call.status}
          </span>{' '}
          <span className={styles.took}>{call.tookMs} ms</span>
        </summary>
        {call.error && <p>{call.error}</p>}
        <Body name={`Sent, call ${n}`} text={call.sent} />
        <Body name={`Answered, call ${n}`} text={call.answered} />
      </details>
    </li>
  )
}

function Body({ name, text }: { name: string; text: string | undefined }) {
  if (!text) return null
  return (
    <pre className={styles.body} tabIndex={0} role="region" aria-label={name}>
      {text}
    </pre>
  )
}
