import { Button, Field, Input } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { post, problemFrom, put, remove } from '../../hub/api'
import { tell } from '../../look/notices'
import { load, take, useLoaded } from '../loaded'
import { Confirm, Head, Part, SaveBar, Standing, Trouble, Waiting } from '../parts'
import type { PageProps } from '../pages'
import form from '../form.module.css'
import type { ModelSetting, ModelTried } from '../wire'
import { changes, complaint, given, isSound, typedFrom, type FieldName, type Typed } from './modelForm'

const path = '/models'

/** The model that bots ask: where it is, and a real question to it beside Save. */
export default function Model({ canChange }: PageProps) {
  const { value: setting, problem } = useLoaded<ModelSetting>(path)
  return (
    <>
      <Head
        name="Model"
        purpose="AI bots, and topics with generative answers or AI prompts, ask a language model. Any endpoint that speaks as OpenAI’s does will do."
      >
        {!setting ? (
          <Standing tone="asking">Looking…</Standing>
        ) : setting.configured ? (
          <Standing tone="well">
            Bots ask {setting.model}
            {setting.fallbackModel ? `, and ${setting.fallbackModel} where it fails` : ''}.
          </Standing>
        ) : (
          <Standing tone="off">No model. AI bots run on their topics; topics that would ask one take their fallback.</Standing>
        )}
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(path)} />}
      {setting && <Form key={JSON.stringify(setting)} setting={setting} canChange={canChange} />}
    </>
  )
}

function Form({ setting, canChange }: { setting: ModelSetting; canChange: boolean }) {
  const [typed, setTyped] = useState<Typed>(() => typedFrom(setting))
  const [tried, setTried] = useState<ModelTried>()
  const [refused, setRefused] = useState<{ code: string; message: string }>()
  const [doing, setDoing] = useState<'save' | 'test' | 'end'>()
  const [isEnding, setEnding] = useState(false)
  const told = changes(setting, typed)
  const canSend = isSound(typed) && doing === undefined

  const write = (field: FieldName, value: string): void => {
    setTyped({ ...typed, [field]: value })
    setRefused(undefined)
    setTried(undefined)
  }

  const attempt = async (what: 'save' | 'test' | 'end', deed: () => Promise<void>): Promise<void> => {
    setDoing(what)
    setRefused(undefined)
    setTried(undefined)
    try {
      await deed()
    } catch (error) {
      setRefused(problemFrom(error))
    }
    setDoing(undefined)
    setEnding(false)
  }

  const test = (): Promise<void> =>
    attempt('test', async () => setTried(await post<ModelTried>(`${path}/test`, told.length > 0 ? given(setting, typed) : undefined)))

  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (!canSend || told.length === 0) return
    void attempt('save', async () => {
      take(path, await put<ModelSetting>(path, given(setting, typed)))
      tell('The model is saved.')
    })
  }

  const end = (): Promise<void> =>
    attempt('end', async () => {
      await remove(path)
      take<ModelSetting>(path, { configured: false })
      tell('Bots ask no model any more.')
    })

  const field = (name: FieldName) => wrongness(name, typed, tried, refused)
  const box = { typed, write, canChange }
  const isRefusedElsewhere = refused && !Object.values(refusals).includes(refused.code)

  return (
    <>
      <Part title="How to reach it">
        <form className={form.form} onSubmit={save} noValidate>
          <Field
            label="Base URL"
            hint="What comes before /chat/completions, such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1"
            {...field('baseUrl')}
          >
            <Box name="baseUrl" type="url" {...box} />
          </Field>
          <Field label="Key" hint={keyHint(setting)} {...field('apiKey')}>
            <Box name="apiKey" type="password" placeholder={setting.hasKey ? 'Kept, and shown to nobody' : ''} {...box} />
          </Field>
          <Field label="Model" hint="Its name as its provider writes it" {...field('model')}>
            <Box name="model" {...box} />
          </Field>
          <details className={form.more} open={setting.fallbackModel !== undefined}>
            <summary>Fallback</summary>
            <div className={form.form}>
              <Field
                label="Fallback model"
                hint="Asked by AI bots where the first fails before it has said a word. Empty for none."
                {...field('fallbackModel')}
              >
                <Box name="fallbackModel" {...box} />
              </Field>
              <Field label="Fallback’s base URL" hint="Empty where it is at the same address, and opened by the same key" {...field('fallbackBaseUrl')}>
                <Box name="fallbackBaseUrl" type="url" {...box} />
              </Field>
              <Field label="Fallback’s key" hint="For another address only" {...field('fallbackApiKey')}>
                <Box
                  name="fallbackApiKey"
                  type="password"
                  placeholder={setting.hasFallbackKey ? 'Kept, and shown to nobody' : ''}
                  {...box}
                />
              </Field>
            </div>
          </details>
          <details className={form.more} open={setting.embeddingModel !== undefined}>
            <summary>Knowledge</summary>
            <div className={form.form}>
              <Field
                label="Embedding model"
                hint="At the same address, such as text-embedding-3-small or nomic-embed-text: articles are then found by what they mean, too. Empty: by their words."
                {...field('embeddingModel')}
              >
                <Box name="embeddingModel" {...box} />
              </Field>
            </div>
          </details>
          <details className={form.more}>
            <summary>Limits</summary>
            <div className={form.form}>
              <Field label="Temperature" hint="0 to 2; empty leaves it to the model, and some take none" {...field('temperature')}>
                <Box name="temperature" {...box} />
              </Field>
              <Field
                label="Time limit"
                hint="Seconds. At most three quarters of the time after which a bot counts as silent."
                {...field('secondsMax')}
              >
                <Box name="secondsMax" {...box} />
              </Field>
              <Field label="Token limit" hint="Of one answer" {...field('tokensMax')}>
                <Box name="tokensMax" {...box} />
              </Field>
              <Field
                label="Tokens a day"
                hint={`Of AI bots and embeddings; then people go on, and articles are found by words. ${(setting.tokensToday ?? 0).toLocaleString('en')} used today (UTC). Empty for no limit.`}
                {...field('tokensPerDayMax')}
              >
                <Box name="tokensPerDayMax" {...box} />
              </Field>
            </div>
          </details>
          {canChange && (
            <SaveBar
              changes={isSound(typed) ? told : []}
              isSaving={doing === 'save'}
              problem={isRefusedElsewhere ? refused.message : undefined}
              discard={() => {
                setTyped(typedFrom(setting))
                setTried(undefined)
                setRefused(undefined)
              }}
            >
              <Button disabledFocusable={!canSend} onClick={() => canSend && void test()}>
                {doing === 'test' ? 'Testing…' : 'Test'}
              </Button>
              {setting.configured && <Button onClick={() => setEnding(true)}>Disconnect</Button>}
            </SaveBar>
          )}
        </form>
        {doing === 'test' && <Waiting>Asking it something</Waiting>}
        {tried && <Came tried={tried} />}
      </Part>
      {isEnding && (
        <Confirm title="Disconnect the model?" deed="Disconnect" isDoing={doing === 'end'} cancel={() => setEnding(false)} confirm={() => void end()}>
          <p>
            New conversations with AI bots run on their topics, and running ones go to people. Topics that ask a model take their fallback. The key is
            deleted.
          </p>
        </Confirm>
      )}
    </>
  )
}

