import { Button, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { post, problemFrom, remove } from '../../hub/api'
import { tell, tellProblem } from '../../look/notices'
import { Time } from '../../look/Time'
import { CopyBox } from '../CopyBox'
import form from '../form.module.css'
import { load, useLoaded } from '../loaded'
import { Confirm, Trouble, Waiting } from '../parts'
import type { BotSecret, BotSideSettings, SigningKey } from '../wire'
import styles from './Bots.module.css'

/** What a bot that is called at its address has to be configured with on its own side, to be copied; and the secrets by which it gets tokens of Baton’s. */
export function BotSide({ id, canChange }: { id: string; canChange: boolean }) {
  const path = `/bots/${id}/settings`
  const { value: settings, problem } = useLoaded<BotSideSettings>(path)
  const [at, setAt] = useState(0)
  const [made, setMade] = useState<string>()
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
          {block.text.trim() !== '' && <CopyBox label={block.file} text={made ? block.text.replaceAll(secretHere, made) : block.text} />}
          <p>{block.note}</p>
        </>
      )}
      {settings.auth === 'baton' && canChange && <Secrets id={id} made={made} setMade={setMade} />}
      {settings.auth === 'baton' && canChange && <Keys />}
    </div>
  )
}

const secretsMost = 2

/** What stands in the settings where the bot's secret goes; one that was made just now takes its place, so that all is copied at once. */
const secretHere = '<the secret that Baton showed once>'

function Secrets({ id, made, setMade }: { id: string; made: string | undefined; setMade: (secret: string) => void }) {
  const path = `/bots/${id}/secrets`
  const { value: secrets, problem } = useLoaded<BotSecret[]>(path)
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
          <p role="status">Copy it now: nobody sees it again. It is in the settings above, too, until you leave this page.</p>
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

const keyWords = { signs: 'Signs since', next: 'Published, signs from', former: 'Signs no more; good until what it signed has ended. It began' } as const

/** The keys by which bots know that it is Baton who calls; and their replacement, should somebody else have got one. */
function Keys() {
  const path = '/bots/keys'
  const { value: keys, problem } = useLoaded<SigningKey[]>(path)
  const [asking, setAsking] = useState(false)
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!keys) return <Waiting>Reading</Waiting>

  const rotate = async (): Promise<void> => {
    try {
      await post(`${path}/rotate`)
      tell('Baton signs with a new key.')
      await load(path)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setAsking(false)
  }

  return (
    <>
      <h4>Baton’s keys</h4>
      <p>With them Baton signs what it shows to all bots that trust it. They change by themselves every 90 days, without anybody noticing.</p>
      <ul className={styles.plain}>
        {keys.map(({ id, state, signsFrom }) => (
          <li key={id}>
            <code>{id}</code>. {keyWords[state]} <Time at={signsFrom} />
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button onClick={() => setAsking(true)}>Replace the keys now</Button>
      </div>
      {asking && (
        <Confirm title="Replace the keys now?" deed="Replace them" cancel={() => setAsking(false)} confirm={() => void rotate()}>
          <div className={styles.details}>
            <p>Do this when somebody else may have got a key. It concerns all bots that trust this Baton.</p>
            <p>What the present keys signed is good no more, at once. Bots get themselves new tokens and go on.</p>
            <p>
              A bot refuses the new key until it has read Baton’s keys again, which may take botbuilder an hour. Until then its conversations go to people. Restart the
              bots to shorten that.
            </p>
          </div>
        </Confirm>
      )}
    </>
  )
}
