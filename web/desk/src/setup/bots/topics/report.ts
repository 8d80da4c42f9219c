import { useEffect, useRef, useState } from 'react'
import { post, problemFrom } from '../../../hub/api'
import type { Report, TopicFile } from './wire'

export interface Checked {
  /** What was found last; it stays while the next check runs. */
  report: Report | undefined
  /** The files that it is about. */
  of: readonly TopicFile[] | undefined
  problem: string | undefined
}

const quietMs = 350
const none: Report = { problems: [], topics: [], overlaps: [], results: [] }

/** What the hub says of the files as they are typed, asked once the typing rests. */
export function useReport(files: readonly TopicFile[] | undefined): Checked {
  const [checked, setChecked] = useState<Checked>({ report: undefined, of: undefined, problem: undefined })
  const asked = useRef(0)

  useEffect(() => {
    if (!files) return undefined
    // Nothing can't be asked about.
    if (files.length === 0) {
      setChecked({ report: none, of: files, problem: undefined })
      return undefined
    }
    const ask = async (): Promise<void> => {
      const n = ++asked.current
      try {
        const report = await post<Report>('/topics/check', { files })
        if (n === asked.current) setChecked({ report, of: files, problem: undefined })
      } catch (error) {
        if (n === asked.current) setChecked((before) => ({ ...before, problem: problemFrom(error).message }))
      }
    }
    const timer = setTimeout(() => void ask(), asked.current === 0 ? 0 : quietMs)
    return () => clearTimeout(timer)
  }, [files])

  return checked
}
