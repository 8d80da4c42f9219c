import { Button, Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger } from '@fluentui/react-components'
import { CheckmarkCircleFilled, DismissRegular, SubtractCircleRegular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'
import { hideDialog } from '../desk/dialogs'
import { PresenceDot, presenceName } from '../desk/Presence'
import { get, problemFrom } from '../hub/api'
import type { Candidate, Choice, Me } from '../hub/wire'
import { Time } from '../look/Time'
import styles from './WhyMe.module.css'

/** Why this one came here: the rules that matched, everybody who was considered, and the reason for each. */
export default function WhyMe({ conversation, me }: { conversation: string; me: Me }) {
  const [choices, setChoices] = useState<Choice[]>()
  const [problem, setProblem] = useState<string>()

  useEffect(() => {
    get<Choice[]>(`/conversations/${conversation}/routing`).then(setChoices, (error: unknown) => setProblem(problemFrom(error).message))
  }, [conversation])

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && hideDialog()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle
            action={
              <DialogTrigger action="close">
                <Button appearance="subtle" icon={<DismissRegular />} aria-label="Close" />
              </DialogTrigger>
            }
          >
            How it was routed
          </DialogTitle>
          <DialogContent className={styles.content} tabIndex={0}>
            {problem && <p role="alert">{problem}</p>}
            {!choices && !problem && <p role="status">Looking it up…</p>}
            {choices?.length === 0 && <p>Nobody was chosen yet: it has not reached a queue.</p>}
            {choices?.map((choice, at) => (
              <Choosing key={choice.at} choice={choice} me={me} isLatest={at === 0} />
            ))}
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function Choosing({
  choice: { at, why, queue, chosen, candidates, others = [], rules },
  me,
  isLatest,
}: {
  choice: Choice
  me: Me
  isLatest: boolean
}) {
  const who = chosen ? (chosen.id === me.id ? 'you' : chosen.name) : 'nobody'
  return (
    <details open={isLatest} className={styles.choice}>
      <summary>
        <h3>
          <bdi>{queue.name}</bdi> → <bdi>{who}</bdi>
        </h3>
        <Time at={at} className={styles.at} />
      </summary>
      <p>{why}</p>
      {rules.length > 0 && (
        <ul className={styles.rules} aria-label="Rules">
          {rules.map((rule) => (
            <li key={rule.name} data-matched={rule.matched}>
              {rule.matched ? (
                <CheckmarkCircleFilled role="img" aria-label="Matched" />
              ) : (
                <SubtractCircleRegular role="img" aria-label="Did not match" />
              )}
              <span>
                <b>{rule.name}</b> {rule.reason}
              </span>
            </li>
          ))}
        </ul>
      )}
      {candidates.length > 0 ? (
        <Candidates candidates={candidates} me={me} />
      ) : (
        <p className={styles.none}>Nobody was there to choose from.</p>
      )}
      {others.length > 0 && <p className={styles.none}>And {others.map(({ reason, count }) => `${count} more: ${reason}`).join('; ')}.</p>}
    </details>
  )
}

function Candidates({ candidates, me }: { candidates: Candidate[]; me: Me }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Candidates">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            <th scope="col">Presence</th>
            <th scope="col">Load</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {candidates.map(({ id, name, kind, presence, load, capacity, verdict, reason }) => (
            <tr key={id} data-chosen={verdict === 'chosen'}>
              <th scope="row">
                <bdi>{name}</bdi>
                {id === me.id && ' (you)'}
                {kind === 'bot' && ' (bot)'}
              </th>
              <td>
                <span className={styles.presence}>
                  <PresenceDot presence={presence} /> {presenceName(presence)}
                </span>
              </td>
              <td className={styles.number}>
                {load} of {capacity}
              </td>
              <td>
                <b>{verdict === 'chosen' ? 'Chosen' : 'Passed over'}</b> {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
