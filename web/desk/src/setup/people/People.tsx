import { Field, Input, Select } from '@fluentui/react-components'
import { Checks } from '../Checks'
import form from '../form.module.css'
import { useLoaded } from '../loaded'
import type { PageProps } from '../pages'
import { SaveBar } from '../parts'
import { Records } from '../Records'
import { useRecordForm } from '../recordForm'
import type { QueueSetting, UserSetting } from '../wire'

const list = '/users?limit=200'
const roles: Record<UserSetting['role'], string> = {
  agent: 'Agent: answers visitors',
  supervisor: 'Supervisor: sees all conversations and this set-up',
  administrator: 'Administrator: changes this set-up',
}
const passwordMin = 8

/** Who signs in to the desk. */
export default function People({ canChange }: PageProps) {
  return (
    <Records<UserSetting>
      name="People"
      one="person"
      list={list}
      purpose="Agents answer visitors, supervisors see everything, administrators set Baton up. Each signs in with their address and a password."
      nameOf={(user) => user.name}
      columns={[
        { title: 'E-mail', show: (user) => user.email ?? '' },
        { title: 'Role', show: (user) => roles[user.role].split(':')[0] },
        { title: 'Presence', show: (user) => (user.presence === 'DoNotDisturb' ? 'Do not disturb' : user.presence) },
        { title: 'Holds', show: (user) => `${user.load} of ${user.capacity}` },
      ]}
      stand={(users) => {
        const agents = users.filter((user) => user.queueIds.length > 0).length
        return agents === 0
          ? { tone: 'warning', words: 'Nobody is in a queue, so nobody is offered conversations.' }
          : { tone: 'well', words: `${users.length === 1 ? 'One person' : `${users.length} people`}, ${agents} of them in a queue.` }
      }}
      empty="Make an account for each colleague who answers visitors."
      removal={(user) => `${user.name} is signed out at once and can’t sign in again. They stay named in the conversations they had.`}
      form={(user, done) => <PersonForm user={user} done={done} canChange={canChange} />}
      canChange={canChange}
    />
  )
}

interface Typed {
  name: string
  email: string
  password: string
  role: UserSetting['role']
  capacity: string
  queueIds: string[]
}

function PersonForm({ user, done, canChange }: { user: UserSetting | undefined; done: () => void; canChange: boolean }) {
  const { value: queues } = useLoaded<QueueSetting[]>('/queues?limit=200')
  const nameOf = (id: string): string => queues?.find((one) => one.id === id)?.name ?? 'a queue'
  const { typed, write, refused, ...rest } = useRecordForm<Typed>({
    list,
    id: user?.id,
    before: user
      ? { name: user.name, email: user.email ?? '', password: '', role: user.role, capacity: String(user.capacity), queueIds: user.queueIds }
      : { name: '', email: '', password: '', role: 'agent', capacity: '3', queueIds: [] },
    telling: {
      name: { label: 'name' },
      email: { label: 'e-mail' },
      password: { label: 'a new password, and they are signed out everywhere', show: () => '' },
      role: { label: 'role' },
      capacity: { label: 'capacity' },
      queueIds: { label: 'queues', show: (ids) => ids.map(nameOf).join(', ') },
    },
    lacks: (one) => {
      if (one.name.trim() === '') return 'a name'
      if (!/^[^\s@]+@[^\s@]+$/.test(one.email.trim())) return 'an e-mail address'
      if (!user || one.password) return one.password.length < passwordMin ? 'a password' : undefined
      return /^\d+$/.test(one.capacity) ? undefined : 'a capacity'
    },
    body: ({ name, email, password, role, capacity, queueIds }) => ({
      name: name.trim(),
      email: email.trim(),
      ...(password && { password }),
      role,
      capacity: Number(capacity),
      queueIds,
    }),
    called: ({ name }) => name.trim(),
    done,
  })
  const isShort = typed.password !== '' && typed.password.length < passwordMin
  return (
    <form className={form.form} onSubmit={(event) => void rest.save(event)} autoComplete="off">
      <Field label="Name" required>
        <Input value={typed.name} maxLength={200} readOnly={!canChange} autoFocus={!user} onChange={(_, { value }) => write({ name: value })} />
      </Field>
      <Field label="E-mail" required {...(refused?.code === 'email_taken' && { validationMessage: refused.message, validationState: 'error' as const })}>
        <Input type="email" autoComplete="off" value={typed.email} readOnly={!canChange} onChange={(_, { value }) => write({ email: value })} />
      </Field>
      {canChange && (
        <Field
          label={user ? 'A new password' : 'Password to start with'}
          required={!user}
          hint={user ? 'Leave it empty to keep theirs.' : `At least ${passwordMin} characters. Tell it to them yourself.`}
          {...(isShort && { validationMessage: `A password has at least ${passwordMin} characters.`, validationState: 'error' as const })}
        >
          <Input type="password" autoComplete="new-password" value={typed.password} onChange={(_, { value }) => write({ password: value })} />
        </Field>
      )}
      <Field label="Role">
        <Select value={typed.role} disabled={!canChange} onChange={(_, { value }) => write({ role: value as Typed['role'] })}>
          {Object.entries(roles).map(([role, words]) => (
            <option key={role} value={role}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Capacity" hint="How many conversations they can hold at once.">
        <Input inputMode="numeric" value={typed.capacity} readOnly={!canChange} onChange={(_, { value }) => write({ capacity: value })} />
      </Field>
      <Checks
        legend="Queues"
        of={queues ?? []}
        chosen={typed.queueIds}
        change={(queueIds) => write({ queueIds })}
        canChange={canChange}
        none="There is no queue yet."
      />
      {canChange && (
        <SaveBar
          changes={rest.changes}
          isSaving={rest.isSaving}
          problem={refused && refused.code !== 'email_taken' ? refused.message : undefined}
          discard={rest.discard}
          label={user ? 'Save' : 'Let them in'}
        />
      )}
    </form>
  )
}
