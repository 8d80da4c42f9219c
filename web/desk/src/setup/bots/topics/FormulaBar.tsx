import { Input } from '@fluentui/react-components'
import { useEffect, useId, useState } from 'react'
import { post, problemFrom } from '../../../hub/api'
import { useSignal } from '../../../hub/signal'
import { useAuthoring } from './authoring'
import styles from './FormulaBar.module.css'
import { TestChat } from './chat/testChat'
import type { FormulaResult } from './wire'

const quietMs = 300

/** A formula and what it comes to where the test chat stands. */
export function FormulaBar({ topic }: { topic: string }) {
  const { now, chat } = useAuthoring()
  const standing = TestChat.standing(useSignal(chat))
  const box = useId()
  const [formula, setFormula] = useState('')
  const result = useFormula(formula, topic, standing?.state, now.files)
  return (
    <div className={styles.bar}>
      <div className={styles.field}>
        <label htmlFor={box}>Formula</label>
        <Input
          id={box}
          size="small"
          className={styles.box}
          spellCheck={false}
          autoComplete="off"
          maxLength={4000}
          contentBefore={<span aria-hidden>=</span>}
          placeholder={standing ? 'Upper(Topic.Name)' : 'Upper("hello"), or a variable once the test chat runs'}
          value={formula}
          onChange={(_, { value }) => setFormula(value.replace(/^=/, ''))}
        />
      </div>
      <output className={styles.value} aria-label="Value" data-wrong={Boolean(result?.error)}>
        {result && <Value formula={formula} result={result} />}
      </output>
    </div>
  )
}

function Value({ formula, result }: { formula: string; result: FormulaResult }) {
  if (!result.error)
    return (
      <>
        <b>{result.result}</b> <span>{result.type}</span>
      </>
    )
  const where = typeof result.start !== 'number' ? '' : formula.slice(result.start, result.start + Math.max(1, result.length ?? 1))
  return (
    <>
      {where && <code>{where}</code>} {result.error} {result.hint}
    </>
  )
}

/** Asked when the typing rests, and again when the chat has moved on. */
function useFormula(formula: string, topic: string, state: string | undefined, files: unknown): FormulaResult | undefined {
  const [result, setResult] = useState<FormulaResult>()
  useEffect(() => {
    if (formula.trim() === '') {
      setResult(undefined)
      return undefined
    }
    let isWanted = true
    const ask = async (): Promise<void> => {
      const found = await post<FormulaResult>('/topics/formula', { formula, files, topic, ...(state !== undefined && { state }) }).catch(
        (error: unknown): FormulaResult => ({ error: problemFrom(error).message }),
      )
      if (isWanted) setResult(found)
    }
    const timer = setTimeout(() => void ask(), quietMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [formula, topic, state, files])
  return result
}
