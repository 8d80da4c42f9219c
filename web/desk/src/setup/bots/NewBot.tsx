import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { openSetup } from '../../look/place'
import type { BotKind } from '../wire'
import { BotFields, useBotForm } from './BotForm'
import styles from './Bots.module.css'
import { kinds } from './kinds'

/** A new bot begins with what kind it is. An AI bot is made step by step, on a page of its own. */
export function NewBot({ done }: { done: () => void }) {
  const [kind, setKind] = useState<BotKind>()
  if (kind)
    return (
      <>
        <p className={styles.chosen}>
          {kinds.find((one) => one.kind === kind)!.name}
          <Button size="small" appearance="subtle" onClick={() => setKind(undefined)}>
            Another kind
          </Button>
        </p>
        <NewForm key={kind} kind={kind} done={done} />
      </>
    )
  return (
    <>
      <div className={styles.kinds} role="group" aria-label="What kind of bot is it?">
        {kinds.map(({ kind: one, name, sentence }) => (
          <button key={one} type="button" className={styles.kind} onClick={() => (one === 'ai' ? openSetup('bots/new/ai') : setKind(one))}>
            <b>{name}</b>
            <span>{sentence}</span>
          </button>
        ))}
      </div>
      <Button className={styles.leave} appearance="subtle" onClick={done}>
        Leave it
      </Button>
    </>
  )
}

function NewForm({ kind, done }: { kind: BotKind; done: () => void }) {
  return <BotFields bot={undefined} canChange form={useBotForm({ bot: undefined, kind, done })} />
}
