import { Button, Input } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { problemFrom } from '../hub/api'
import { tellProblem } from '../look/notices'
import { openSetup, usePlace } from '../look/place'
import { load, useLoaded } from './loaded'
import { Confirm, Empty, Head, Part, Standing, TableBox, Trouble, Waiting, type Tone } from './parts'
import { removeRecord } from './recordForm'
import styles from './Records.module.css'

export interface Column<T> {
  title: string
  show: (item: T) => ReactNode
}

interface Props<T> {
  name: string
  purpose: string
  list: string
  /** One of them: "queue". */
  one: string
  nameOf: (item: T) => string
  columns: readonly Column<T>[]
  stand: (items: readonly T[]) => { tone: Tone; words: string }
  empty: string
  /** What stops when one is removed; without it none can be. */
  removal?: (item: T) => string
  form: (item: T | undefined, done: () => void) => ReactNode
  canChange: boolean
  canMake?: boolean
  children?: ReactNode
}

const filterFrom = 8

/**
 * A page of records of one kind: the list, and a form for the one that is looked at or made. Which one that is stands in the address (/desk/setup/queues/<id>, or
 * new), so it can be sent to a colleague, opened in a new tab, and left by going back.
 */
export function Records<T extends { id: string }>(props: Props<T>) {
  const { name, purpose, list, one, nameOf, stand, empty, removal, form, canChange, canMake = canChange, children } = props
  const { value: items, problem } = useLoaded<T[]>(list)
  const [page = '', open] = (usePlace().setup ?? '').split('/')
  const [leaving, setLeaving] = useState<T>()
  const [wanted, setWanted] = useState('')
  const chosen = items?.find((item) => item.id === open)
  const standing = items && stand(items)
  const shown = items?.filter((item) => nameOf(item).toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()))
  const setOpen = (id?: string): void => openSetup(id ? `${page}/${id}` : page)
  const close = (): void => setOpen()
  const isMaking = open === 'new' && canMake
  const isBeside = chosen !== undefined || isMaking
  const record = useRef<HTMLDivElement>(null)

  // Who comes by a link sees what it is about, however long the list above is.
  const hasCome = useRef(false)
  useEffect(() => {
    if (!items || hasCome.current) return
    hasCome.current = true
    record.current?.scrollIntoView({ block: 'start' })
  }, [items])

  const leave = async (item: T): Promise<void> => {
    try {
      await removeRecord(list, item.id, nameOf(item))
      close()
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setLeaving(undefined)
  }

  return (
    <>
      <Head name={name} purpose={purpose}>
        {standing && <Standing tone={standing.tone}>{standing.words}</Standing>}
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(list)} />}
      {!items && !problem && <Waiting>Reading</Waiting>}
      {items && (
        <div className={styles.top} data-beside={isBeside}>
          {items.length >= filterFrom && (
            <Input aria-label={`Find a ${one}`} placeholder={`Find a ${one}`} value={wanted} onChange={(_, { value }) => setWanted(value)} />
          )}
          {canMake && !isMaking && (
            <Button icon={<AddRegular />} appearance={items.length === 0 ? 'primary' : 'secondary'} onClick={() => setOpen('new')}>
              New {one}
            </Button>
          )}
        </div>
      )}
      {items && isMaking && <Part title={`New ${one}`}>{form(undefined, close)}</Part>}
      {items && open && open !== 'new' && !chosen && <p role="status">This {one} is not here any more.</p>}
      {items?.length === 0 && !isMaking && (
        <Empty title={`No ${one} yet`}>
          <p>{empty}</p>
        </Empty>
      )}
      {shown && shown.length > 0 && <Table {...props} items={shown} open={open} isBeside={isBeside} show={setOpen} />}
      {shown && items && items.length > 0 && shown.length === 0 && <p role="status">No {one} by that name.</p>}
      {chosen && (
        <div ref={record} key={chosen.id}>
          <Part
            title={nameOf(chosen)}
            aside={
              canChange &&
              removal && (
                <Button size="small" onClick={() => setLeaving(chosen)}>
                  Remove
                </Button>
              )
            }
          >
            {form(chosen, close)}
          </Part>
        </div>
      )}
      {leaving && removal && (
        <Confirm title={`Remove ${nameOf(leaving)}?`} deed="Remove" cancel={() => setLeaving(undefined)} confirm={() => void leave(leaving)}>
          <p>{removal(leaving)}</p>
        </Confirm>
      )}
      {children}
    </>
  )
}

function Table<T extends { id: string }>({
  name,
  columns,
  nameOf,
  items,
  open,
  isBeside,
  show,
}: Props<T> & { items: readonly T[]; open: string | undefined; isBeside: boolean; show: (id: string | undefined) => void }) {
  return (
    <div className={styles.table} data-beside={isBeside}>
      <TableBox label={name}>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id} data-open={item.id === open}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.name}
                    aria-expanded={item.id === open}
                    onClick={() => show(item.id === open ? undefined : item.id)}
                  >
                    <bdi>{nameOf(item)}</bdi>
                  </button>
                </th>
                {columns.map(({ title, show: cell }) => (
                  <td key={title} data-title={title}>
                    {cell(item)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </div>
  )
}
