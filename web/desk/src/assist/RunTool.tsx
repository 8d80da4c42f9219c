import { Button } from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import { problemFrom, runTool } from '../hub/api'
import { Json, Waiting } from '../setup/parts'
import styles from './Assist.module.css'

type Came =
  | { is: 'running' }
  | { is: 'done'; result: unknown }
  | { is: 'asked'; summary: string; confirmation: string }
  | { is: 'refused'; words: string }

interface Props {
  conversation: string
  suggestion: string
  tool: string
  input: Record<string, unknown>
}

/** Tells one input from another: a card's may be filled in anew. */
function markOf(input: Record<string, unknown>): string {
  let mark = 0
  for (const letter of JSON.stringify(input)) mark = (Math.imul(mark, 31) + letter.codePointAt(0)!) | 0
  return (mark >>> 0).toString(36)
}

/** Runs a suggested tool as the agent, under the agent's policies. What would change something is shown first and done after a yes. */
export function RunTool({ conversation, suggestion, tool, input }: Props) {
  const [came, setCame] = useState<Came>({ is: 'running' })
  const began = useRef(false)

  const run = async (confirmation?: string): Promise<void> => {
    setCame({ is: 'running' })
    try {
      const body = { input, conversationId: conversation, idempotencyKey: `suggestion:${suggestion}:${markOf(input)}`, ...(confirmation && { confirmation }) }
      setCame({ is: 'done', result: (await runTool(tool, body)).result })
    } catch (error) {
      const { code, message, more } = problemFrom(error)
      const asked = more as { preview?: { summary: string }; confirmation?: string }
      if (code === 'confirmation_required' && asked.confirmation) setCame({ is: 'asked', summary: asked.preview?.summary ?? message, confirmation: asked.confirmation })
      else setCame({ is: 'refused', words: typeof more['hint'] === 'string' ? `${message} ${more['hint']}` : message })
    }
  }
  useEffect(() => {
    if (began.current) return
    began.current = true
    void run()
  }, [])

  return (
    <div className={styles.run} role="status">
      {came.is === 'running' && <Waiting>Running the tool</Waiting>}
      {came.is === 'done' && <Json label="What the tool found" of={came.result} />}
      {came.is === 'refused' && <p>{came.words}</p>}
      {came.is === 'asked' && (
        <>
          <p>{came.summary}</p>
          <Button size="small" appearance="primary" onClick={() => void run(came.confirmation)}>
            Do it
          </Button>
        </>
      )}
    </div>
  )
}
