import { useEffect } from 'react'
import { exact } from '../../../look/times'
import { SetupLink } from '../ai/Pieces'
import { load, useLoaded } from '../../loaded'
import { Standing } from '../../parts'
import { isUnderWay, told } from './embedding'
import styles from './Knowledge.module.css'
import type { EmbeddingStanding } from './wire'

const lookAgainMs = 1_500

/** How articles are found: by their words, and by what they mean as far as that is known. */
export function HowFound({ bot, passages }: { bot: string; passages: number }) {
  const path = `/bots/${bot}/articles/embedding`
  const { value: standing } = useLoaded<EmbeddingStanding>(path)
  const isGoing = standing !== undefined && isUnderWay(standing)

  // Passages came or went: so did what is to be embedded.
  useEffect(() => {
    void load(path)
  }, [path, passages])

  useEffect(() => {
    if (!isGoing) return
    const timer = setInterval(() => void load(path), lookAgainMs)
    return () => clearInterval(timer)
  }, [path, isGoing])

  if (!standing) return null
  const { model, trouble, nextStep, againAt, passages: all, embedded, refused } = standing
  return (
    <>
      <Standing tone={trouble ? 'warning' : model === undefined ? 'off' : isGoing ? 'asking' : 'well'}>
        {told(standing)} {model === undefined && <SetupLink to="model">Set one up</SetupLink>}
      </Standing>
      {isGoing && <progress className={styles.progress} max={all} value={embedded + refused} aria-label="Passages that are found by meaning" />}
      {trouble && (
        <p className={styles.trouble}>
          {trouble} {nextStep} {againAt ? `It is tried again at ${exact(againAt)}.` : 'It is tried again when the model’s setting is saved or an article changes.'}
        </p>
      )}
    </>
  )
}
