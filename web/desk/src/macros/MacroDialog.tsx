import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Input, Spinner } from '@fluentui/react-components'
import { CheckmarkCircleFilled, CircleRegular, DismissCircleFilled, QuestionCircleRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { joined } from '../assist/joined'
import { hideDialog } from '../desk/dialogs'
import { problemFrom } from '../hub/api'
import { drafts } from '../hub/hub'
import { Standing, Trouble, Waiting, type Tone } from '../setup/parts'
import { labelOf } from '../setup/tools/schemaForm'
import styles from './MacroDialog.module.css'
import { preview, run as begin, wanted, type Detail, type MacroPreview, type MacroRun, type Parameters, type PreviewStep, type RunStep, type Wanted } from './macros'

const previewPauseMs = 250

/** A macro before it is run, while it runs, and what came of it. */
export default function MacroDialog() {
  const of = wanted.get()
  return of === undefined ? null : <Shown key={`${of.conversation}${of.macro}`} of={of} />
}

function Shown({ of }: { of: Wanted }) {
  const { seen, missing, given, give, problem, again } = usePreview(of)
  const { run, isAsking, refused, go } = useRun(of, { ...of.parameters, ...given })
  const close = (): void => {
    const wrote = run?.steps.some(({ kind, state }) => kind === 'reply' && state === 'done')
    hideDialog()
    if (wrote) requestAnimationFrame(() => document.getElementById('composer')?.focus())
  }
  const lacks = missing.filter((name) => (given[name] ?? '').trim() === '')
  const cannot = seen?.problem ?? seen?.steps.find((step) => step.problem)?.problem
  const isReady = seen !== undefined && lacks.length === 0 && cannot === undefined && !isAsking
  const isOver = run?.state === 'done' || run?.state === 'failed'
  // The boxes go when it runs: the focus stays with what is next.
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (run?.state) next.current?.focus()
  }, [run?.state])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isOver) close()
    else if (run?.state === 'asks') go(run.asks?.confirmation)
    else if (isReady && !run) go()
  }
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface className={styles.surface}>
        <form onSubmit={submit}>
          <DialogBody>
            <DialogTitle>
              <bdi>{seen?.name ?? 'Macro'}</bdi>
            </DialogTitle>
            <DialogContent className={styles.content} tabIndex={0}>
              {seen?.description && <p className={styles.purpose}>{seen.description}</p>}
              {problem && <Trouble problem={problem} again={again} />}
              {!seen && !problem && <Waiting>Looking what it would do</Waiting>}
              {!run && missing.map((name) => (
                <Field key={name} label={labelOf(name)} required hint="The conversation does not say.">
                  <Input value={given[name] ?? ''} dir="auto" autoFocus={name === missing[0]} maxLength={4000} onChange={(_, { value }) => give(name, value)} />
                </Field>
              ))}
              {seen && (
                <ol className={styles.steps} aria-label="Steps">
                  {seen.steps.map((step, at) => (
                    <Step key={at} step={step} ran={run?.steps[at]} />
                  ))}
                </ol>
              )}
              <Outcome run={run} isAsking={isAsking} refused={refused?.message ?? (run ? undefined : cannot)} />
            </DialogContent>
            <DialogActions>
              {!isOver && <Button onClick={close}>{run ? 'Close' : 'Cancel'}</Button>}
              <Button
                ref={next}
                type="submit"
                appearance="primary"
                autoFocus={missing.length === 0}
                disabledFocusable={!isOver && run?.state !== 'asks' && (!isReady || run !== undefined)}
              >
                {isOver ? 'Close' : run?.state === 'asks' ? 'Do it' : isAsking || run ? 'Running…' : 'Run'}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}

