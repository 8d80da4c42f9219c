import { Button } from '@fluentui/react-components'
import { ArrowClockwiseRegular, BuildingRegular, MailRegular, OpenRegular, PhoneRegular, StarFilled } from '@fluentui/react-icons'
import { useRef, type ReactNode, type RefObject } from 'react'
import type { AddedField, Case, Conversation, Crm } from '../hub/wire'
import { Avatar } from '../look/Avatar'
import { Time } from '../look/Time'
import { isSafe } from '../thread/Markdown'
import styles from './Contact.module.css'
import { Choices } from './Choices'
import { ask, useCrm } from './crm'

/** The contact in Dynamics with their open cases; or, kindly, why there is none to see. */
export function Contact({ conversation }: { conversation: Conversation }) {
  const { crm, isAsking, problem } = useCrm(conversation.id)
  const again = (): void => void ask(conversation.id)
  const person = useRef<HTMLHeadingElement>(null)
  if (!crm && isAsking) return <Skeleton />
  if (!crm) return <Trouble message={problem ?? 'Dynamics did not answer.'} hint="The conversation goes on without it." again={again} />
  return (
    <div className={styles.contact}>
      <Person conversation={conversation} crm={crm} heading={person} />
      <Standing crm={crm} email={conversation.visitor.email} again={again} />
      {crm.choices && crm.choices.length > 0 && (
        // The button that was pressed goes with the choices: whoever works by keyboard goes on from the person that it is.
        <Choices conversation={conversation.id} choices={crm.choices} linked={() => person.current?.focus()} />
      )}
      {problem && <Trouble message={problem} hint="What you see is from earlier." again={again} />}
      {crm.fields && crm.fields.length > 0 && <Added fields={crm.fields} />}
      {crm.status === 'found' && <Cases cases={crm.openCases} />}
      <p className={styles.checked}>
        {isAsking ? (
          'Asking Dynamics…'
        ) : (
          <>
            From Dynamics, <Time at={crm.checkedAt} />
          </>
        )}
      </p>
    </div>
  )
}

interface PersonProps {
  conversation: Conversation
  crm: Crm
  heading: RefObject<HTMLHeadingElement | null>
}

function Person({ conversation: { visitor }, crm: { contact }, heading }: PersonProps) {
  const name = contact?.name ?? visitor.name
  const email = contact?.email ?? visitor.email
  return (
    <section aria-label="Person" className={styles.person}>
      <div className={styles.top}>
        <Avatar name={name} size={48} />
        <div className={styles.who}>
          <h3 ref={heading} tabIndex={-1}>
            <bdi>{name}</bdi>
          </h3>
          {contact?.jobTitle && <p className={styles.job}>{contact.jobTitle}</p>}
          {contact?.vip && (
            <p className={styles.vip}>
              <StarFilled aria-hidden /> VIP
            </p>
          )}
        </div>
      </div>
      <ul className={styles.facts}>
        {contact?.company && (
          <Fact glyph={<BuildingRegular />} name="Company">
            {contact.company}
          </Fact>
        )}
        {email && (
          <Fact glyph={<MailRegular />} name="E-mail">
            <a href={`mailto:${email}`}>{email}</a>
          </Fact>
        )}
        {contact?.phone && (
          <Fact glyph={<PhoneRegular />} name="Phone">
            <a href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`}>{contact.phone}</a>
          </Fact>
        )}
      </ul>
      {contact && isSafe(contact.url) && (
        <a className={styles.open} href={contact.url} target="_blank" rel="noopener noreferrer">
          Open in Dynamics <OpenRegular aria-hidden />
        </a>
      )}
    </section>
  )
}

function Fact({ glyph, name, children }: { glyph: ReactNode; name: string; children: ReactNode }) {
  return (
    <li>
      <span role="img" aria-label={name} title={name}>
        {glyph}
      </span>
      <bdi>{children}</bdi>
    </li>
  )
}

/** What to say when the answer is anything but one contact. */
function Standing({ crm: { status, problem }, email, again }: { crm: Crm; email: string | undefined; again: () => void }) {
  switch (status) {
    case 'found':
      return null
    case 'none':
      return (
        <Hint
          title="Not known in Dynamics"
          text={
            email
              ? `No contact has the address ${email}.`
              : 'The visitor gave no e-mail address to look up. Ask for it, and it is looked up at once.'
          }
        />
      )
    case 'many':
      return (
        <Hint
          title="Several contacts match"
          text={problem?.hint ?? `More than one contact has the address ${email ?? 'given'}. Ask for the company to tell them apart.`}
        />
      )
    case 'off':
      return <Hint title="Dynamics is not connected" text="An administrator can connect it; until then there is no contact to show." />
    case 'unavailable':
      return (
        <Trouble
          message={problem?.message ?? 'Couldn’t reach Dynamics.'}
          hint={problem?.hint ?? 'The conversation goes on without it.'}
          again={again}
        />
      )
  }
}

function Hint({ title, text }: { title: string; text: string }) {
  return (
    <section className={styles.hint}>
      <h4>{title}</h4>
      <p>{text}</p>
    </section>
  )
}

function Trouble({ message, hint, again }: { message: string; hint: string; again: () => void }) {
  return (
    <section className={styles.hint} role="status">
      <h4>{message}</h4>
      <p>{hint}</p>
      <Button size="small" icon={<ArrowClockwiseRegular />} onClick={again}>
        Try again
      </Button>
    </section>
  )
}

/** The columns that an administrator wants agents to see. */
function Added({ fields }: { fields: AddedField[] }) {
  return (
    <dl className={styles.added}>
      {fields.map(({ table, label, value }) => (
        <div key={`${table} ${label}`}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Cases({ cases }: { cases: Case[] }) {
  return (
    <section aria-label="Open cases">
      <h4 className={styles.title}>
        Open cases <span>{cases.length}</span>
      </h4>
      {cases.length === 0 && <p className={styles.none}>None. Whatever it is, it is new.</p>}
      <ul className={styles.cases}>
        {cases.map((one) => (
          <li key={one.id}>
            {isSafe(one.url) ? (
              <a href={one.url} target="_blank" rel="noopener noreferrer">
                {one.title}
              </a>
            ) : (
              <b>{one.title}</b>
            )}
            <p>
              <span>{one.ticketNumber}</span>
              <span>{one.status}</span>
              <span data-high={/high/i.test(one.priority)}>{one.priority}</span>
              <Time at={one.createdAt} />
            </p>
            {one.fields && one.fields.length > 0 && <Added fields={one.fields} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Skeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Asking Dynamics">
      <span />
      <span />
      <span />
    </div>
  )
}
