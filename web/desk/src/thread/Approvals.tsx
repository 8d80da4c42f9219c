import { Button } from '@fluentui/react-components'
import { ShieldQuestionRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { post, problemFrom } from '../hub/api'
import type { Conversation } from '../hub/wire'
import { useSecond } from '../look/clock'
import { tell, tellProblem } from '../look/notices'
import { running } from '../look/times'
import styles from './Approvals.module.css'
import { useAsked, type Asked } from './approving'

/** What a bot wants to do and may not without an agent's yes. */
export function Approvals({ conversation }: { conversation: Conversation }) {
  const { asked, settle } = useAsked(conversation)
  if (asked.length === 0) return null
  return (
    <div className={styles.approvals} role="region" aria-label="A bot asks" aria-live="polite">
      {asked.map((one) => (
        <Approval key={one.id} asked={one} settle={() => settle(one.id)} />
      ))}
    </div>
  )
}

function Approval({ asked: { id, title, preview, bot, expiresAt }, settle }: { asked: Asked; settle: () => void }) {
  const [isSaying, setSaying] = useState(false)
  const left = Date.parse(expiresAt) - useSecond()

  const say = async (answer: 'approve' | 'decline'): Promise<void> => {
    setSaying(true)
    try {
      await post(`/confirmations/${id}/${answer}`)
      tell(answer === 'approve' ? `${bot} goes on: ${title.toLowerCase()}.` : `${bot} is told no.`)
      settle()
    } catch (error) {
      const { code, message, status } = problemFrom(error)
      tellProblem(message)
      setSaying(false)
      if (status === 404 || status === 409 || code === 'already_decided') settle()
    }
  }

  return (
    <article className={styles.approval} aria-label={`${bot} asks: ${title}`}>
      <ShieldQuestionRegular className={styles.glyph} aria-hidden />
      <div className={styles.words}>
        <h3>
          <bdi>{bot}</bdi> asks for your yes: {title}
        </h3>
        <p>{preview.summary}</p>
        {preview.changes.length > 0 && (
          <dl>
            {preview.changes.map(({ field, from, to }) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  {isSaid(from) && (
                    <>
                      <del>{told(from)}</del> <span aria-hidden>→</span>
                      <span className="unseen"> becomes </span>{' '}
                    </>
                  )}
                  <ins>{isSaid(to) ? told(to) : 'nothing'}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <div className={styles.deeds}>
          <Button appearance="primary" disabledFocusable={isSaying} onClick={() => void say('approve')}>
            Approve
          </Button>
          <Button disabledFocusable={isSaying} onClick={() => void say('decline')}>
            Decline
          </Button>
          <span className={styles.left}>{left > 0 ? `${running(left)} left` : 'The time is over'}</span>
        </div>
      </div>
    </article>
  )
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
const told = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
