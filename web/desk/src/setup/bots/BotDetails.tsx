import { isPlainClick, openSetup, setupAddress } from '../../look/place'
import { load, useLoaded } from '../loaded'
import { Standing, TableBox, Trouble, Waiting } from '../parts'
import type { BotDetails as Details } from '../wire'
import styles from './Bots.module.css'

const rules: Record<string, string> = { allow: 'at once', askVisitor: 'asks the visitor', askAgent: 'asks an agent', forbid: 'never' }

/** What leads to a bot, who is beside it, and what it may do. */
export function BotDetails({ id }: { id: string }) {
  const path = `/bots/${id}/details`
  const { value: details, problem } = useLoaded<Details>(path)
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!details) return <Waiting>Reading</Waiting>
  const may = details.tools.filter(({ rule }) => rule !== 'forbid')
  return (
    <div className={styles.details}>
      {details.warnings.map((warning) => (
        <Standing key={warning} tone="warning">
          {warning}
        </Standing>
      ))}
      <h4>Queues</h4>
      {details.queues.length === 0 && <p>None. Put it into a queue under Settings.</p>}
      <ul className={styles.plain}>
        {details.queues.map((queue) => (
          <li key={queue.id}>
            <b>{queue.name}</b>: {queue.isFirst ? 'it comes first' : 'others come first'}.{' '}
            {queue.others.length === 0
              ? 'Nobody else is there.'
              : `Beside it: ${queue.others.map(({ name, capacity }) => `${name} (${capacity})`).join(', ')}${queue.more > 0 ? ` and ${queue.more} more` : ''}.`}
          </li>
        ))}
      </ul>
      <h4>What leads there</h4>
      {details.leads.length === 0 && <p>No workstream leads to a queue of it.</p>}
      <ul className={styles.plain}>
        {details.leads.map((lead, at) => (
          <li key={at}>
            <b>{lead.workstream}</b>: {lead.rule === undefined ? 'as the fallback' : `rule “${lead.rule}”`}, to {lead.queue}
            {lead.channels.length > 0 && ` (${lead.channels.join(', ')})`}
          </li>
        ))}
      </ul>
      <h4>What it may do</h4>
      <p>{details.role}</p>
      {may.length > 0 && (
        <details>
          <summary>{may.length} tools</summary>
          <TableBox label="Tools">
            <table>
              <thead>
                <tr>
                  <th scope="col">Tool</th>
                  <th scope="col">May it?</th>
                </tr>
              </thead>
              <tbody>
                {details.tools.map(({ name, title, rule }) => (
                  <tr key={name}>
                    <td>{title}</td>
                    <td>{rules[rule] ?? rule}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
        </details>
      )}
      <p>
        <a
          href={setupAddress('policies')}
          onClick={(event) => {
            if (isPlainClick(event)) openSetup('policies')
          }}
        >
          Change its policies
        </a>
      </p>
    </div>
  )
}
