import { useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from 'react'
import styles from './WindowedList.module.css'

export interface ListHandle {
  reveal: (index: number) => void
}

interface Props<T> {
  items: readonly T[]
  rowHeight: number
  label: string
  keyOf: (item: T) => string
  /** A row that stays on the page even when it is scrolled away, because the focus may be on it. */
  keep?: number
  handle?: Ref<ListHandle>
  children: (item: T) => ReactNode
}

const beyond = 5

/** A list of rows of one height that draws only those in sight. */
export function WindowedList<T>({ items, rowHeight, label, keyOf, keep, handle, children }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(800)

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setHeight(entry!.contentRect.height || 800))
    observer.observe(scroller.current!)
    return () => observer.disconnect()
  }, [])

  useImperativeHandle(
    handle,
    () => ({
      reveal: (index) => {
        const element = scroller.current!
        const start = index * rowHeight
        if (start < element.scrollTop) element.scrollTop = start
        else if (start + rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = start + rowHeight - element.clientHeight
        setTop(element.scrollTop)
      },
    }),
    [rowHeight],
  )

  const first = Math.max(0, Math.floor(top / rowHeight) - beyond)
  const last = Math.min(items.length - 1, Math.ceil((top + height) / rowHeight) + beyond)
  const drawn = indices(first, last, keep !== undefined && keep >= 0 && keep < items.length ? keep : undefined)

  return (
    <div ref={scroller} className={styles.scroller} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <ul className={styles.rows} aria-label={label} style={{ blockSize: items.length * rowHeight }}>
        {drawn.map((index) => (
          <li
            key={keyOf(items[index]!)}
            className={styles.row}
            style={{ transform: `translateY(${index * rowHeight}px)`, blockSize: rowHeight }}
            aria-setsize={items.length}
            aria-posinset={index + 1}
          >
            {children(items[index]!)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function indices(first: number, last: number, keep: number | undefined): number[] {
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
  if (keep === undefined || (keep >= first && keep <= last)) return all
  return keep < first ? [keep, ...all] : [...all, keep]
}
