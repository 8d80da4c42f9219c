import type { KeyboardEvent, ReactNode } from 'react'
import styles from './Tabs.module.css'

interface Props<T extends string> {
  label: string
  tabs: readonly { name: T; title: ReactNode }[]
  shown: T
  /** The panel's id; its tabs are named "<panel>-<tab>". */
  panel: string
  show: (name: T) => void
}

/** A row of tabs: one stop for Tab, arrows within. */
export function Tabs<T extends string>({ label, tabs, shown, panel, show }: Props<T>) {
  const pressed = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const isMirrored = getComputedStyle(event.currentTarget).direction === 'rtl'
    const at = tabs.findIndex(({ name }) => name === shown) + (isMirrored ? -step : step)
    const { name } = tabs[Math.max(0, Math.min(tabs.length - 1, at))]!
    show(name)
    document.getElementById(`${panel}-${name}`)?.focus()
  }

  return (
    <div role="tablist" aria-label={label} className={styles.tabs} onKeyDown={pressed}>
      {tabs.map(({ name, title }) => (
        <button
          key={name}
          id={`${panel}-${name}`}
          type="button"
          role="tab"
          aria-selected={name === shown}
          aria-controls={panel}
          tabIndex={name === shown ? 0 : -1}
          className={styles.tab}
          onClick={(event) => {
            event.currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' })
            show(name)
          }}
        >
          {title}
        </button>
      ))}
    </div>
  )
}
