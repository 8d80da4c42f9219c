import { Button, Input, Tooltip } from '@fluentui/react-components'
import { ArrowResetRegular, PlayRegular, SendRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { postSlow, problemFrom } from '../../../hub/api'
import { Json } from '../../parts'
import look from '../topics/chat/TestChat.module.css'
import styles from './Ai.module.css'
import type { AiProgram, ChatAnswer, ChatMessage, ChatTool } from './wire'

interface Exchange {
  said?: string
  answer?: ChatAnswer
  problem?: string
}

/** A chat with the bot as it stands here, saved or not: what it says, what it would do, and what stopped it. */
export function SideChat({ bot, program }: { bot: string; program: AiProgram }) {
  const [exchanges, setExchanges] = useState<Exchange[]>([])
  const [isAsking, setAsking] = useState(false)
  const [text, setText] = useState('')
  const log = useRef<HTMLDivElement>(null)
  const last = exchanges.findLast(({ answer }) => answer)?.answer
  const isOver = last !== undefined && last.outcome !== 'waiting'

  useEffect(() => {
    log.current?.scrollTo(0, log.current.scrollHeight)
  }, [exchanges, isAsking])

  const ask = async (before: Exchange[], said?: string): Promise<void> => {
    setAsking(true)
    setExchanges([...before, { ...(said && { said }) }])
    const state = before.findLast(({ answer }) => answer?.state)?.answer?.state
    let came: Exchange
    try {
      came = { answer: await postSlow<ChatAnswer>(`/bots/${bot}/ai/chat`, { messages: messagesOf(before, said), program, state }) }
    } catch (error) {
      came = { problem: problemFrom(error).message }
    }
    setExchanges([...before, { ...(said && { said }), ...came }])
    setAsking(false)
  }

  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (text.trim() === '' || isAsking) return
    void ask(exchanges, text.trim())
    setText('')
  }

  return (
    <section className={styles.chat} aria-label="Side chat">
      <div className={look.head}>
        <h3>Side chat</h3>
        {exchanges.length > 0 && (
          <Tooltip content="Start again" relationship="label">
            <Button size="small" appearance="subtle" icon={<ArrowResetRegular />} disabledFocusable={isAsking} onClick={() => !isAsking && void ask([])} />
          </Tooltip>
        )}
      </div>
      {exchanges.length === 0 ? (
        <div className={look.none}>
          <p>Talk to the bot as it stands here, saved or not. It really looks things up, as somebody of yours would; nothing is changed anywhere, and no visitor sees it.</p>
          <Button appearance="primary" icon={<PlayRegular />} onClick={() => void ask([])}>
            Start
          </Button>
        </div>
      ) : (
        <>
          <div ref={log} className={look.turns} role="log" aria-label="What was said" tabIndex={0}>
            {exchanges.map((exchange, n) => (
              <One
                key={n}
                exchange={exchange}
                isLast={n === exchanges.length - 1}
                isNew={exchange.answer?.ranOn !== exchanges[n - 1]?.answer?.ranOn}
                say={(said) => void ask(exchanges, said)}
              />
            ))}
            {isAsking && <p className={look.event}>The bot is thinking…</p>}
          </div>
          {isOver ? (
            <div className={look.foot}>
              <Button icon={<ArrowResetRegular />} onClick={() => void ask([])}>
                Start again
              </Button>
            </div>
          ) : (
            <form className={look.foot} onSubmit={send}>
              <Input className={look.box!} aria-label="Say to the bot" placeholder="Say something" value={text} maxLength={8000} onChange={(_, { value }) => setText(value)} />
              <Tooltip content="Send" relationship="label">
                <Button type="submit" appearance="primary" icon={<SendRegular />} disabledFocusable={text.trim() === '' || isAsking} />
              </Tooltip>
            </form>
          )}
        </>
      )}
    </section>
  )
}

interface OneProps {
  exchange: Exchange
  isLast: boolean
  /** It runs on something else than the turn before. */
  isNew: boolean
  say: (said: string) => void
}

function One({ exchange: { said, answer, problem }, isLast, isNew, say }: OneProps) {
  const note = answer && told(answer, isNew)
  return (
    <div className={look.turn}>
      {said && (
        <p className={look.mine}>
          <bdi>{said}</bdi>
        </p>
      )}
      {answer?.tools.map((tool, n) => <Called key={n} tool={tool} />)}
      {answer?.says.map(({ text, offers }, n) => (
        <div key={n} className={look.turn}>
          <p className={`${look.bot} ${styles.said}`}>
            <bdi>{text}</bdi>
          </p>
          {isLast && answer.outcome === 'waiting' && offers.length > 0 && (
            <div className={look.offers}>
              {offers.map((offer) => (
                <Button key={offer} size="small" shape="circular" onClick={() => say(offer)}>
                  {offer}
                </Button>
              ))}
            </div>
          )}
        </div>
      ))}
      {note && <p className={look.event}>{note}</p>}
      {problem && (
        <p className={look.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

function Called({ tool: { name, input, output, error } }: { tool: ChatTool }) {
  return (
    <details className={look.card}>
      <summary>
        {name}
        {error && <span className={look.problem}> {error.message}</span>}
      </summary>
      <Json label={`What ${name} was given`} of={input} />
      <Json label={`What ${name} came to`} of={error ?? output ?? null} />
    </details>
  )
}

const outcomes: Record<ChatAnswer['outcome'], string | undefined> = {
  waiting: undefined,
  handedOver: 'It hands over to a person',
  ended: 'It ended the conversation',
  failed: 'It failed; a person would be asked',
}

function told({ outcome, reason, rail, tokens, ranOn }: ChatAnswer, isNew: boolean): string {
  const parts = [
    outcomes[outcome] && `${outcomes[outcome]}${reason ? `: ${reason}` : '.'}`,
    rail && `Rail: ${rail}.`,
    ranOn === 'topics' ? isNew && 'By its topics, as there is no model.' : tokens !== undefined && `${tokens.toLocaleString('en')} tokens.`,
  ]
  return parts.filter(Boolean).join(' ')
}

function messagesOf(before: readonly Exchange[], said: string | undefined): ChatMessage[] {
  const messages: ChatMessage[] = []
  for (const { said: visitor, answer } of before) {
    if (visitor) messages.push({ from: 'visitor', text: visitor })
    for (const { text } of answer?.says ?? []) messages.push({ from: 'bot', text })
  }
  if (said) messages.push({ from: 'visitor', text: said })
  return messages
}
