import { Button, Field, Input, Select } from '@fluentui/react-components'
import { AddRegular, ArrowDownRegular, ArrowUpRegular, DeleteRegular } from '@fluentui/react-icons'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { SaveBar } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { Condition, QueueSetting, RoutingRule, Workstream } from '../wire'
import styles from './Rules.module.css'

const list = '/workstreams?limit=200'
const comparisons: Record<string, string> = {
  equals: 'is',
  notEquals: 'is not',
  contains: 'contains',
  startsWith: 'begins with',
  greaterThan: 'is more than',
  lessThan: 'is less than',
  isSet: 'is known',
  isNotSet: 'is not known',
}
const needsValue = ({ is }: Condition): boolean => is !== 'isSet' && is !== 'isNotSet'

/** Workstreams: rules over context variables that say which queue a conversation goes to. */
export default function Rules({ canChange }: PageProps) {
  const { value: queues } = useLoaded<QueueSetting[]>('/queues?limit=200')
  const nameOf = (id: string | undefined): string => queues?.find((one) => one.id === id)?.name ?? ''
  return (
    <Records<Workstream>
      name="Rules"
      one="workstream"
      list={list}
      purpose="A workstream holds the rules of one or more channels. The first rule that holds says which queue a conversation goes to; when a bot gives it up, they run again."
      nameOf={(workstream) => workstream.name}
      columns={[
        { title: 'Rules', show: (workstream) => workstream.rules.length },
        { title: 'Else to', show: (workstream) => nameOf(workstream.fallbackQueueId) || 'the fallback queue' },
        { title: 'Offers last', show: (workstream) => `${workstream.offerSeconds} s` },
      ]}
      stand={(all) =>
        all.length === 0
          ? { tone: 'off', words: 'There is no workstream, so no channel can be made.' }
          : { tone: 'well', words: all.length === 1 ? 'One workstream.' : `${all.length} workstreams.` }
      }
      empty={queues?.length === 0 ? 'First make a queue: rules lead to queues.' : 'Make one; without rules everything goes to the queue that you name.'}
      removal={(workstream) => `No channel may use ${workstream.name} any more, and none of its conversations may be open.`}
      form={(workstream, done) => <RulesForm workstream={workstream} done={done} canChange={canChange} queues={queues ?? []} />}
      canChange={canChange}
      canMake={canChange && queues !== undefined && queues.length > 0}
    />
  )
}

interface Typed {
  name: string
  rules: RoutingRule[]
  fallbackQueueId: string
  offerSeconds: string
  wrapUpSeconds: string
}

interface FormProps {
  workstream: Workstream | undefined
  done: () => void
  canChange: boolean
  queues: QueueSetting[]
}

