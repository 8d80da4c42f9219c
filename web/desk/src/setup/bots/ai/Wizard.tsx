import { ArrowLeftRegular } from '@fluentui/react-icons'
import { Button, Field, Input, Switch, Textarea } from '@fluentui/react-components'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { post, problemFrom, put } from '../../../hub/api'
import { tell } from '../../../look/notices'
import { openSetup } from '../../../look/place'
import { Checks } from '../../Checks'
import { load, useLoaded } from '../../loaded'
import { Head, Trouble, Waiting } from '../../parts'
import type { BotSetting, QueueSetting } from '../../wire'
import styles from './Ai.module.css'
import { keepDraft } from './keeping'
import { Company, Limits, Rails, RunsOn, SetupLink, Tools } from './Pieces'
import { emptyProgram, fromTemplate } from './program'
import { generate, Prompt } from './Prompt'
import { SideChat } from './SideChat'
import type { AiProgram, BotTemplate } from './wire'

const steps = ['What it is for', 'Company', 'Tools', 'When a person takes over', 'Knowledge', 'Prompt', 'Try it', 'Publish'] as const

/** What the wizard has so far: the bot is kept as a draft from the second step on, so that nothing is lost when somebody leaves. */
interface Making {
  name: string
  program: AiProgram
  /** What was written last; a prompt that is still that is written anew by itself when something changes. */
  written: string
  bot?: BotSetting
  revision: number
  /** What was kept last, to know whether there is something to keep. */
  kept: string
}

const nothing: Making = { name: '', program: emptyProgram, written: '', revision: 0, kept: '' }

