import { Checkbox, Field, Input, Radio, RadioGroup, Select, Textarea } from '@fluentui/react-components'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import { SaveBar } from '../parts'
import { useRecordForm, type RecordForm } from '../recordForm'
import type { BotKind, BotSetting, QueueSetting } from '../wire'
import { authWays, bodyOf, complaint, contextEvents, fieldsOf, lacks, needsEndpoint, tellingOf, typedFrom, type Typed } from './botForm'

export const botList = '/bots?limit=200'

interface FormProps {
  bot: BotSetting | undefined
  kind: BotKind
  done: () => void
  canChange: boolean
}

/** A bot's form over its saved state. */
export function useBotForm({ bot, kind, done }: Omit<FormProps, 'canChange'>): RecordForm<Typed> {
  const { value: queues } = useLoaded<QueueSetting[]>('/queues?limit=200')
  return useRecordForm<Typed>({
    list: botList,
    id: bot?.id,
    before: typedFrom(bot, kind),
    telling: tellingOf((id) => queues?.find((one) => one.id === id)?.name ?? 'a queue'),
    lacks: (typed) => lacks(typed, bot),
    body: (typed) => bodyOf(typed, bot),
    called: ({ name }) => `The bot ${name.trim()}`,
    done,
  })
}

/** All that a bot is, by its kind. */
export function BotFields({ bot, canChange, form: { typed, write, refused, ...rest } }: { bot: BotSetting | undefined; canChange: boolean; form: RecordForm<Typed> }) {
  const { value: queues } = useLoaded<QueueSetting[]>('/queues?limit=200')
  const fields = fieldsOf(typed)
  const box = { typed, write, canChange }
  const isHttps = typed.endpoint.startsWith('https://')
  return (
    <form className={form.form} onSubmit={(event) => void rest.save(event)} noValidate>
      <Field label="Name" hint="Visitors see it beside what it says." required {...wrong('name', typed, refused)}>
        <Box name="name" autoFocus={!bot} {...box} />
      </Field>
      {fields.has('endpoint') && (
        <Field {...endpointWords(typed)} required={needsEndpoint(typed)} {...wrong('endpoint', typed, refused)}>
          <Box name="endpoint" {...box} />
        </Field>
      )}
      {fields.has('applicationId') && (
        <Field
          label="Application (client) ID"
          hint="Of its app registration: MicrosoftAppId in its settings. Each bot has one of its own."
          required={typed.authType !== 'none'}
          {...wrong('applicationId', typed, refused)}
        >
          <Box name="applicationId" {...box} />
        </Field>
      )}
      <AuthFields bot={bot} refused={refused} {...box} />
      {fields.has('inlineReplies') && (
        <Checkbox
          label="It can’t reach this Baton: it answers within our call"
          checked={typed.inlineReplies}
          disabled={!canChange}
          onChange={(_, { checked }) => write({ inlineReplies: checked === true })}
        />
      )}
      {fields.has('contextEvent') && (
        <Field label="Is told what is known of the visitor by" hint="The event that it is sent when a conversation begins, with the context variables as its value.">
          <Select value={typed.contextEvent} disabled={!canChange} onChange={(_, { value }) => write({ contextEvent: value })}>
            {contextEvents.map(({ event, name }) => (
              <option key={event} value={event}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {typed.authType === 'none' && typed.endpoint !== '' && isHttps && (
        <p className={form.hint}>Without credentials Baton calls bots on this machine only, such as http://127.0.0.1:3978/api/messages.</p>
      )}
      <Field label="Languages" hint="That it speaks, such as en, de-AT" {...wrong('languages', typed, refused)}>
        <Box name="languages" {...box} />
      </Field>
      <Field
        label="Holds at most"
        hint="How many conversations it has at once. In a queue with people, the highest capacity is first."
        {...wrong('capacity', typed, refused)}
      >
        <Box name="capacity" {...box} />
      </Field>
      <Checks
        legend="Queues"
        of={queues ?? []}
        chosen={typed.queueIds}
        change={(queueIds) => write({ queueIds })}
        canChange={canChange}
        none="There is no queue yet."
      />
      <Field
        label="Privacy notice"
        hint="Visitors read it before the bot’s first word; empty for none. For bots elsewhere: that what they write goes to somebody else."
        {...wrong('notice', typed, refused)}
      >
        <Textarea value={typed.notice} maxLength={2000} readOnly={!canChange} resize="vertical" onChange={(_, { value }) => write({ notice: value })} />
      </Field>
      {typed.notice.trim() !== '' && (
        <Field label="Before the bot hears a word">
          <RadioGroup value={typed.asks ? 'ask' : 'tell'} disabled={!canChange} onChange={(_, { value }) => write({ asks: value === 'ask' })}>
            <Radio value="tell" label="Tell: the notice is shown" />
            <Radio value="ask" label="Ask: whoever says no is given to a person" />
          </RadioGroup>
        </Field>
      )}
      {canChange && (
        <SaveBar
          changes={rest.changes}
          isSaving={rest.isSaving}
          problem={refused && !Object.values(refusals).includes(refused.code) ? refused.message : undefined}
          discard={rest.discard}
          label={bot ? 'Save' : 'Make the draft'}
        />
      )}
    </form>
  )
}

function endpointWords({ kind, authType }: Typed): { label: string; hint: string } {
  if (kind === 'connector') return { label: 'Messaging endpoint', hint: 'Where the bot listens, such as https://bot.contoso.example/api/messages' }
  if (authType === 'tokenEndpoint') return { label: 'Token endpoint', hint: 'In Copilot Studio under Channels, Mobile app' }
  if (authType === 'directToEngine') return { label: 'Engine’s address', hint: 'Empty for that of the environment at Microsoft' }
  return { label: 'Direct Line address', hint: 'Of its region, such as https://europe.directline.botframework.com/; empty for https://directline.botframework.com/' }
}

const authLabels = {
  tenantId: { label: 'Tenant ID', hint: 'Or the tenant’s domain' },
  clientId: { label: 'Client ID', hint: 'Of the app registration with which Baton signs in' },
  environmentId: { label: 'Environment ID', hint: 'In Copilot Studio under Settings, Advanced, Metadata' },
  schemaName: { label: 'Schema name', hint: 'In Copilot Studio under Settings, Advanced, Metadata' },
} as const

interface BoxesProps {
  typed: Typed
  write: (part: Partial<Typed>) => void
  canChange: boolean
}

function AuthFields({ bot, typed, write, canChange, refused }: BoxesProps & { bot: BotSetting | undefined; refused: Refused }) {
  const ways = authWays[typed.kind]
  const fields = fieldsOf(typed)
  const isKept = bot?.hasAuth === true && (bot.auth?.type ?? '') === typed.authType
  if (ways.length === 0) return null
  return (
    <>
      <Field label="Credentials" {...wrong('authType', typed, refused)}>
        {ways.length === 1 && typed.authType === ways[0]!.type ? (
          <p className={form.hint}>{ways[0]!.name}</p>
        ) : (
          <Select value={typed.authType} disabled={!canChange} onChange={(_, { value }) => write({ authType: value, secret: '', ...(typed.kind === 'copilotStudio' && { endpoint: '' }) })}>
            {!ways.some(({ type }) => type === typed.authType) && <option value={typed.authType}>As they were given</option>}
            {ways.map(({ type, name }) => (
              <option key={type} value={type}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {(Object.keys(authLabels) as (keyof typeof authLabels)[])
        .filter((field) => fields.has(field))
        .map((field) => (
          <Field key={field} required {...authLabels[field]}>
            <Box name={field} typed={typed} write={write} canChange={canChange} />
          </Field>
        ))}
      {fields.has('secret') && (
        <Field
          label={typed.authType === 'secret' ? 'Secret' : 'Client secret'}
          required={!isKept}
          hint={
            isKept
              ? 'Leave it empty to keep what you gave. A new one is used at once, and the old one kept until the new one has worked.'
              : 'It is kept sealed and shown to nobody.'
          }
        >
          <Box name="secret" type="password" placeholder={isKept ? 'Kept, and shown to nobody' : ''} typed={typed} write={write} canChange={canChange} />
        </Field>
      )}
      {fields.has('authority') && (
        <Field label="Sign-in address" hint="Of another cloud; empty for https://login.microsoftonline.com" {...wrong('authority', typed, refused)}>
          <Box name="authority" typed={typed} write={write} canChange={canChange} />
        </Field>
      )}
    </>
  )
}

type TextField = { [Name in keyof Typed]: Typed[Name] extends string ? Name : never }[keyof Typed]

function Box({
  name,
  typed,
  write,
  canChange,
  type = 'text',
  placeholder = '',
  autoFocus = false,
}: BoxesProps & { name: TextField; type?: 'text' | 'password'; placeholder?: string; autoFocus?: boolean }) {
  return (
    <Input
      name={`bot-${name}`}
      type={type}
      autoComplete="off"
      spellCheck={false}
      readOnly={!canChange}
      maxLength={name === 'name' ? 200 : 4000}
      placeholder={placeholder}
      autoFocus={autoFocus}
      value={typed[name]}
      onChange={(_, { value }) => write({ [name]: value })}
    />
  )
}

type Refused = { code: string; message: string } | undefined

const refusals: Partial<Record<keyof Typed, string>> = {
  name: 'invalid_name',
  endpoint: 'invalid_endpoint',
  applicationId: 'application_id_taken',
  authType: 'no_credentials',
  languages: 'invalid_languages',
  capacity: 'invalid_capacity',
  notice: 'invalid_privacy_notice',
}

/** What a field is told: what one sees at once, or what the hub refused. */
function wrong(field: keyof Typed, typed: Typed, refused: Refused): { validationMessage?: string; validationState?: 'error' } {
  const message = complaint(field, typed) ?? (refused && refusals[field] === refused.code ? refused.message : undefined)
  return message ? { validationMessage: message, validationState: 'error' } : {}
}