function RulesForm({ workstream, done, canChange, queues }: FormProps) {
  const nameOf = (id: string): string => queues.find((one) => one.id === id)?.name ?? ''
  const { typed, write, ...rest } = useRecordForm<Typed>({
    list,
    id: workstream?.id,
    before: workstream
      ? {
          name: workstream.name,
          rules: workstream.rules,
          fallbackQueueId: workstream.fallbackQueueId ?? '',
          offerSeconds: String(workstream.offerSeconds),
          wrapUpSeconds: String(workstream.wrapUpSeconds),
        }
      : { name: '', rules: [], fallbackQueueId: '', offerSeconds: '120', wrapUpSeconds: '60' },
    telling: {
      name: { label: 'name' },
      rules: { label: 'the rules', show: (rules) => rules.map((rule) => rule.name).join(', ') },
      fallbackQueueId: { label: 'else to', show: nameOf },
      offerSeconds: { label: 'seconds of an offer' },
      wrapUpSeconds: { label: 'seconds of wrap-up' },
    },
    lacks: ({ name, rules, offerSeconds, wrapUpSeconds }) => {
      if (name.trim() === '') return 'a name'
      if (!/^\d+$/.test(offerSeconds) || !/^\d+$/.test(wrapUpSeconds)) return 'seconds'
      return rules.every(isWhole) ? undefined : 'a whole rule'
    },
    body: ({ name, rules, fallbackQueueId, offerSeconds, wrapUpSeconds }) => ({
      name: name.trim(),
      rules: rules.map((rule) => ({ ...rule, name: rule.name.trim() })),
      ...(fallbackQueueId && { fallbackQueueId }),
      offerSeconds: Number(offerSeconds),
      wrapUpSeconds: Number(wrapUpSeconds),
      ...(workstream && { botSilenceSeconds: workstream.botSilenceSeconds, declinesMax: workstream.declinesMax }),
    }),
    called: ({ name }) => `The workstream ${name.trim()}`,
    done,
  })
  const { rules } = typed
  const put = (at: number, rule: RoutingRule): void => write({ rules: rules.with(at, rule) })
  const swap = (at: number, by: number): void => write({ rules: rules.with(at, rules[at + by]!).with(at + by, rules[at]!) })
  const fresh = (): RoutingRule => ({ name: '', when: { all: [{ variable: '', is: 'equals', value: '' }] }, queueId: queues[0]?.id ?? '' })

  return (
    <form className={form.form} onSubmit={(event) => void rest.save(event)}>
      <Field label="Name" required>
        <Input value={typed.name} maxLength={100} readOnly={!canChange} autoFocus={!workstream} onChange={(_, { value }) => write({ name: value })} />
      </Field>
      <fieldset className={form.set}>
        <legend>Rules, the first that holds decides</legend>
        {rules.length === 0 && <p className={form.hint}>None: every conversation goes to the queue below.</p>}
        <ol className={styles.rules}>
          {rules.map((rule, at) => (
            <li key={at} className={styles.rule} aria-label={rule.name || `Rule ${at + 1}`}>
              <RuleFields rule={rule} put={(changed) => put(at, changed)} queues={queues} canChange={canChange} />
              {canChange && (
                <div className={styles.deeds}>
                  <Button size="small" icon={<ArrowUpRegular />} aria-label="Earlier" disabled={at === 0} onClick={() => swap(at, -1)} />
                  <Button size="small" icon={<ArrowDownRegular />} aria-label="Later" disabled={at === rules.length - 1} onClick={() => swap(at, 1)} />
                  <Button size="small" icon={<DeleteRegular />} onClick={() => write({ rules: rules.toSpliced(at, 1) })}>
                    Take away
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ol>
        {canChange && (
          <Button size="small" icon={<AddRegular />} onClick={() => write({ rules: [...rules, fresh()] })}>
            Add a rule
          </Button>
        )}
      </fieldset>
      <Field label="Else to">
        <Select value={typed.fallbackQueueId} disabled={!canChange} onChange={(_, { value }) => write({ fallbackQueueId: value })}>
          <option value="">The fallback queue</option>
          {queues.map((queue) => (
            <option key={queue.id} value={queue.id}>
              {queue.name}
            </option>
          ))}
        </Select>
      </Field>
      <div className={form.row}>
        <Field label="An offer lasts (seconds)" className={form.grow}>
          <Input inputMode="numeric" value={typed.offerSeconds} readOnly={!canChange} onChange={(_, { value }) => write({ offerSeconds: value })} />
        </Field>
        <Field label="Wrap-up lasts (seconds)" className={form.grow}>
          <Input inputMode="numeric" value={typed.wrapUpSeconds} readOnly={!canChange} onChange={(_, { value }) => write({ wrapUpSeconds: value })} />
        </Field>
      </div>
      {canChange && (
        <SaveBar
          changes={rest.changes}
          isSaving={rest.isSaving}
          problem={rest.refused?.message}
          discard={rest.discard}
          label={workstream ? 'Save' : 'Make the workstream'}
        />
      )}
    </form>
  )
}

const conditionsOf = ({ when }: RoutingRule): Condition[] => when.all ?? when.any ?? []

function isWhole(rule: RoutingRule): boolean {
  const conditions = [...(rule.when.all ?? []), ...(rule.when.any ?? [])]
  return (
    rule.name.trim() !== '' &&
    rule.queueId !== '' &&
    conditions.every((one) => one.variable.trim() !== '' && (!needsValue(one) || String(one.value ?? '') !== ''))
  )
}

interface RuleProps {
  rule: RoutingRule
  put: (rule: RoutingRule) => void
  queues: QueueSetting[]
  canChange: boolean
}

function RuleFields({ rule, put, queues, canChange }: RuleProps) {
  const isAny = rule.when.any !== undefined && rule.when.all === undefined
  const conditions = conditionsOf(rule)
  const set = (changed: Condition[], any = isAny): void => put({ ...rule, when: any ? { any: changed } : { all: changed } })
  return (
    <>
      <div className={form.row}>
        <Field label="Rule" className={form.grow}>
          <Input placeholder="What it is about" value={rule.name} readOnly={!canChange} onChange={(_, { value }) => put({ ...rule, name: value })} />
        </Field>
        <Field label="Goes to" className={form.grow}>
          <Select value={rule.queueId} disabled={!canChange} onChange={(_, { value }) => put({ ...rule, queueId: value })}>
            {queues.map((queue) => (
              <option key={queue.id} value={queue.id}>
                {queue.name}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {conditions.length > 1 && (
        <Select aria-label="How many must hold" disabled={!canChange} value={isAny ? 'any' : 'all'} onChange={(_, { value }) => set(conditions, value === 'any')}>
          <option value="all">when all of these hold</option>
          <option value="any">when any of these holds</option>
        </Select>
      )}
      {conditions.map((condition, at) => (
        <div key={at} className={styles.condition}>
          <Input
            aria-label="Context variable"
            placeholder="Context variable"
            value={condition.variable}
            readOnly={!canChange}
            onChange={(_, { value }) => set(conditions.with(at, { ...condition, variable: value }))}
          />
          <Select
            aria-label="Comparison"
            disabled={!canChange}
            value={condition.is}
            onChange={(_, { value }) => set(conditions.with(at, { ...condition, is: value }))}
          >
            {Object.entries(comparisons).map(([is, words]) => (
              <option key={is} value={is}>
                {words}
              </option>
            ))}
          </Select>
          {needsValue(condition) && (
            <Input
              aria-label="Value"
              placeholder="Value"
              value={String(condition.value ?? '')}
              readOnly={!canChange}
              onChange={(_, { value }) => set(conditions.with(at, { ...condition, value }))}
            />
          )}
          {canChange && (
            <Button
              size="small"
              appearance="subtle"
              icon={<DeleteRegular />}
              aria-label="Take the condition away"
              onClick={() => set(conditions.toSpliced(at, 1))}
            />
          )}
        </div>
      ))}
      {conditions.length === 0 && <p className={form.hint}>Without a condition it always holds.</p>}
      {canChange && (
        <Button size="small" appearance="subtle" icon={<AddRegular />} onClick={() => set([...conditions, { variable: '', is: 'equals', value: '' }])}>
          Add a condition
        </Button>
      )}
    </>
  )
}
