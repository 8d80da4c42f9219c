import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { post, problemFrom } from '../../hub/api'
import { tell, tellProblem } from '../../look/notices'
import { load, useLoaded } from '../loaded'
import { Confirm, Standing, Waiting, type Tone } from '../parts'
import type { BotSetting, BotStands } from '../wire'
import { botList } from './BotForm'
import styles from './Bots.module.css'

export const botsHealth = '/bots/health'

export const tones: Record<BotStands['state'], Tone> = { well: 'well', failing: 'warning', open: 'wrong', quiet: 'well', draft: 'off', disconnected: 'off' }

/** How a bot stands, and whether visitors meet it. */
export function BotDeeds({ bot, stands, canChange }: { bot: BotSetting; stands: BotStands | undefined; canChange: boolean }) {
  const [isDoing, setDoing] = useState(false)
  const [isLeaving, setLeaving] = useState(false)

  const does = async (deed: 'publish' | 'unpublish' | 'connect' | 'disconnect', words: string): Promise<void> => {
    setDoing(true)
    try {
      await post(`/bots/${bot.id}/${deed}`)
      await Promise.all([load(botList), load(botsHealth)])
      tell(words)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setDoing(false)
    setLeaving(false)
  }

  return (
    <div className={styles.deeds}>
      {stands && (
        <Standing tone={tones[stands.state]}>
          {stands.sentence} {holds(stands.conversations)}
        </Standing>
      )}
      {canChange && (
        <div className={styles.buttons}>
          {bot.published === false ? (
            <Button
              appearance="primary"
              disabledFocusable={isDoing}
              onClick={() => void does('publish', `${bot.name} is published: visitors meet it.`)}
            >
              Publish
            </Button>
          ) : (
            <Button
              disabledFocusable={isDoing}
              onClick={() => void does('unpublish', `${bot.name} is a draft: it keeps what it has and gets nobody new.`)}
            >
              Make it a draft
            </Button>
          )}
          {bot.connected === false ? (
            <Button appearance="primary" disabledFocusable={isDoing} onClick={() => void does('connect', `${bot.name} is connected.`)}>
              Connect
            </Button>
          ) : (
            <Button onClick={() => setLeaving(true)}>Disconnect</Button>
          )}
        </div>
      )}
      {isLeaving && (
        <Confirm
          title={`Disconnect ${bot.name}?`}
          deed="Disconnect"
          isDoing={isDoing}
          cancel={() => setLeaving(false)}
          confirm={() => void does('disconnect', `${bot.name} is disconnected.`)}
        >
          <WhatHappens id={bot.id} />
        </Confirm>
      )}
    </div>
  )
}

/** Said before it happens. */
export function WhatHappens({ id }: { id: string }) {
  const { value: foreseen, problem } = useLoaded<{ sentence: string }>(`/bots/${id}/disconnect`)
  if (problem) return <p role="alert">{problem.message}</p>
  return foreseen ? <p>{foreseen.sentence}</p> : <Waiting>Looking what it has</Waiting>
}

const holds = (count: number): string => (count === 0 ? '' : count === 1 ? 'It has one conversation now.' : `It has ${count} conversations now.`)
