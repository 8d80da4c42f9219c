import { CheckmarkCircleFilled, CircleHintRegular, DismissCircleFilled } from '@fluentui/react-icons'
import { useEffect, useRef } from 'react'
import { Part } from '../parts'
import type { TestResult, TestStep } from '../wire'
import styles from './Steps.module.css'

/** What the test found, step by step; of the step that failed, the cause and what to do. */
export function Steps({ result, isAsked }: { result: TestResult; isAsked: boolean }) {
  const list = useRef<HTMLOListElement>(null)

  useEffect(() => {
    if (isAsked) list.current?.scrollIntoView({ block: 'nearest' })
  }, [isAsked, result])

  return (
    <Part title={result.ok ? 'Everything is well' : 'The test stopped at a step'}>
      <ol ref={list} className={styles.steps} role="list">
        {result.steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
    </Part>
  )
}

const glyphs = { ok: CheckmarkCircleFilled, failed: DismissCircleFilled, skipped: CircleHintRegular }
const words = { ok: 'Well', failed: 'Failed', skipped: 'Not asked' }

function Step({ step: { title, outcome, sentence, cause, nextStep, code, requestId, tookMs } }: { step: TestStep }) {
  const Glyph = glyphs[outcome]
  return (
    <li data-outcome={outcome}>
      <Glyph className={styles.glyph} aria-hidden />
      <div className={styles.words}>
        <b>
          <span className="unseen">{words[outcome]}: </span>
          {title}
        </b>
        {outcome === 'skipped' && <p className={styles.quiet}>Not asked, because a step before it failed.</p>}
        {sentence && (
          <p>
            {sentence} {outcome === 'ok' && tookMs !== undefined && <span className={styles.quiet}>{tookMs} ms</span>}
          </p>
        )}
        {nextStep && (
          <p>
            <b>What to do:</b> {nextStep}
          </p>
        )}
        {(cause || code || requestId) && (
          <details>
            <summary>Details</summary>
            {cause && <p className={styles.cause}>{cause}</p>}
            {code && <p className={styles.quiet}>Code {code}</p>}
            {requestId && <p className={styles.quiet}>Request {requestId}</p>}
          </details>
        )}
      </div>
    </li>
  )
}
