import { Button, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { post, problemFrom, remove } from '../../hub/api'
import { tell, tellProblem } from '../../look/notices'
import { Time } from '../../look/Time'
import { CopyBox } from '../CopyBox'
import form from '../form.module.css'
import { load, useLoaded } from '../loaded'
import { Confirm, Trouble, Waiting } from '../parts'
import type { BotSecret, BotSideSettings } from '../wire'
import styles from './Bots.module.css'

/** What a bot that is called at its address has to be configured with on its own side, to be copied; and the secrets by which it gets tokens of Baton’s. */
export function BotSide({ id, canChange }: { id: string; canChange: boolean }) {
  const path = `/bots/${id}/settings`
  const { value: settings, problem } = useLoaded<BotSideSettings>(path)
  const [at, setAt] = useState(0)
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!settings) return <Waiting>Reading</Waiting>
  const block = settings.blocks[at] ?? settings.blocks[0]
  return (
    <div className={styles.details}>
      <p>Copy these into the bot’s own settings; then it knows this Baton.</p>
      {settings.blocks.length > 1 && (
        <Select aria-label="Made with" value={String(at)} onChange={(_, { value }) => setAt(Number(value))}>
          {settings.blocks.map(({ library, language }, index) => (
            <option key={index} value={index}>
              {library}, {language}
            </option>
          ))}
        </Select>
      )}
      {block && (
        <>
          <p className={form.hint}>{block.file}</p>
          {block.text.trim() !== '' && <CopyBox label={block.file} text={block.text} />}
          <p>{block.note}</p>
        </>
      )}
      {settings.auth === 'baton' && canChange && <Secrets id={id} />}
    </div>
  )
}

const secretsMost = 2

function Secrets({ id }: { id: string }) {
  const path = `/bots/${id}/secrets`
  const { value: secrets, problem } = useLoaded<BotSecret[]>(path)
  const [made, setMade] = useState<string>()
  const [leaving, setLeaving] = useState<BotSecret>()
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!secrets) return <Waiting>Reading</Waiting>

  const make = async (): Promise<void> => {
    try {
      setMade((await post<{ secret: string }>(path)).secret)
      await load(path)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
  }
  const revoke = async (secret: BotSecret): Promise<void> => {
    try {
      await remove(`${path}/${secret.id}`)
      tell('The secret opens nothing any more.')
      await load(path)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setLeaving(undefined)
  }

  return (
    <>
      <h4>Its secrets</h4>
      <p>With one of them the bot gets its tokens. Two are good at once, so that one can be replaced while the bot goes on talking.</p>
      {secrets.length === 0 && <p>None yet: the bot can’t answer.</p>}
      <ul className={styles.plain}>
        {secrets.map((secret) => (
          <li key={secret.id} className={styles.buttons}>
            <span>
              …{secret.ending}, made <Time at={secret.madeAt} />
              {secret.lastUsedAt ? (
                <>
                  , used <Time at={secret.lastUsedAt} />
                </>
              ) : (
                ', not used yet'
              )}
            </span>
            <Button size="small" aria-label={`Revoke the secret that ends with ${secret.ending}`} onClick={() => setLeaving(secret)}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {made && (
        <>
          <p role="status">Copy it now: nobody sees it again.</p>
          <CopyBox label="Secret" text={made} />
        </>
      )}
      <div className={styles.buttons}>
        <Button disabledFocusable={secrets.length >= secretsMost} onClick={() => secrets.length < secretsMost && void make()}>
          Make a secret
        </Button>
      </div>
      {leaving && (
        <Confirm title={`Revoke the secret …${leaving.ending}?`} deed="Revoke" cancel={() => setLeaving(undefined)} confirm={() => void revoke(leaving)}>
          <p>It opens nothing from then on, nor do tokens that were got by it.</p>
        </Confirm>
      )}
    </>
  )
}
