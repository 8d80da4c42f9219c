import { Field, Input, Select } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { problemFrom, put } from '../../hub/api'
import { tell } from '../../look/notices'
import { load, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Empty, Head, SaveBar, Standing, TableBox, Trouble, Waiting } from '../parts'
import type { Policies as AllPolicies, PolicyRule, Tool } from '../wire'
import { choose, ruleName, rules, shownRule, told, type Chosen } from './policies'
import styles from './tools.module.css'

const path = '/policies'

/** Who may run which tool, and whom they must ask: a matrix of tools and of bots and programs. */
export default function Policies({ canChange }: PageProps) {
  const { value: policies, problem } = useLoaded<AllPolicies>(path)
  const { value: tools } = useLoaded<Tool[]>('/tools')
  const [chosen, setChosen] = useState<Chosen>({})
  const [wanted, setWanted] = useState('')
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()
  const titleOf = (name: string): string => tools?.find((tool) => tool.name === name)?.title ?? name
  const changes = policies ? told(policies, chosen, titleOf) : []

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isSaving || changes.length === 0) return
    setSaving(true)
    setRefused(undefined)
    try {
      for (const [holder, mine] of Object.entries(chosen)) await put(`${path}/${holder}`, { rules: mine })
      tell('The policies are saved. They hold from the next run on.')
      await load(path)
      setChosen({})
    } catch (error) {
      setRefused(problemFrom(error).message)
    }
    setSaving(false)
  }

  return (
    <>
      <Head
        name="Policies"
        purpose="What each bot and program may do by itself, what the visitor or an agent must agree to first, and what it must not do. Baton enforces it, whatever a bot says."
      >
        {policies && <State policies={policies} />}
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(path)} />}
      {!policies && !problem && <Waiting>Reading the policies</Waiting>}
      {policies && policies.holders.length === 0 && (
        <Empty title="Nobody to have policies yet">
          <p>Make a bot, or a key for a program; each then has a column here.</p>
        </Empty>
      )}
      {policies && policies.holders.length > 0 && (
        <form onSubmit={(event) => void save(event)}>
          <div className={styles.filters}>
            <Field label="Find a tool">
              <Input value={wanted} placeholder="Every tool" onChange={(_, { value }) => setWanted(value)} />
            </Field>
          </div>
          <Matrix
            policies={policies}
            chosen={chosen}
            canChange={canChange}
            tools={(tools ?? []).filter((tool) => `${tool.title} ${tool.name}`.toLowerCase().includes(wanted.trim().toLowerCase()))}
            pick={(holder, tool, rule) => setChosen(choose(policies, chosen, holder, tool, rule))}
          />
          {canChange && <SaveBar changes={changes} isSaving={isSaving} problem={refused} discard={() => setChosen({})} />}
        </form>
      )}
    </>
  )
}

function State({ policies: { holders } }: { policies: AllPolicies }) {
  const own = holders.reduce((sum, holder) => sum + Object.keys(holder.rules).length, 0)
  return (
    <Standing tone="well">
      {own === 0 ? 'All go by the defaults.' : own === 1 ? 'One rule differs from the default.' : `${own} rules differ from the defaults.`}
    </Standing>
  )
}

interface MatrixProps {
  policies: AllPolicies
  chosen: Chosen
  tools: Tool[]
  canChange: boolean
  pick: (holder: string, tool: string, rule: PolicyRule | null) => void
}

function Matrix({ policies, chosen, tools, canChange, pick }: MatrixProps) {
  return (
    <TableBox label="Tools and who may run them" className={styles.matrix}>
        <table>
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Default</th>
              {policies.holders.map((holder) => (
                <th key={holder.id} scope="col" title={holder.name}>
                  <bdi>{holder.name}</bdi>
                  {holder.kind === 'key' && ' (key)'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tools.map(({ name, title, readOnly, destructive }) => (
              <tr key={name}>
                <th scope="row">
                  {title}
                  <small>{readOnly ? 'Only reads' : destructive ? 'Changes, may overwrite' : 'Changes'}</small>
                </th>
                <td className={styles.ruled}>{ruleName[policies.defaults[name] ?? 'allow']}</td>
                {policies.holders.map((holder) => {
                  const rule = shownRule(policies, chosen, holder.id, name)
                  return (
                    <td key={holder.id} data-changed={chosen[holder.id]?.[name] !== undefined} data-rule={rule ?? 'default'}>
                      <Select
                        size="small"
                        aria-label={`${title}, ${holder.name}`}
                        disabled={!canChange}
                        value={rule ?? ''}
                        onChange={(_, { value }) => pick(holder.id, name, value === '' ? null : (value as PolicyRule))}
                      >
                        <option value="">Default</option>
                        {rules.map((one) => (
                          <option key={one} value={one}>
                            {ruleName[one]}
                          </option>
                        ))}
                      </Select>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
    </TableBox>
  )
}
