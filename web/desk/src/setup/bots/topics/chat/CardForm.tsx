import { Button, Field, Input, Select } from '@fluentui/react-components'
import { useState } from 'react'
import type { Say } from '../wire'
import { inputsOf, submitsOf } from './card'
import styles from './TestChat.module.css'

/** An adaptive card that waits for an answer, as plain fields. */
export function CardForm({ content, say }: { content: unknown; say: (said: Say) => void }) {
  const inputs = inputsOf(content)
  const [typed, setTyped] = useState<Record<string, string>>({})
  const values = Object.fromEntries(inputs.map(({ id, value }) => [id, typed[id] ?? value]))
  return (
    <div className={styles.card}>
      {inputs.map(({ id, label, choices }) => (
        <Field key={id} label={label} size="small">
          {choices.length > 0 ? (
            <Select size="small" value={values[id] ?? ''} onChange={(_, { value }) => setTyped({ ...typed, [id]: value })}>
              <option value="" />
              {choices.map(({ title, value }) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </Select>
          ) : (
            <Input size="small" value={values[id] ?? ''} onChange={(_, { value }) => setTyped({ ...typed, [id]: value })} />
          )}
        </Field>
      ))}
      <div className={styles.deeds}>
        {submitsOf(content).map(({ title, data }, n) => (
          <Button key={n} size="small" appearance={n === 0 ? 'primary' : 'secondary'} onClick={() => say({ value: { ...data, ...values } })}>
            {title}
          </Button>
        ))}
      </div>
    </div>
  )
}
