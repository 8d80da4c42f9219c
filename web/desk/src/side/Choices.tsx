import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { problemFrom } from '../hub/api'
import type { Crm } from '../hub/wire'
import styles from './Choices.module.css'
import { choose } from './crm'

/** Several contacts match, and the agent knows which of them it is. */
export function Choices({ conversation, choices, linked }: { conversation: string; choices: NonNullable<Crm['choices']>; linked: () => void }) {
  const [chosen, setChosen] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const take = (contact: string): void => {
    setChosen(contact)
    setProblem(undefined)
    choose(conversation, contact).then(linked, (error: unknown) => {
      setChosen(undefined)
      setProblem(problemFrom(error).message)
    })
  }
  return (
    <section aria-label="Contacts that match">
      <ul className={styles.choices}>
        {choices.map(({ id, name, company, jobTitle, email, phone }) => (
          <li key={id}>
            <b>
              <bdi>{name}</bdi>
            </b>
            <p>
              <bdi>{[jobTitle, company, email, phone].filter(Boolean).join(' · ')}</bdi>
            </p>
            <Button size="small" disabled={chosen !== undefined} aria-label={`It is ${name}`} onClick={() => take(id)}>
              {chosen === id ? 'Linking…' : 'It’s them'}
            </Button>
          </li>
        ))}
      </ul>
      {problem && <p role="alert">{problem}</p>}
    </section>
  )
}
