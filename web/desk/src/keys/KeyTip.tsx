import { Tooltip } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import styles from './KeyTip.module.css'

interface Props {
  label: string
  keys?: string | undefined
  /** Why it can't be done just now. */
  unless?: string | undefined
  children: ReactElement
}

/** A tooltip for eyes: what a button does, its key, or why it is off. The button itself says the same to screen readers. */
export function KeyTip({ label, keys, unless, children }: Props) {
  const content = (
    <span className={styles.tip}>
      <span>{unless ?? label}</span>
      {!unless && keys && <kbd>{keys}</kbd>}
    </span>
  )
  return (
    <Tooltip content={content} relationship="inaccessible" withArrow>
      {children}
    </Tooltip>
  )
}