/** What came of the question. */
function Came({ tried }: { tried: ModelTried }) {
  if (!tried.ok)
    return (
      <Standing tone="wrong">
        {tried.sentence} {tried.nextStep}
      </Standing>
    )
  return (
    <Standing tone="well">
      It answered in {(tried.tookMs / 1000).toFixed(1)} s: “{tried.answer}”
      {tried.dimensions !== undefined && ` Its embeddings have ${tried.dimensions.toLocaleString('en')} numbers.`}
    </Standing>
  )
}

const keyHint = (setting: ModelSetting): string =>
  setting.hasKey
    ? 'Leave it empty to keep what you gave, unless the base URL changes.'
    : 'Empty where none is needed. It is kept sealed and shown to nobody.'

interface BoxProps {
  name: FieldName
  typed: Typed
  write: (field: FieldName, value: string) => void
  canChange: boolean
  type?: 'text' | 'url' | 'password'
  placeholder?: string
}

function Box({ name, typed, write, canChange, type = 'text', placeholder = '' }: BoxProps) {
  return (
    <Input
      name={name}
      type={type}
      autoComplete="off"
      spellCheck={false}
      readOnly={!canChange}
      placeholder={placeholder}
      value={typed[name]}
      onChange={(_, { value }) => write(name, value)}
    />
  )
}

const refusals: Record<FieldName, string> = {
  baseUrl: 'invalid_base_url',
  apiKey: 'invalid_key',
  model: 'invalid_model',
  temperature: 'invalid_temperature',
  secondsMax: 'invalid_secondsMax',
  tokensMax: 'invalid_tokensMax',
  fallbackModel: 'invalid_fallback_model',
  fallbackBaseUrl: 'invalid_fallback_url',
  fallbackApiKey: 'invalid_fallback_key',
  embeddingModel: 'invalid_embedding_model',
  tokensPerDayMax: 'invalid_tokensPerDayMax',
}

/** What a field is told: what one sees at once, what the hub refused, or that the test points at it. */
function wrongness(
  field: FieldName,
  typed: Typed,
  tried: ModelTried | undefined,
  refused: { code: string; message: string } | undefined,
): { validationMessage?: string; validationState?: 'error' } {
  const pointed = tried?.ok === false && tried.field === field ? tried.sentence : undefined
  const message = complaint(field, typed) ?? (refused?.code === refusals[field] ? refused.message : pointed)
  return message ? { validationMessage: message, validationState: 'error' } : {}
}