/** Makes an AI bot in eight steps, back and forth as one likes. */
export default function Wizard() {
  const { value: templates, problem } = useLoaded<BotTemplate[]>('/bots/templates')
  const [making, setMaking] = useState(nothing)
  const [step, setStep] = useState(0)
  const [furthest, setFurthest] = useState(0)
  const [isDoing, setDoing] = useState(false)
  const [refused, setRefused] = useState<string>()
  const heading = useRef<HTMLHeadingElement>(null)
  const { program } = making
  const template = templates?.find(({ id }) => id === program.template)
  const write = (changed: AiProgram): void => setMaking({ ...making, program: changed })
  const lacks = whatIsMissing(step, making)

  // Each step is read from its title, by eyes and by screen readers.
  useEffect(() => {
    if (step > 0) heading.current?.focus()
  }, [step])

  const goTo = async (next: number): Promise<void> => {
    if (isDoing || (next > step && lacks)) return
    setDoing(true)
    setRefused(undefined)
    try {
      setMaking(await prepared(making, next))
      setStep(next)
      setFurthest(Math.max(furthest, next))
    } catch (error) {
      setRefused(problemFrom(error).message)
    }
    setDoing(false)
  }

  if (problem) return <Trouble problem={problem} again={() => void load('/bots/templates')} />
  if (!templates) return <Waiting>Reading the templates</Waiting>
  return (
    <>
      <Button className={styles.back!} appearance="subtle" icon={<ArrowLeftRegular />} onClick={() => openSetup('bots')}>
        All bots
      </Button>
      <Head name="New AI bot" purpose="Makes a bot that answers by a language model with the CRM at hand, kept on its rails by code. Nothing reaches visitors before you publish it.">
        <RunsOn program={{ ...program, template: program.template ?? 'customerService' }} />
      </Head>
      <nav aria-label="Steps">
        <ol className={styles.steps}>
          {steps.map((name, n) => (
            <li key={name}>
              <button type="button" aria-current={n === step ? 'step' : undefined} disabled={n > furthest && n !== step + 1} onClick={() => void goTo(n)}>
                {n + 1}. {name}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <h3 ref={heading} tabIndex={-1} className={styles.step}>
        {steps[step]} <small>(step {step + 1} of {steps.length})</small>
      </h3>
      {step === 7 ? (
        <Publish making={making} />
      ) : (
        <>
          <One step={step} making={making} set={setMaking} write={write} templates={templates} template={template} />
          <div className={styles.foot}>
            {step > 0 && (
              <Button disabledFocusable={isDoing} onClick={() => void goTo(step - 1)}>
                Back
              </Button>
            )}
            {lacks && <span>Still missing: {lacks}.</span>}
            {refused && (
              <span role="alert" className={styles.wrong}>
                {refused}
              </span>
            )}
            <Button appearance="primary" disabledFocusable={isDoing || lacks !== undefined} onClick={() => void goTo(step + 1)}>
              {isDoing ? 'One moment…' : `Next: ${steps[step + 1]}`}
            </Button>
          </div>
        </>
      )}
    </>
  )
}

function whatIsMissing(step: number, { name, program }: Making): string | undefined {
  if (step === 0 && !program.template) return 'what it is for'
  if (step === 1 && name.trim() === '') return 'its name'
  if (step === 1 && program.companyName.trim() === '') return 'the company'
  if (step === 5 && program.prompt.trim() === '') return 'the prompt'
  return undefined
}

/** Before a step opens: the prompt is written where it is the template's still, and the draft is kept. */
async function prepared(making: Making, next: number): Promise<Making> {
  let now = making
  if (next >= 5 && now.program.prompt === now.written) {
    const { prompt } = await generate(now.program)
    now = { ...now, written: prompt, program: { ...now.program, prompt } }
  }
  if (next < 2) return now
  const name = now.name.trim()
  if (!now.bot) {
    now = { ...now, bot: await post<BotSetting>('/bots', { name, kind: 'ai', published: false }) }
    void load('/bots?limit=200')
  } else if (now.bot.name !== name) now = { ...now, bot: await put<BotSetting>(`/bots/${now.bot.id}`, { name, kind: 'ai', capacity: now.bot.capacity, published: false }) }
  const kept = JSON.stringify(now.program)
  return kept === now.kept ? now : { ...now, kept, revision: await keepDraft(now.bot!.id, now.revision, now.program) }
}

interface StepProps {
  step: number
  making: Making
  set: (making: Making) => void
  write: (changed: AiProgram) => void
  templates: BotTemplate[]
  template: BotTemplate | undefined
}

function One({ step, making, set, write, templates, template }: StepProps): ReactNode {
  const { program, bot } = making
  const piece = { program, write, canChange: true }
  if (step === 0) return <Cards templates={templates} chosen={program.template} choose={(one) => set({ ...making, name: making.name || one.name, program: fromTemplate(program, one, template) })} />
  if (step === 1)
    return (
      <div className={styles.form}>
        <Field label="Name" hint="Visitors see it beside what it says." required>
          <Input value={making.name} maxLength={200} autoFocus onChange={(_, { value }) => set({ ...making, name: value })} />
        </Field>
        <Company {...piece} template={template} />
      </div>
    )
  if (step === 2) return <Tools {...piece} bot={bot?.id} />
  if (step === 3)
    return (
      <div className={styles.form}>
        <Rails {...piece} />
        <details>
          <summary>Limits and links</summary>
          <div className={styles.form}>
            <Limits {...piece} />
          </div>
        </details>
      </div>
    )
  if (step === 4)
    return (
      <div className={styles.form}>
        <Switch label="It looks into articles before it answers" checked={program.usesKnowledge} onChange={(_, { checked }) => write({ ...program, usesKnowledge: checked })} />
        <p>
          Articles are what it may know beyond the CRM: products, terms, how something is done. It says which one it has an answer from, and that it does not know where none says it.
        </p>
        {bot && (
          <p>
            <SetupLink to={`bots/${bot.id}/knowledge`}>Write or upload articles</SetupLink>. The bot is kept as a draft; you find it under Bots.
          </p>
        )}
      </div>
    )
  if (step === 5) return <Prompt {...piece} />
  return bot ? <SideChat bot={bot.id} program={program} /> : null
}

function Cards({ templates, chosen, choose }: { templates: BotTemplate[]; chosen: string | undefined; choose: (template: BotTemplate) => void }) {
  return (
    <fieldset className={styles.cards}>
      <legend>Begin with what comes nearest; all of it can be changed.</legend>
      {templates.map((template) => (
        <label key={template.id} className={styles.card}>
          <input type="radio" name="template" checked={template.id === chosen} onChange={() => choose(template)} />
          <b>{template.name}</b>
          <span>{template.sentence}</span>
          <ul>
            {template.does.map((deed) => (
              <li key={deed}>{deed}</li>
            ))}
          </ul>
        </label>
      ))}
    </fieldset>
  )
}

/** The last step: what visitors will meet, and where. */
function Publish({ making: { bot, program, revision, name } }: { making: Making }) {
  const { value: queues } = useLoaded<QueueSetting[]>('/queues?limit=200')
  const [queueIds, setQueueIds] = useState<string[]>([])
  const [note, setNote] = useState('')
  const [isDoing, setDoing] = useState(false)
  const [refused, setRefused] = useState<string>()

  const publish = async (): Promise<void> => {
    setDoing(true)
    setRefused(undefined)
    try {
      await post(`/bots/${bot!.id}/ai/publish`, { revision, note: note.trim() || undefined })
      await put(`/bots/${bot!.id}`, { name: name.trim(), kind: 'ai', capacity: bot!.capacity, queueIds, published: true })
      await load('/bots?limit=200')
      tell(queueIds.length > 0 ? `${name.trim()} answers from now on.` : `${name.trim()} is published, and hears visitors as soon as it is in a queue.`)
      openSetup(`bots/${bot!.id}/ai`)
    } catch (error) {
      setRefused(problemFrom(error).message)
      setDoing(false)
    }
  }

  return (
    <div className={styles.form}>
      <dl className={styles.told}>
        <dt>Name</dt>
        <dd>{name}</dd>
        <dt>Speaks for</dt>
        <dd>{program.companyName}</dd>
        <dt>Tools</dt>
        <dd>{program.tools.length}</dd>
        <dt>Knowledge</dt>
        <dd>{program.usesKnowledge ? 'looks into its articles' : 'none beyond the CRM'}</dd>
      </dl>
      <Checks
        legend="Queues that it takes visitors from"
        of={queues ?? []}
        chosen={queueIds}
        change={setQueueIds}
        canChange
        none="There is no queue yet; it can be put into one later."
      />
      <Field label="Note" hint="For those who look at the versions later.">
        <Textarea rows={2} maxLength={500} value={note} onChange={(_, { value }) => setNote(value)} />
      </Field>
      {refused && (
        <p role="alert" className={styles.wrong}>
          {refused}
        </p>
      )}
      <div className={styles.deeds}>
        <Button appearance="primary" disabledFocusable={isDoing} onClick={() => !isDoing && void publish()}>
          {isDoing ? 'Publishing…' : 'Publish'}
        </Button>
        <Button onClick={() => openSetup(`bots/${bot!.id}/ai`)}>Leave it as a draft</Button>
      </div>
    </div>
  )
}
