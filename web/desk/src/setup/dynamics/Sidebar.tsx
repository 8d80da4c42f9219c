import { Button, Combobox, Field, Option, Select } from '@fluentui/react-components'
import { ArrowDownRegular, ArrowUpRegular, DismissRegular } from '@fluentui/react-icons'
import { useState, type FormEvent } from 'react'
import { problemFrom, put } from '../../hub/api'
import { tell } from '../../look/notices'
import { load, take, useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { Head, Part, SaveBar, Standing, Trouble, Waiting } from '../parts'
import form from '../form.module.css'
import type { SidebarColumn, SidebarField } from '../wire'
import { changed, keyOf, moved, tableName, tables } from './sidebarFields'
import styles from './Sidebar.module.css'

const path = '/crm/sidebar'

/** Which columns of Dynamics agents see beside a conversation, beyond the ones that are always there. */
export default function Sidebar({ canChange }: PageProps) {
  const { value: saved, problem } = useLoaded<{ fields: SidebarField[] }>(path)
  const fields = saved?.fields
  return (
    <>
      <Head
        name="Beside the conversation"
        purpose="What agents see of the visitor: name, company, e-mail, phone and open cases always, and the columns you add here. Custom columns too."
      >
        {fields && (
          <Standing tone={fields.length === 0 ? 'off' : 'well'}>
            {fields.length === 0 ? 'Only the standard fields.' : fields.length === 1 ? 'One column added.' : `${fields.length} columns added.`}
          </Standing>
        )}
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(path)} />}
      {!fields && !problem && <Waiting>Reading the fields</Waiting>}
      {fields && <Form key={fields.map(keyOf).join()} saved={fields} canChange={canChange} />}
    </>
  )
}

function Form({ saved, canChange }: { saved: SidebarField[]; canChange: boolean }) {
  const [fields, setFields] = useState(saved)
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setSaving(true)
    setRefused(undefined)
    try {
      take(path, await put<{ fields: SidebarField[] }>(path, { fields }))
      tell('Saved. Agents see it the next time they open a conversation.')
    } catch (error) {
      setRefused(problemFrom(error).message)
    }
    setSaving(false)
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      {canChange && <Add fields={fields} add={(field) => setFields([...fields, field])} />}
      <Part title="Added columns">
        {fields.length === 0 && <p className={form.hint}>None yet. Choose a table and a column above; what it says appears under the contact.</p>}
        <ol className={styles.fields}>
          {fields.map((field, index) => (
            <li key={keyOf(field)}>
              <span>
                <bdi>{field.label}</bdi>
                <small>
                  {tableName[field.table] ?? field.table} · {field.column}
                </small>
              </span>
              {canChange && (
                <span className={styles.deeds}>
                  <Button
                    size="small"
                    appearance="subtle"
                    icon={<ArrowUpRegular />}
                    aria-label={`Move ${field.label} up`}
                    disabledFocusable={index === 0}
                    onClick={() => setFields(moved(fields, index, -1))}
                  />
                  <Button
                    size="small"
                    appearance="subtle"
                    icon={<ArrowDownRegular />}
                    aria-label={`Move ${field.label} down`}
                    disabledFocusable={index === fields.length - 1}
                    onClick={() => setFields(moved(fields, index, 1))}
                  />
                  <Button
                    size="small"
                    appearance="subtle"
                    icon={<DismissRegular />}
                    aria-label={`Remove ${field.label}`}
                    onClick={() => setFields(fields.filter((_, at) => at !== index))}
                  />
                </span>
              )}
            </li>
          ))}
        </ol>
      </Part>
      {canChange && <SaveBar changes={changed(saved, fields)} isSaving={isSaving} problem={refused} discard={() => setFields(saved)} />}
    </form>
  )
}

/** Chooses a table, then one of the columns that the organisation's own metadata names. */
function Add({ fields, add }: { fields: SidebarField[]; add: (field: SidebarField) => void }) {
  const [table, setTable] = useState<string>(tables[0])
  const [wanted, setWanted] = useState('')
  const columnsPath = `${path}/columns?table=${table}`
  const { value: columns, problem } = useLoaded<SidebarColumn[]>(columnsPath)
  const free = (columns ?? []).filter((column) => !fields.some((field) => field.table === table && keyOf(field).endsWith(`.${column.name}`)))
  const shown = free.filter((column) => `${column.label} ${column.name}`.toLowerCase().includes(wanted.trim().toLowerCase()))

  return (
    <Part title="Add a column">
      <div className={form.form}>
        <Field label="Table">
          <Select value={table} onChange={(_, { value }) => setTable(value)}>
            {tables.map((name) => (
              <option key={name} value={name}>
                {tableName[name]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Column" hint="Type to search by label or name; choosing it adds it.">
          <Combobox
            freeform
            value={wanted}
            selectedOptions={[]}
            placeholder={columns ? `${free.length} columns` : 'Reading the columns…'}
            onInput={(event) => setWanted(event.currentTarget.value)}
            onOptionSelect={(_, { optionValue }) => {
              const column = free.find(({ name }) => name === optionValue)
              if (column) add({ table, column: column.name, label: column.label })
              setWanted('')
            }}
          >
            {shown.slice(0, 100).map((column) => (
              <Option key={column.name} value={column.name} text={column.label}>
                {`${column.label} (${column.name})`}
              </Option>
            ))}
          </Combobox>
        </Field>
        {problem && <Trouble problem={problem} again={() => void load(columnsPath)} />}
      </div>
    </Part>
  )
}
