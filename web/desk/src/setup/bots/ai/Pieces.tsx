import { Checkbox, Field, Input, Select, Switch, Textarea } from '@fluentui/react-components'
import { useState, type ReactNode } from 'react'
import { isPlainClick, openSetup, setupAddress } from '../../../look/place'
import { useLoaded } from '../../loaded'
import { Standing, Waiting } from '../../parts'
import { grouped } from '../../tools/grouped'
import type { ModelSetting, Policies } from '../../wire'
import styles from './Ai.module.css'
import { angerWords, forCompany, fullName, withWish, wordsFrom, wordsOf } from './program'
import type { AiProgram, AiRails, BotTemplate, OwnModel, RuledTool } from './wire'

/** What topics call by the names of their flows; no model knows those. */
const topicsOnly = 'Actions'

interface PieceProps {
  program: AiProgram
  write: (changed: AiProgram) => void
  canChange: boolean
}

export function SetupLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a
      href={setupAddress(to)}
      onClick={(event) => {
        if (isPlainClick(event)) openSetup(to)
      }}
    >
      {children}
    </a>
  )
}

/** What it runs on: a model, or its topics until there is one. */
export function RunsOn({ program }: { program: AiProgram }) {
  const { value: model } = useLoaded<ModelSetting>('/models')
  if (!model) return null
  if (model.configured) return <Standing tone="well">It runs on {program.model?.name ?? model.model}.</Standing>
  return (
    <Standing tone="warning">
      No model is set up. {program.template ? 'It runs on its topics until then' : 'Without a template it has no topics to run on'}.{' '}
      <SetupLink to="model">Set up a model</SetupLink>
    </Standing>
  )
}

export function Company({ program, write, canChange, template }: PieceProps & { template: BotTemplate | undefined }) {
  return (
    <>
      <Field label="Company" hint="For whom it speaks." required>
        <Input
          value={program.companyName}
          maxLength={100}
          readOnly={!canChange}
          onChange={(_, { value }) => write(forCompany(program, value, template))}
        />
      </Field>
      <Field label="Tone" hint="How it speaks, in your own words.">
        <Input value={program.tone} maxLength={300} readOnly={!canChange} onChange={(_, { value }) => write({ ...program, tone: value })} />
      </Field>
      <Field label="Greeting" hint="Said at once to everybody who comes in; no model is asked for it.">
        <Textarea rows={3} value={program.greeting} maxLength={2000} readOnly={!canChange} onChange={(_, { value }) => write({ ...program, greeting: value })} />
      </Field>
    </>
  )
}

/** The tools in their groups, each with what policy says of it. */
export function Tools({ program, write, canChange, bot }: PieceProps & { bot: string | undefined }) {
  const { value: all } = useLoaded<RuledTool[]>('/tools?inConversation=true')
  const tools = all?.filter(({ group }) => group !== topicsOnly)
  const { value: policies } = useLoaded<Policies>('/policies')
  const own = policies?.holders.find(({ id }) => id === bot)?.rules
  if (!tools) return <Waiting>Reading the tools</Waiting>
  const choose = (names: string[], isChosen: boolean): void => {
    const others = program.tools.filter((name) => !names.includes(name))
    write({ ...program, tools: isChosen ? [...others, ...names] : others })
  }
  return (
    <>
      <p role="status">
        {program.tools.length} of {tools.length} tools. What a tool may do is decided by <SetupLink to="policies">policies</SetupLink>, whatever the bot says.
      </p>
      {grouped(tools).map(({ group, tools: its }) => {
        const names = its.map(({ name }) => fullName(name))
        const chosen = names.filter((name) => program.tools.includes(name)).length
        return (
          <fieldset key={group} className={styles.group}>
            <legend>
              <Checkbox
                label={group}
                disabled={!canChange}
                checked={chosen === 0 ? false : chosen === names.length ? true : 'mixed'}
                onChange={(_, { checked }) => choose(names, checked !== false)}
              />
            </legend>
            {its.map(({ name, title, rule }) => (
              <div key={name} className={styles.tool}>
                <Checkbox
                  label={title}
                  disabled={!canChange}
                  checked={program.tools.includes(fullName(name))}
                  onChange={(_, { checked }) => choose([fullName(name)], checked === true)}
                />
                <small data-rule={own?.[name] ?? rule}>{wordsOf(own?.[name] ?? rule)}</small>
              </div>
            ))}
          </fieldset>
        )
      })}
    </>
  )
}

