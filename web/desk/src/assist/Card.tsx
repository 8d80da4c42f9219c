import { Button, Tooltip } from '@fluentui/react-components'
import { DismissRegular, ThumbDislikeFilled, ThumbDislikeRegular, ThumbLikeFilled, ThumbLikeRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { Time } from '../look/Time'
import { Markdown } from '../thread/Markdown'
import styles from './Assist.module.css'
import { RunTool } from './RunTool'
import { intoReply, settle, think, type SuggestedAction, type Suggestion } from './suggesting'

/** One suggestion: whose it is, what it says, and what can be done with it. */
export function Card({ conversation, suggestion }: { conversation: string; suggestion: Suggestion }) {
  const { from, text, actions, feedback, madeAt } = suggestion
  const [running, setRunning] = useState<SuggestedAction>()
  const use = (action: SuggestedAction): void => {
    if (action.kind === 'tool') {
      setRunning(action)
      return
    }
    intoReply(conversation, action.text ?? '')
    settle(conversation, suggestion, 'used')
  }
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
      <div className={styles.words} dir="auto">
        <Markdown text={text} />
      </div>
      <div className={styles.deeds}>
        {actions.map((action, at) =>
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
      {running?.tool && <RunTool key={running.title} conversation={conversation} suggestion={suggestion.id} tool={running.tool} input={running.input ?? {}} />}
    </article>
  )
}
