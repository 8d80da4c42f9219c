import { Button, Field, Input, Select } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { get, problemFrom, runTool, type Problem } from '../../hub/api'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Head, Json, Part, Standing, Trouble, Waiting } from '../parts'
import type { BotSetting, Preview, Run, Tool } from '../wire'
import { Diff } from './Diff'
import { Requests } from './Requests'
import { SchemaForm } from './SchemaForm'
import { fieldsOf, inputOf, missingOf, type Typing } from './schemaForm'
import { ToolOptions } from './ToolOptions'
import styles from './tools.module.css'

type Came =
  | { is: 'result'; result: unknown; run: Run | undefined }
  | { is: 'problem'; problem: Problem; run: Run | undefined }
  | { is: 'asked'; preview: Preview; confirmation: string; run: Run | undefined }

/** Runs any tool as oneself or as a bot would, and shows everything that came of it. */
export default function TryIt(_: PageProps) {
  const { value: tools, problem } = useLoaded<Tool[]>('/tools')
  const { value: bots } = useLoaded<BotSetting[]>('/bots?limit=200')
  const [name, setName] = useState('')
  const tool = tools?.find((one) => one.name === (name || tools[0]?.name))
  return (
    <>
      <Head
        name="Try it"
        purpose="Run a tool as you, or as a bot would under its policies, and see the answer and the requests that were made. What it changes is really changed."
      />
      {problem && <Trouble problem={problem} />}
      {tools && tool && (
        <>
          <div className={`${form.form} ${styles.chosen}`}>
            <Field label="Tool">
              <Select value={tool.name} onChange={(_, { value }) => setName(value)}>
                <ToolOptions of={tools} />
              </Select>
            </Field>
          </div>
          <Trial key={tool.name} tool={tool} bots={bots ?? []} />
        </>
      )}
    </>
  )
}

function Trial({ tool, bots }: { tool: Tool; bots: BotSetting[] }) {
  const fields = fieldsOf(tool.input)
  const [typing, setTyping] = useState<Typing>({})
  const [asBot, setAsBot] = useState('')
  const [conversation, setConversation] = useState('')
  const [came, setCame] = useState<Came>()
  const [isRunning, setRunning] = useState(false)
  const missing = missingOf(fields, typing)

  const run = async (confirmation?: string): Promise<void> => {
    setRunning(true)
    setCame(undefined)
    const body = {
      input: inputOf(fields, typing),
      ...(asBot && { asBot }),
      ...(conversation.trim() && { conversationId: conversation.trim() }),
      ...(confirmation && { confirmation }),
    }
    try {
      const { result, run } = await runTool(tool.name, body)
      setCame({ is: 'result', result, run: await logged(run) })
    } catch (error) {
      const problem = problemFrom(error)
      const log = await logged(problem.run)
      const { preview, confirmation: token } = problem.more as { preview?: Preview; confirmation?: string }
      if (problem.code === 'confirmation_required' && preview && token) setCame({ is: 'asked', preview, confirmation: token, run: log })
      else setCame({ is: 'problem', problem, run: log })
    }
    setRunning(false)
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isRunning && missing.length === 0) void run()
  }

  return (
    <>
      <Part title={tool.title}>
        <form className={form.form} onSubmit={submit} noValidate>
          <p className={styles.description}>{tool.description}</p>
          <div className={styles.marks}>
            <span>{tool.readOnly ? 'Only reads' : 'Changes Dynamics'}</span>
            {tool.destructive && <span>May overwrite</span>}
            {tool.input.description && <span>{tool.input.description}</span>}
          </div>
          <SchemaForm fields={fields} typing={typing} change={setTyping} />
          <div className={form.row}>
            <Field label="Run as" className={form.grow}>
              <Select value={asBot} onChange={(_, { value }) => setAsBot(value)}>
                <option value="">Myself</option>
                {bots.map((bot) => (
                  <option key={bot.id} value={bot.id}>
                    {bot.name}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="In the conversation" className={form.grow}>
              <Input placeholder="None, or its ID" value={conversation} onChange={(_, { value }) => setConversation(value)} />
            </Field>
          </div>
          <div className={styles.deeds}>
            <Button type="submit" appearance="primary" disabledFocusable={isRunning || missing.length > 0}>
              {isRunning ? 'Running…' : 'Run'}
            </Button>
          </div>
          {missing.length > 0 && <p className={form.hint}>Still missing: {missing.join(', ')}.</p>}
        </form>
      </Part>
      {isRunning && <Waiting>Running</Waiting>}
      {came && <Outcome came={came} confirm={(token) => void run(token)} leave={() => setCame(undefined)} />}
    </>
  )
}

/** The log has the requests; it is no matter when it can't be read. */
async function logged(run: string | undefined): Promise<Run | undefined> {
  return run === undefined ? undefined : get<Run>(`/activity/${run}`).catch(() => undefined)
}

function Outcome({ came, confirm, leave }: { came: Came; confirm: (token: string) => void; leave: () => void }) {
  return (
    <Part title="What came of it">
      <div className={styles.outcome}>
        {came.is === 'result' && (
          <>
            <Standing tone="well">Done{came.run?.tookMs !== undefined && ` in ${came.run.tookMs} ms`}.</Standing>
            <Json label="Result" of={came.result} />
          </>
        )}
        {came.is === 'problem' && <Refused problem={came.problem} />}
        {came.is === 'asked' && (
          <>
            <Standing tone="warning">Nothing is changed yet. This waits for a yes.</Standing>
            <Diff preview={came.preview}>
              <Button appearance="primary" onClick={() => confirm(came.confirmation)}>
                Confirm and run
              </Button>
              <Button onClick={leave}>Leave it</Button>
            </Diff>
          </>
        )}
        {came.run && <Requests of={came.run.requests} />}
      </div>
    </Part>
  )
}

function Refused({ problem: { message, code, more } }: { problem: Problem }) {
  const hint = typeof more['hint'] === 'string' ? more['hint'] : undefined
  return (
    <>
      <Standing tone="wrong">
        {message} {hint}
      </Standing>
      <p className={form.hint}>Code {code}</p>
      {more['candidates'] !== undefined && <Json label="Candidates" of={more['candidates']} />}
    </>
  )
}
