import { problemFrom, type Problem } from '../../../hub/api'
import { Signal } from '../../../hub/signal'
import { inOrder, isSame, mend, settle, type Mended } from './mend'
import type { DraftOnHub, TopicFile } from './wire'

/** The hub as a draft needs it. */
export interface DraftHub {
  get: <T>(path: string) => Promise<T>
  put: <T>(path: string, body?: unknown) => Promise<T>
  post: <T>(path: string, body?: unknown) => Promise<T>
  remove: <T>(path: string) => Promise<T>
}

export interface DraftNow {
  /** As they are typed. */
  files: readonly TopicFile[]
  /** As the hub has the draft. */
  saved: readonly TopicFile[]
  /** As visitors meet them. */
  published: readonly TopicFile[]
  revision: number
  /** The version that was live when the draft was begun. */
  basedOn: number | undefined
  is: 'saved' | 'typed' | 'saving' | 'failed'
  problem: string | undefined
  /** Somebody else saved in between, and both changed the same files. */
  clash: (Mended & { by: string | undefined }) | undefined
  /** What came from somebody else without a clash, to be told once. */
  taken: { by: string | undefined; paths: readonly string[] } | undefined
}

const quietMs = 1_500
const againMs = 10_000

/** The one draft of a bot's topics: typed here, kept on the hub, joined with what others save. */
export class Draft extends Signal<DraftNow | undefined> {
  private timer: ReturnType<typeof setTimeout> | undefined
  private saving: Promise<void> | undefined

  constructor(
    private readonly path: string,
    private readonly hub: DraftHub,
  ) {
    super(undefined)
  }

  load = async (): Promise<void> => {
    const [draft, published] = await Promise.all([
      this.hub.get<DraftOnHub>(`${this.path}/draft`),
      this.hub.get<TopicFile[]>(this.path),
    ])
    const files = inOrder(draft.files)
    this.set({
      files,
      saved: files,
      published: inOrder(published),
      revision: draft.revision,
      basedOn: draft.basedOn ?? undefined,
      is: 'saved',
      problem: undefined,
      clash: undefined,
      taken: undefined,
    })
  }

  write = (path: string, text: string): void => {
    const { files } = this.held()
    const isNew = !files.some((file) => file.path === path)
    this.type(isNew ? [...files, { path, text }] : files.map((file) => (file.path === path ? { path, text } : file)))
  }

  drop = (path: string): void => this.type(this.held().files.filter((file) => file.path !== path))

  rename = (from: string, to: string): void =>
    this.type(this.held().files.map((file) => (file.path === from ? { path: to, text: file.text } : file)))

  /** All files at once: an import, or taking one back. */
  type = (files: readonly TopicFile[]): void => {
    const now = this.held()
    const ordered = inOrder(files)
    this.set({ ...now, files: ordered, is: isSame(ordered, now.saved) ? 'saved' : 'typed', problem: undefined })
    clearTimeout(this.timer)
    if (this.held().is === 'typed' && !now.clash) this.timer = setTimeout(() => void this.save(), quietMs)
  }

  /** Saves what is typed; one at a time, and again when more was typed in between. */
  save = async (): Promise<void> => {
    clearTimeout(this.timer)
    while (this.saving) await this.saving
    const now = this.held()
    if (now.clash || isSame(now.files, now.saved)) return
    this.saving = this.send(now.files).finally(() => (this.saving = undefined))
    await this.saving
  }

  private send = async (files: readonly TopicFile[]): Promise<void> => {
    const { revision, basedOn } = this.held()
    this.set({ ...this.held(), is: 'saving', problem: undefined })
    try {
      const answer = await this.hub.put<{ revision: number }>(`${this.path}/draft`, { revision, files, ...(basedOn !== undefined && { basedOn }) })
      const isStill = isSame(this.held().files, files)
      this.set({ ...this.held(), saved: files, revision: answer.revision, is: isStill ? 'saved' : 'typed' })
      if (!isStill) this.timer = setTimeout(() => void this.save(), quietMs)
    } catch (error) {
      const problem = problemFrom(error)
      if (problem.code === 'stale_draft') await this.join()
      else this.fail(problem)
    }
  }

  /** Somebody saved since: what only one side changed is joined, the rest is asked. */
  private join = async (): Promise<void> => {
    try {
      const theirs = await this.hub.get<DraftOnHub>(`${this.path}/draft`)
      const now = this.held()
      const mended = mend(now.saved, now.files, theirs.files)
      const by = theirs.changedBy ?? undefined
      this.set({
        ...now,
        files: mended.files,
        saved: inOrder(theirs.files),
        revision: theirs.revision,
        basedOn: theirs.basedOn ?? undefined,
        is: isSame(mended.files, theirs.files) ? 'saved' : 'typed',
        clash: mended.clashes.length > 0 ? { ...mended, by } : undefined,
        taken: mended.taken.length > 0 ? { by, paths: mended.taken } : undefined,
      })
      if (mended.clashes.length === 0) this.timer = setTimeout(() => void this.save(), 0)
    } catch (error) {
      this.fail(problemFrom(error))
    }
  }

  /** The words stay here; what may mend itself is tried again by itself. */
  private fail(problem: Problem): void {
    this.set({ ...this.held(), is: 'failed', problem: problem.message })
    clearTimeout(this.timer)
    if (problem.unreachable || problem.status >= 500) this.timer = setTimeout(() => void this.save(), againMs)
  }

  get isUnsaved(): boolean {
    const now = this.get()
    return now !== undefined && now.is !== 'saved'
  }

  /** Decides the clashes and saves. */
  decide = async (choices: Readonly<Record<string, 'mine' | 'theirs'>>): Promise<void> => {
    const { clash, ...now } = this.held()
    if (!clash) return
    const files = settle({ ...clash, files: [...now.files] }, choices)
    this.set({ ...now, clash: undefined, files, is: isSame(files, now.saved) ? 'saved' : 'typed' })
    await this.save()
  }

  toldOfTaken = (): void => this.set({ ...this.held(), taken: undefined })

  /** Publishes the draft as a new version; throws what the hub refuses. */
  publish = async (note: string): Promise<number> => {
    await this.save()
    const { is, revision, problem, clash } = this.held()
    if (clash) throw new Error('Somebody else changed the same topics. Decide first whose words stay.')
    if (is === 'failed') throw new Error(problem)
    const { n } = await this.hub.post<{ n: number }>(`${this.path}/draft/publish`, { revision, ...(note && { note }) })
    await this.load()
    return n
  }

  /** What is live was changed beside the draft, which stays. */
  refreshPublished = async (): Promise<void> => {
    const published = await this.hub.get<TopicFile[]>(this.path)
    this.set({ ...this.held(), published: inOrder(published) })
  }

  throwAway = async (): Promise<void> => {
    clearTimeout(this.timer)
    while (this.saving) await this.saving
    if (this.held().revision > 0) await this.hub.remove(`${this.path}/draft`)
    await this.load()
  }

  /** Called when the page is left: what is typed is saved. */
  leave = (): void => {
    if (this.isUnsaved) void this.save()
  }

  private held(): DraftNow {
    const now = this.get()
    if (!now) throw new Error('The draft has not been read yet.')
    return now
  }
}
