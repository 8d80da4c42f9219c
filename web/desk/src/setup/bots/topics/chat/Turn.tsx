import { Button } from '@fluentui/react-components'
import { Markdown } from '../../../../thread/Markdown'
import { Json } from '../../../parts'
import { useAuthoring } from '../authoring'
import { nameOf } from '../names'
import type { Outcome, Said, Say } from '../wire'
import { CardForm } from './CardForm'
import { buttonsOf, inputsOf } from './card'
import styles from './TestChat.module.css'
import type { ChatTurnNow } from './testChat'

/** One turn: what the tester said, what the bot said to it, and how it stands then. */
export function Turn({ turn: { say: said, done, problem }, isLast, say }: { turn: ChatTurnNow; isLast: boolean; say: (said: Say) => void }) {
  const { open } = useAuthoring()
  const words = wordsOf(said)
  const recognised = done?.recognised[0]
  return (
    <div className={styles.turn}>
      {words && <p className={said && 'text' in said ? styles.mine : styles.event}>{words}</p>}
      {recognised && (
        <p className={styles.event}>
          <button type="button" className={styles.link} onClick={() => open(recognised.path)}>
            {nameOf(recognised.path)}
          </button>
          , by “{recognised.phrase}”
        </p>
      )}
      {done?.says.map((one, n) => <Bubble key={n} said={one} isOpen={isLast && n === done.says.length - 1} say={say} />)}
      {done && <End outcome={done.outcome} />}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

/** Only the last offers are open: earlier ones have been answered. */
function Bubble({ said: { text, suggestedActions, attachments, kind, name }, isOpen, say }: { said: Said; isOpen: boolean; say: (said: Say) => void }) {
  const offers = [...(attachments?.flatMap(({ content }) => buttonsOf(content)) ?? []), ...(suggestedActions ?? [])]
  return (
    <>
      {text && (
        <div className={styles.bot}>
          <Markdown text={text} />
        </div>
      )}
      {kind === 'event' && <p className={styles.event}>The bot sends the event {name}.</p>}
      {attachments?.map(({ contentType, content, contentUrl, name: called }, n) =>
        contentUrl ? (
          <a key={n} href={contentUrl} target="_blank" rel="noreferrer">
            {called ?? contentType}
          </a>
        ) : isOpen && inputsOf(content).length > 0 ? (
          <CardForm key={n} content={content} say={say} />
        ) : (
          <details key={n} className={styles.card}>
            <summary>{/adaptive/.test(contentType) ? 'An adaptive card' : contentType}</summary>
            <Json label="Card" of={content} />
          </details>
        ),
      )}
      {offers.length > 0 && (
        <div className={styles.offers}>
          {offers.map(({ title, value }, n) =>
            isOpen ? (
              <Button key={n} size="small" shape="circular" onClick={() => say({ text: value || title })}>
                {title}
              </Button>
            ) : (
              <span key={n}>{title}</span>
            ),
          )}
        </div>
      )}
    </>
  )
}

function End({ outcome: { kind, name, message } }: { outcome: Outcome }) {
  const words = {
    waiting: undefined,
    tool: `The bot asks the tool ${name ?? ''}.`,
    http: `The bot asks ${name ?? 'an address'}.`,
    answer: 'The bot asks a model.',
    transfer: 'The bot passes the conversation to a person.',
    ended: 'The bot has ended the conversation.',
    failed: 'The bot failed; a person would take over.',
  }[kind]
  if (!words) return null
  return (
    <p className={kind === 'failed' ? styles.problem : styles.event}>
      {words}
      {message && ` ${message}`}
    </p>
  )
}

function wordsOf(said: Say): string | undefined {
  if ('text' in said) return said.text
  if ('start' in said) return undefined
  if ('value' in said) return `Card sent: ${JSON.stringify(said.value)}`
  if ('tool' in said) return said.tool.error === undefined ? `Tool answered: ${JSON.stringify(said.tool.output)}` : `Tool failed: ${said.tool.error}`
  if ('http' in said) return said.http.status === 0 ? 'No answer came.' : `Answered ${said.http.status}: ${said.http.body}`
  return said.answer.text === undefined ? 'The model had no answer.' : `The model answered: ${said.answer.text}`
}
