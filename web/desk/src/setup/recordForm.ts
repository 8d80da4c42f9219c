import { useState, type FormEvent } from 'react'
import { post, problemFrom, put, remove, type Problem } from '../hub/api'
import { tell } from '../look/notices'
import { load } from './loaded'

/** How a field is called and shown where one says what will change. */
export type Telling<T> = { [Field in keyof T]?: { label: string; show?: (value: T[Field]) => string } }

/** What differs, in words: "name from Billing to Bills". */
export function differences<T extends object>(before: T, now: T, telling: Telling<T>): string[] {
  return (Object.keys(telling) as (keyof T)[]).flatMap((field) => {
    if (JSON.stringify(before[field] ?? null) === JSON.stringify(now[field] ?? null)) return []
    const { label, show = plain } = telling[field]! as { label: string; show?: (value: unknown) => string }
    const [was, is] = [show(before[field]), show(now[field])]
    if (is === was) return [label]
    if (was === '') return [`${label}: ${is}`]
    return [is === '' ? `no ${label}` : `${label} from ${was} to ${is}`]
  })
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(', ') : String(value)
}

export interface RecordForm<T> {
  typed: T
  write: (part: Partial<T>) => void
  changes: string[]
  isSaving: boolean
  refused: Problem | undefined
  save: (event: FormEvent) => Promise<void>
  discard: () => void
}

interface Wish<T extends object> {
  /** Where the list of such records is, with its query. */
  list: string
  /** The record's id; none for a new one. */
  id: string | undefined
  before: T
  telling: Telling<T>
  /** What is wrong or missing; then there is nothing to save. */
  lacks: (typed: T) => string | undefined
  /** The body that is sent. */
  body: (typed: T) => object
  /** "The queue Billing". */
  called: (typed: T) => string
  done: () => void
}

/** A form over one record of a list: what is typed, what saving would change, and the saving. */
export function useRecordForm<T extends object>({ list, id, before, telling, lacks, body, called, done }: Wish<T>): RecordForm<T> {
  const [typed, setTyped] = useState(before)
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<Problem>()
  const path = list.split('?')[0]!
  const isSound = lacks(typed) === undefined
  const changes = !isSound ? [] : id === undefined ? [`${called(typed)} is made`] : differences(before, typed, telling)

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isSaving || changes.length === 0) return
    setSaving(true)
    setRefused(undefined)
    try {
      if (id === undefined) await post(path, body(typed))
      else await put(`${path}/${id}`, body(typed))
      tell(`${called(typed)} is saved.`)
      await load(list)
      done()
    } catch (error) {
      setRefused(problemFrom(error))
      setSaving(false)
    }
  }

  return {
    typed,
    write: (part) => {
      setTyped({ ...typed, ...part })
      setRefused(undefined)
    },
    changes,
    isSaving,
    refused,
    save,
    discard: () => {
      setTyped(before)
      setRefused(undefined)
      if (id === undefined) done()
    },
  }
}

export async function removeRecord(list: string, id: string, called: string): Promise<void> {
  await remove(`${list.split('?')[0]!}/${id}`)
  tell(`${called} is gone.`)
  await load(list)
}
