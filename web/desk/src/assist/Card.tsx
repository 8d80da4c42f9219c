import { Button, Tooltip } from '@fluentui/react-components'
import { DismissRegular, ThumbDislikeFilled, ThumbDislikeRegular, ThumbLikeFilled, ThumbLikeRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import type { Saying } from '../../../cards/attachment.ts'
import { problemFrom } from '../hub/api'
import { Time } from '../look/Time'
import { findMacro, showMacro } from '../macros/macros'
import { Cards } from '../thread/Cards'
import { Markdown } from '../thread/Markdown'
import { ownWords } from '../thread/words'
import styles from './Assist.module.css'
import { RunTool } from './RunTool'
import { intoReply, settle, think, type SuggestedAction, type Suggestion } from './suggesting'

type Filled = Record<string, unknown>

/** One suggestion: whose it is, what it says or shows, and what can be done with it. */
export function Card({ conversation, suggestion }: { conversation: string; suggestion: Suggestion }) {
  const { from, actions, feedback, madeAt, attachments } = suggestion
  const [running, setRunning] = useState<SuggestedAction>()
  const [told, setTold] = useState<string>()
  const use = (action: SuggestedAction, filled: Filled = {}): void => {
    const given = { ...action.input, ...filled }
    setTold(undefined)
    if (action.kind === 'tool') setRunning({ ...action, input: given })
    else if (action.kind === 'macro') void runMacro(action.name ?? '', given)
    else if (action.kind === 'custom') setTold(`“${action.name}” is an action of an organisation’s own form. This desk does not know it.`)
    else if (action.kind === 'reply') {
      intoReply(conversation, action.text ?? '')
      settle(conversation, suggestion, 'used')
    } else if (action.url) window.open(action.url, '_blank', 'noopener,noreferrer')
    else setTold('No Dynamics organisation is connected, so there is no record to open. An administrator connects one in Setup.')
  }
  const runMacro = async (name: string, parameters: Filled): Promise<void> => {
    try {
      const macro = await findMacro(name)
      if (macro) showMacro({ conversation, macro: macro.id, parameters, done: () => settle(conversation, suggestion, 'used') })
      else setTold(`There is no macro named “${name}”. An administrator makes it in Setup, Macros.`)
    } catch (error) {
      setTold(problemFrom(error).message)
    }
  }
  /** A button of the card: the hub has put its action's number in the place of its data. */
  const pressed = ({ text, value }: Saying): void => {
    const { action, ...filled } = (value ?? {}) as { action?: unknown } & Filled
    const meant = typeof action === 'number' ? actions[action] : undefined
    if (meant) use(meant, filled)
    else if (text) intoReply(conversation, text)
    else setTold('This desk does not know what that button asks for.')
  }
  const words = attachments ? ownWords(suggestion) : suggestion.text
  return (
    <article className={styles.card} aria-label={`Suggestion of ${from}`}>
      <header>
        <b>
          <bdi>{from}</bdi>
        </b>
        <Time at={madeAt} />
        <Tooltip content="Dismiss" relationship="label">
          <Button size="small" appearance="subtle" icon={<DismissRegular />} onClick={() => settle(conversation, suggestion, 'dismissed')} />
        </Tooltip>
      </header>
      {words && (
        <div className={styles.words} dir="auto">
          <Markdown text={words} />
        </div>
      )}
      {attachments && <Cards message={suggestion} label="The card" say={pressed} />}
      <div className={styles.deeds}>
        {actions
          .filter(({ inCard }) => !inCard)
          .map((action, at) =>
            action.kind === 'link' ? (
              <Button key={at} size="small" as="a" href={action.url} target="_blank" rel="noreferrer">
                {action.title}
              </Button>
            ) : (
              <Button key={at} size="small" appearance={at === 0 ? 'primary' : 'secondary'} onClick={() => use(action)}>
                {action.title}
              </Button>
            ),
          )}
        <span className={styles.room} />
        <Tooltip content="A good suggestion" relationship="label">
          <Button
            size="small"
            appearance="subtle"
            aria-pressed={feedback === 'up'}
            icon={feedback === 'up' ? <ThumbLikeFilled /> : <ThumbLikeRegular />}
            onClick={() => think(conversation, suggestion, 'up')}
          />
        </Tooltip>
        <Tooltip content="A bad suggestion" relationship="label">
          <Button
            size="small"
            appearance="subtle"
            aria-pressed={feedback === 'down'}
            icon={feedback === 'down' ? <ThumbDislikeFilled /> : <ThumbDislikeRegular />}
            onClick={() => think(conversation, suggestion, 'down')}
          />
        </Tooltip>
      </div>
      <p role="status" className={styles.told}>
        {told}
      </p>
      {running?.tool && <RunTool key={JSON.stringify(running)} conversation={conversation} suggestion={suggestion.id} tool={running.tool} input={running.input ?? {}} />}
    </article>
  )
}
