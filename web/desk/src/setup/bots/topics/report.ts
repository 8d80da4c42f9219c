import { useEffect, useState } from 'react'
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

/** What the hub says of the files as they are typed, asked once the typing rests and never twice at a time. */
export function useReport(files: readonly TopicFile[] | undefined): Checked {
  const [checking] = useState(() => new Checking((of) => post<Report>('/topics/check', { files: of })))
  const [checked, setChecked] = useState<Checked>({ report: undefined, of: undefined, problem: undefined })

  useEffect(() => {
    if (!files) return undefined
    const timer = setTimeout(() => checking.want(files, setChecked), checking.hasBegun ? quietMs : 0)
    return () => clearTimeout(timer)
  }, [files, checking])

  return checked
}

/** One check at a time: what is typed meanwhile waits, and only the newest of it is asked. */
export class Checking {
  hasBegun = false
  private wanted: readonly TopicFile[] | undefined
  private isAsking = false
  private last: Checked = { report: undefined, of: undefined, problem: undefined }

  constructor(private readonly ask: (files: readonly TopicFile[]) => Promise<Report>) {}

  want = (files: readonly TopicFile[], tell: (checked: Checked) => void): void => {
    this.hasBegun = true
    this.wanted = files
    if (!this.isAsking) void this.run(tell)
  }

  private run = async (tell: (checked: Checked) => void): Promise<void> => {
    this.isAsking = true
    for (let files = this.next(); files; files = this.next()) {
      try {
        this.last = { report: files.length === 0 ? none : await this.ask(files), of: files, problem: undefined }
      } catch (error) {
        this.last = { ...this.last, problem: problemFrom(error).message }
      }
      tell(this.last)
    }
    this.isAsking = false
  }

  private next(): readonly TopicFile[] | undefined {
    const { wanted } = this
    this.wanted = undefined
    return wanted
  }
}
