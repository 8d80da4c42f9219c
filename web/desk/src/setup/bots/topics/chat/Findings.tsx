import { useState } from 'react'
import { Tabs } from '../../../../look/Tabs'
import { useAuthoring } from '../authoring'
import { nameOf } from '../names'
import type { TurnDone } from '../wire'
import styles from './TestChat.module.css'

type Shown = 'variables' | 'recognised' | 'trace'

/** The inside of the last turn: variables, what was recognised and why, and the nodes that ran. */
export function Findings({ turn }: { turn: TurnDone }) {
  const [shown, setShown] = useState<Shown>('variables')
  const { open } = useAuthoring()
  const last = turn.trace.at(-1)
  return (
    <div className={styles.findings}>
      {last && (
        <p className={styles.stands}>
          Stands at{' '}
          <button type="button" className={styles.link} onClick={() => open(last.path, last.line)}>
            {nameOf(last.path)}, line {last.line}
          </button>
        </p>
      )}
      <Tabs
        label="Inside of the turn"
        panel="findings"
        shown={shown}
        show={setShown}
        tabs={[
          { name: 'variables', title: 'Variables' },
          { name: 'recognised', title: 'Recognised' },
          { name: 'trace', title: 'Steps' },
        ]}
      />
      <div id="findings" role="tabpanel" aria-labelledby={`findings-${shown}`} tabIndex={0} className={styles.panel}>
        {shown === 'variables' && <Variables turn={turn} />}
        {shown === 'recognised' && <Recognised turn={turn} />}
        {shown === 'trace' && <Trace turn={turn} />}
      </div>
    </div>
  )
}

function Variables({ turn: { variables } }: { turn: TurnDone }) {
  if (variables.length === 0) return <p>No variable has a value yet.</p>
  return (
    <dl className={styles.facts}>
      {variables.map(({ scope, name, type, value }) => (
        <div key={`${scope}.${name}`}>
          <dt title={type}>{name.startsWith(`${scope}.`) ? name : `${scope}.${name}`}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Recognised({ turn: { recognised } }: { turn: TurnDone }) {
  const { open } = useAuthoring()
  if (recognised.length === 0) return <p>No topic was looked for in this turn.</p>
  return (
    <ol className={styles.found}>
      {recognised.map(({ path, phrase, score, why }, n) => (
        <li key={n}>
          <button type="button" onClick={() => open(path)}>
            {nameOf(path)}
          </button>{' '}
          <span className={styles.number}>{Math.round(score * 100)} %</span>
          <p>
            “{phrase}” {why}
          </p>
        </li>
      ))}
    </ol>
  )
}

function Trace({ turn: { trace } }: { turn: TurnDone }) {
  const { open } = useAuthoring()
  if (trace.length === 0) return <p>No node ran.</p>
  return (
    <ol className={styles.found}>
      {trace.map(({ path, node, line }, n) => (
        <li key={n}>
          <button type="button" onClick={() => open(path, line)}>
            {nameOf(path)}, line {line}
          </button>{' '}
          <span>{node}</span>
        </li>
      ))}
    </ol>
  )
}