/** What it would do with what is given so far. */
function usePreview(of: Wanted) {
  const [seen, setSeen] = useState<MacroPreview>()
  const [missing, setMissing] = useState<string[]>([])
  const [given, setGiven] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ReturnType<typeof problemFrom>>()
  const [tries, setTries] = useState(0)

  useEffect(() => {
    let gone = false
    const look = async (): Promise<void> => {
      try {
        const found = await preview(of, { ...of.parameters, ...given })
        if (gone) return
        setSeen(found)
        setProblem(undefined)
        // What was asked for stays asked for: a box must not go while somebody types in it.
        setMissing((before) => [...before, ...found.missing.filter((name) => !before.includes(name))])
      } catch (error) {
        if (!gone) setProblem(problemFrom(error))
      }
    }
    const timer = setTimeout(() => void look(), Object.keys(given).length > 0 ? previewPauseMs : 0)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [of, given, tries])

  return {
    seen,
    missing,
    given,
    problem,
    give: (name: string, value: string) => setGiven((before) => ({ ...before, [name]: value })),
    again: () => setTries(tries + 1),
  }
}

/** The run, and what the desk itself does for its steps: it fills the reply box and opens records. */
function useRun(of: Wanted, parameters: Parameters) {
  const [run, setRun] = useState<MacroRun>()
  const [isAsking, setAsking] = useState(false)
  const [refused, setRefused] = useState<ReturnType<typeof problemFrom>>()
  const clientId = useRef(crypto.randomUUID())
  const seen = useRef(0)
  const [leaving] = useState(() => new AbortController())
  useEffect(() => () => leaving.abort(), [leaving])

  const moved = (now: MacroRun): void => {
    setRun(now)
    for (; seen.current < now.steps.length && now.steps[seen.current]!.state === 'done'; seen.current++) carryOut(of.conversation, now.steps[seen.current]!)
    if (now.state === 'done') of.done?.()
  }
  const go = (confirmation?: string): void => {
    setAsking(true)
    setRefused(undefined)
    begin(of, { parameters, clientId: clientId.current, ...(confirmation && { confirmation }) }, moved, leaving.signal)
      .catch((error: unknown) => setRefused(problemFrom(error)))
      .finally(() => setAsking(false))
  }
  return { run, isAsking, refused, go }
}

function carryOut(conversation: string, { kind, text, url }: RunStep): void {
  if (kind === 'reply' && text) drafts.write(conversation, { mode: 'reply', text: joined(drafts.of(conversation).text, text) })
  if (kind === 'open' && url) window.open(url, '_blank', 'noopener,noreferrer')
}

const glyphs = {
  waiting: <CircleRegular className={styles.glyph} aria-hidden />,
  running: <Spinner size="extra-tiny" className={styles.glyph} aria-hidden />,
  asks: <QuestionCircleRegular className={styles.glyph} aria-hidden />,
  done: <CheckmarkCircleFilled className={styles.glyph} data-state="done" aria-hidden />,
  failed: <DismissCircleFilled className={styles.glyph} data-state="failed" aria-hidden />,
}
const states = { waiting: '', running: 'running', asks: 'needs your yes', done: 'done', failed: 'failed' }

function Step({ step, ran }: { step: PreviewStep; ran: RunStep | undefined }) {
  const state = ran?.state ?? 'waiting'
  const problem = ran?.problem ?? (ran ? undefined : step.problem)
  return (
    <li className={styles.step}>
      {glyphs[state]}
      <div className={styles.what}>
        <p className={styles.title}>
          <b>{step.title}</b>
          {states[state] && <span>{states[state]}</span>}
          {!ran && step.asksFirst && <span>asks you first</span>}
        </p>
        {step.text && (
          <p className={styles.words} dir="auto">
            {ran?.text ?? step.text}
          </p>
        )}
        <Details of={step.details} />
        {ran?.url && (
          <a href={ran.url} target="_blank" rel="noreferrer">
            Open it in Dynamics
          </a>
        )}
        {problem && <p className={styles.problem}>{problem}</p>}
      </div>
    </li>
  )
}

function Details({ of }: { of: readonly Detail[] }) {
  if (of.length === 0) return null
  return (
    <dl className={styles.details}>
      {of.map(({ field, from, to }, at) => (
        <div key={at}>
          <dt>{field}</dt>
          <dd dir="auto">{from === undefined ? to : `${from} → ${to ?? 'nothing'}`}</dd>
        </div>
      ))}
    </dl>
  )
}

function Outcome({ run, isAsking, refused }: { run: MacroRun | undefined; isAsking: boolean; refused: string | undefined }) {
  if (refused) return <Standing tone="wrong">{refused}</Standing>
  if (run?.state === 'asks' && run.asks)
    return (
      <div className={styles.asks}>
        <Standing tone="warning">{run.asks.summary} Nothing is changed before you say so.</Standing>
        <Details of={run.asks.changes} />
      </div>
    )
  const [tone, words]: [Tone, string] =
    run?.state === 'done' ? ['well', 'Done.'] : run?.state === 'failed' ? ['wrong', run.problem ?? 'It failed.'] : run || isAsking ? ['asking', 'Running.'] : ['off', 'Nothing is done before you run it.']
  return <Standing tone={tone}>{words}</Standing>
}