/** When a person takes over, whatever a model thinks: switches, with their thresholds in words. */
export function Rails({ program, write, canChange }: PieceProps) {
  const { rails } = program
  const [words, setWords] = useState(rails.words.join(', '))
  const set = (changed: Partial<AiRails>): void => write({ ...program, rails: { ...rails, ...changed } })
  const rail = (name: 'disputes' | 'namedPerson' | 'priorityCase' | 'outOfScope', label: string, hint: string): ReactNode => (
    <div className={styles.rail}>
      <Switch label={label} checked={rails[name]} disabled={!canChange} onChange={(_, { checked }) => set({ [name]: checked })} />
      <p>{hint}</p>
    </div>
  )
  return (
    <div className={styles.rails}>
      <p>Code keeps to these, whatever a model thinks. Whoever asks for a person gets one; that has no switch.</p>
      <div className={styles.rail}>
        <Switch label="Anger and frustration" checked={rails.angerFrom > 0} disabled={!canChange} onChange={(_, { checked }) => set({ angerFrom: checked ? 3 : 0 })} />
        {rails.angerFrom > 0 && (
          <Select aria-label="From when" disabled={!canChange} value={String(rails.angerFrom)} onChange={(_, { value }) => set({ angerFrom: Number(value) })}>
            {angerWords.slice(1).map((word, at) => (
              <option key={word} value={at + 1}>
                {word}
              </option>
            ))}
          </Select>
        )}
      </div>
      {rail('disputes', 'Refunds, bills, law and contracts', 'What a bot must not promise anything about.')}
      {rail('namedPerson', 'A person or team by name', 'Somebody asks for “Bea” or for “accounts”.')}
      {rail('priorityCase', 'An urgent case', 'The visitor has an open case of high or critical priority.')}
      <div className={styles.rail}>
        <Switch label="Tools that lead to nothing" checked={rails.fruitlessMax > 0} disabled={!canChange} onChange={(_, { checked }) => set({ fruitlessMax: checked ? 3 : 0 })} />
        {rails.fruitlessMax > 0 && (
          <Select aria-label="After how many" disabled={!canChange} value={String(rails.fruitlessMax)} onChange={(_, { value }) => set({ fruitlessMax: Number(value) })}>
            {Array.from({ length: 10 }, (_, at) => (
              <option key={at} value={at + 1}>
                {at === 0 ? 'after the first' : `after ${at + 1} in a row`}
              </option>
            ))}
          </Select>
        )}
      </div>
      {rail('outOfScope', 'What it is not there for', 'Somebody wants something else than the bot does.')}
      <Field label="Words of your own" hint="With commas. Whoever uses one of them gets a person: recall, injury, press.">
        <Input
          value={words}
          readOnly={!canChange}
          onChange={(_, { value }) => {
            setWords(value)
            set({ words: wordsFrom(value) })
          }}
        />
      </Field>
      <div className={styles.rail}>
        <Switch label="A note after each conversation" checked={program.writesNote} disabled={!canChange} onChange={(_, { checked }) => write({ ...program, writesNote: checked })} />
        <p>On the contact’s timeline in Dynamics, once.</p>
      </div>
    </div>
  )
}

const wishes: readonly { name: keyof OwnModel; label: string; hint: string; isSound: (text: string) => boolean; of: keyof ModelSetting }[] = [
  { name: 'name', label: 'Model', hint: 'At the same address, with the same key.', isSound: (text) => text.length <= 200, of: 'model' },
  { name: 'temperature', label: 'Temperature', hint: '0 to 2: from matter-of-fact to free.', isSound: isNumber(0, 2, false), of: 'temperature' },
  { name: 'secondsMax', label: 'Time limit', hint: 'Seconds of one answer, 1 to 120.', isSound: isNumber(1, 120, true), of: 'secondsMax' },
  { name: 'tokensMax', label: 'Token limit', hint: 'Of one answer, 1 to 16,000.', isSound: isNumber(1, 16_000, true), of: 'tokensMax' },
]

function isNumber(least: number, most: number, isWhole: boolean): (text: string) => boolean {
  return (text) => Number(text) >= least && Number(text) <= most && (!isWhole || Number.isInteger(Number(text)))
}

/** What this bot has otherwise than the organisation's model; an empty field is as there, and says what that is. */
function ModelWishes({ program, write, canChange }: PieceProps) {
  const { value: setting } = useLoaded<ModelSetting>('/models')
  const [typed, setTyped] = useState<Partial<Record<keyof OwnModel, string>>>({})
  return (
    <fieldset className={styles.wishes}>
      <legend>Model of its own</legend>
      <p>
        Leave empty what is as in <SetupLink to="model">the organisation’s model</SetupLink>.
      </p>
      {wishes.map(({ name, label, hint, isSound, of }) => {
        const text = typed[name] ?? String(program.model?.[name] ?? '')
        const isWrong = text.trim() !== '' && !isSound(text.trim())
        return (
          <Field key={name} label={label} hint={hint} {...(isWrong && { validationMessage: hint, validationState: 'error' })}>
            <Input
              value={text}
              readOnly={!canChange}
              placeholder={setting?.configured ? String(setting[of] ?? '') : ''}
              onChange={(_, { value }) => {
                setTyped({ ...typed, [name]: value })
                if (value.trim() !== '' && !isSound(value.trim())) return
                const { model: _before, ...others } = program
                const model = withWish(program.model, name, value.trim())
                write(model ? { ...others, model } : others)
              }}
            />
          </Field>
        )
      })}
    </fieldset>
  )
}

/** What keeps a bot from costing and from leading astray. */
export function Limits({ program, write, canChange }: PieceProps) {
  const [hosts, setHosts] = useState(program.linkHosts.join(', '))
  const tokens = (name: 'tokensPerConversationMax' | 'tokensPerDayMax', label: string, hint: string): ReactNode => (
    <Field label={label} hint={hint}>
      <Input
        inputMode="numeric"
        value={String(program[name])}
        readOnly={!canChange}
        onChange={(_, { value }) => /^\d{0,10}$/.test(value) && write({ ...program, [name]: Number(value) })}
      />
    </Field>
  )
  return (
    <>
      {tokens('tokensPerConversationMax', 'Tokens a conversation', 'Asked and answered together; after these a person takes over. 0: no limit.')}
      {tokens('tokensPerDayMax', 'Tokens a day', 'Of all its conversations, side chats and tests (UTC). 0: no limit.')}
      <ModelWishes program={program} write={write} canChange={canChange} />
      <Field label="Hosts of links" hint="With commas, such as www.contoso.example. Links to anywhere else are taken out of its answers.">
        <Input
          value={hosts}
          readOnly={!canChange}
          onChange={(_, { value }) => {
            setHosts(value)
            write({ ...program, linkHosts: wordsFrom(value) })
          }}
        />
      </Field>
    </>
  )
}
