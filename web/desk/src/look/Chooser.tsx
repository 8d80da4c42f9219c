import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import styles from './Chooser.module.css'

export interface Choosable {
  id: string
  label: string
  group: string
  detail?: string | undefined
  /** Why it can't be chosen. */
  unless?: string | undefined
  glyph?: ReactNode
  keys?: string | undefined
}

interface Props {
  label: string
  placeholder: string
  items: readonly Choosable[]
  chosen?: string | undefined
  none: string
  choose: (item: Choosable) => void
}

const shownMax = 60

/** A box to type in and a list that narrows: arrows move, Enter chooses, the mouse does both. */
export function Chooser({ label, placeholder, items, chosen, none, choose }: Props) {
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const current = useRef<HTMLLIElement>(null)
  const matching = match(items, words)
  const index = Math.min(at, matching.length - 1)

  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [index])

  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt(Math.min(matching.length - 1, index + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, index - 1))
    else if (event.key === 'Enter' && matching[index] && !event.ctrlKey) pick(matching[index])
    else return
    event.preventDefault()
  }

  const pick = (item: Choosable): void => {
    if (!item.unless) choose(item)
  }

  return (
    <div className={styles.chooser}>
      <input
        className={styles.input}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={matching[index] && `${list}-${matching[index].id}`}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          setAt(0)
        }}
        onKeyDown={pressed}
      />
      <ul id={list} className={styles.list} role="listbox" aria-label={label}>
        {matching.map((item, row) => (
          <li
            key={item.id}
            id={`${list}-${item.id}`}
            ref={row === index ? current : undefined}
            role="option"
            className={styles.item}
            data-current={row === index}
            aria-selected={chosen === undefined ? row === index : item.id === chosen}
            aria-disabled={item.unless !== undefined}
            onMouseMove={() => setAt(row)}
            onClick={() => pick(item)}
          >
            {(row === 0 || matching[row - 1]!.group !== item.group) && <span className={styles.group}>{item.group}</span>}
            <span className={styles.line}>
              {item.glyph}
              <bdi className={styles.label}>{item.label}</bdi>
              <span className={styles.detail}>{item.unless ?? item.detail}</span>
              {item.keys && <kbd>{item.keys}</kbd>}
            </span>
          </li>
        ))}
      </ul>
      {matching.length === 0 && (
        <p className={styles.none} role="status">
          {none}
        </p>
      )}
    </div>
  )
}

/** Every word must be found; groups keep their order. */
function match(items: readonly Choosable[], words: string): readonly Choosable[] {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const found: Choosable[] = []
  for (const item of items) {
    const text = `${item.label} ${item.group} ${item.detail ?? ''}`.toLocaleLowerCase()
    if (wanted.every((word) => text.includes(word))) found.push(item)
    if (found.length === shownMax) break
  }
  return found
}
