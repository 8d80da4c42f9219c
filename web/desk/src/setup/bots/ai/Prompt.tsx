import { Button, Field, Textarea } from '@fluentui/react-components'
import { lazy, Suspense, useState } from 'react'
import { post, problemFrom } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { Waiting } from '../../parts'
import styles from './Ai.module.css'
import type { AiProgram, WrittenPrompt } from './wire'

const PromptDiff = lazy(() => import('./PromptDiff'))

export const generate = (program: AiProgram): Promise<WrittenPrompt> => post<WrittenPrompt>(`/bots/templates/${program.template}/prompt`, { program })

interface Props {
  program: AiProgram
  write: (changed: AiProgram) => void
  canChange: boolean
}

/** The prompt. Written anew, it stands beside the author's own until they have chosen. */
export function Prompt({ program, write, canChange }: Props) {
  const [anew, setAnew] = useState<string>()
  const [isAsking, setAsking] = useState(false)

  const ask = async (): Promise<void> => {
    setAsking(true)
    try {
      const { prompt } = await generate(program)
      if (prompt === program.prompt) tell('It is as the template would write it.')
      else setAnew(prompt)
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setAsking(false)
  }

  const takeNew = (): void => {
    const before = program.prompt
    write({ ...program, prompt: anew! })
    setAnew(undefined)
    tell('The prompt is as the template writes it.', { label: 'Undo', run: () => write({ ...program, prompt: before }) })
  }

  if (anew !== undefined)
    return (
      <section className={styles.form + ' ' + styles.wide} aria-label="The prompt written anew">
        <p>This is what the template would write for what is chosen now. What goes of your own is marked.</p>
        <Suspense fallback={<Waiting>Comparing</Waiting>}>
          <PromptDiff label="What would change in the prompt" before={program.prompt} after={anew} />
        </Suspense>
        <div className={styles.deeds}>
          <Button appearance="primary" onClick={takeNew}>
            Take the new one
          </Button>
          <Button onClick={() => setAnew(undefined)}>Keep mine</Button>
        </div>
      </section>
    )
  return (
    <div className={styles.form + ' ' + styles.wide}>
      <Field label="Prompt" hint="What the model is told before every answer. The rails hold whatever stands here.">
        <Textarea
          className={styles.prompt!}
          rows={18}
          resize="vertical"
          maxLength={20000}
          value={program.prompt}
          readOnly={!canChange}
          onChange={(_, { value }) => write({ ...program, prompt: value })}
        />
      </Field>
      {canChange && program.template && (
        <div className={styles.deeds}>
          <Button disabledFocusable={isAsking} onClick={() => void ask()}>
            {isAsking ? 'Writing…' : 'Write it anew from the template'}
          </Button>
        </div>
      )}
    </div>
  )
}
