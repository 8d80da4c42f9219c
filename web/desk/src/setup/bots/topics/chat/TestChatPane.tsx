import { Button, Input, Tooltip } from '@fluentui/react-components'
import { ArrowResetRegular, PlayRegular, SaveRegular, SendRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useSignal } from '../../../../hub/signal'
import { tell } from '../../../../look/notices'
import { useAuthoring } from '../authoring'
import { freePath, nameOf, usualFolder } from '../names'
import type { Say, TurnDone } from '../wire'
import { Asked } from './Asked'
import { chatFile } from './chatFile'
import { Findings } from './Findings'
import { TestChat } from './testChat'
import styles from './TestChat.module.css'
import { Turn } from './Turn'

/** A chat with the bot as it is typed, and what happens inside of it. */
export function TestChatPane() {
  const { now, chat } = useAuthoring()
  const chatNow = useSignal(chat)
  const standing = TestChat.standing(chatNow)
  const say = (said: Say): void => void chat.say(said, now.files)
  return (
    <section className={styles.chat} aria-label="Test chat">
      <Head />
      {chatNow.turns.length === 0 ? (
        <div className={styles.none}>
          <p>Talk to the bot as it is written here, saved or not. Nothing is kept, and no visitor sees it.</p>
          <Button appearance="primary" icon={<PlayRegular />} onClick={() => void chat.restart(now.files)}>
            Start
          </Button>
        </div>
      ) : (
        <>
          <Turns say={say} />
          <Answering standing={standing} say={say} />
          {standing && <Findings turn={standing} />}
        </>
      )}
    </section>
  )
}

function Head() {
  const { now, chat, draft, canChange, open } = useAuthoring()
  const chatNow = useSignal(chat)
  const isBegun = chatNow.turns.length > 0

  const keep = (): void => {
    const first = chatNow.turns.flatMap(({ done }) => done?.recognised.slice(0, 1) ?? [])[0]
    const path = freePath(now.files, usualFolder(now.files), first ? nameOf(first.path) : 'Chat', '.chat.yml')
    draft.write(path, chatFile(nameOf(path), chatNow.turns, chatNow.begunAt))
    tell(`The chat is kept as the test ${nameOf(path)}.`, { label: 'Open', run: () => open(path) })
  }

  return (
    <div className={styles.head}>
      <h3>Test chat</h3>
      {isBegun && canChange && (
        <Button size="small" appearance="subtle" icon={<SaveRegular />} disabledFocusable={!chatNow.turns.some(({ done }) => done)} onClick={keep}>
          Keep as a test
        </Button>
      )}
      {isBegun && (
        <Tooltip content="Start again" relationship="label">
          <Button size="small" appearance="subtle" icon={<ArrowResetRegular />} onClick={() => void chat.restart(now.files)} />
        </Tooltip>
      )}
    </div>
  )
}

function Turns({ say }: { say: (said: Say) => void }) {
  const { now, chat } = useAuthoring()
  const chatNow = useSignal(chat)
  const log = useRef<HTMLDivElement>(null)

  useEffect(() => {
    log.current?.scrollTo(0, log.current.scrollHeight)
  }, [chatNow])

  return (
    <div ref={log} className={styles.turns} role="log" aria-label="What was said" tabIndex={0}>
      {chatNow.turns.map((turn, n) => (
        <Turn key={n} turn={turn} isLast={n === chatNow.turns.length - 1} say={say} />
      ))}
      {chatNow.isAsking && <p className={styles.event}>The bot is running…</p>}
      {TestChat.isOld(chatNow, now.files) && !chatNow.isAsking && (
        <p className={styles.event}>Topics have changed since this chat began; it goes on with the new ones.</p>
      )}
    </div>
  )
}

/** What the tester can do next: say something, or be the tool, the address or the model that the bot asks. */
function Answering({ standing, say }: { standing: TurnDone | undefined; say: (said: Say) => void }) {
  const { chat, now } = useAuthoring()
  const { isAsking } = useSignal(chat)
  const [text, setText] = useState('')
  const kind = standing?.outcome.kind
  if (kind === 'tool' || kind === 'http' || kind === 'answer') return <Asked key={standing!.state} outcome={standing!.outcome} isAsking={isAsking} say={say} />
  if (kind === 'ended' || kind === 'transfer')
    return (
      <div className={styles.foot}>
        <Button icon={<ArrowResetRegular />} onClick={() => void chat.restart(now.files)}>
          Start again
        </Button>
      </div>
    )

  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (text.trim() === '' || isAsking) return
    say({ text: text.trim() })
    setText('')
  }

  return (
    <form className={styles.foot} onSubmit={send}>
      <Input className={styles.box} aria-label="Say to the bot" placeholder="Say something" value={text} maxLength={8000} onChange={(_, { value }) => setText(value)} />
      <Tooltip content="Send" relationship="label">
        <Button type="submit" appearance="primary" icon={<SendRegular />} disabledFocusable={text.trim() === '' || isAsking} />
      </Tooltip>
    </form>
  )
}
