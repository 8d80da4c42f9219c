import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '../../../hub/api'
import { Draft } from './draft'
import type { TopicFile } from './wire'

/** A hub that keeps one draft, as the real one does. */
class Hub {
  published: TopicFile[] = [{ path: 'A.yml', text: 'a' }, { path: 'B.yml', text: 'b' }]
  draft = { revision: 0, isChanged: false, files: this.published, changedBy: undefined as string | undefined }
  saves = 0
  isDown = false

  get = async <T>(path: string): Promise<T> => (path.endsWith('/draft') ? this.draft : this.published) as T

  put = async <T>(_: string, body?: unknown): Promise<T> => {
    if (this.isDown) throw new Problem(0, 'unreachable', 'Baton can’t be reached just now.')
    const { revision, files } = body as { revision: number; files: TopicFile[] }
    if (revision !== this.draft.revision) throw new Problem(409, 'stale_draft', 'Somebody saved since.')
    this.saves++
    this.draft = { ...this.draft, revision: revision + 1, isChanged: true, files }
    return { revision: this.draft.revision } as T
  }

  post = async <T>(): Promise<T> => {
    this.published = this.draft.files
    this.draft = { ...this.draft, revision: 0 }
    return { n: 2 } as T
  }

  remove = async <T>(): Promise<T> => {
    this.draft = { ...this.draft, revision: 0, files: this.published }
    return undefined as T
  }

  theirSave(files: TopicFile[]): void {
    this.draft = { revision: this.draft.revision + 1, isChanged: true, files, changedBy: 'Bea' }
  }
}

let hub: Hub
let draft: Draft

beforeEach(async () => {
  vi.useFakeTimers()
  hub = new Hub()
  draft = new Draft('/bots/1/topics', hub)
  await draft.load()
})
afterEach(() => vi.useRealTimers())

const text = (path: string): string | undefined => draft.get()?.files.find((file) => file.path === path)?.text

test('typing is saved by itself once it is quiet, and only once', async () => {
  draft.write('A.yml', 'a1')
  draft.write('A.yml', 'a12')
  expect(draft.get()?.is).toBe('typed')
  await vi.runAllTimersAsync()
  expect(hub.saves).toBe(1)
  expect(draft.get()?.is).toBe('saved')
})

test('typing back what was there is nothing to save', async () => {
  draft.write('A.yml', 'a1')
  draft.write('A.yml', 'a')
  await vi.runAllTimersAsync()
  expect(hub.saves).toBe(0)
})

test('what somebody else saved in another topic is joined, told and saved', async () => {
  hub.theirSave([hub.published[0]!, { path: 'B.yml', text: 'by Bea' }])
  draft.write('A.yml', 'mine')
  await vi.runAllTimersAsync()
  expect(hub.draft.files).toEqual([{ path: 'A.yml', text: 'mine' }, { path: 'B.yml', text: 'by Bea' }])
  expect(draft.get()?.taken).toEqual({ by: 'Bea', paths: ['B.yml'] })
})

test('a clash waits for a decision and overwrites nothing', async () => {
  hub.theirSave([{ path: 'A.yml', text: 'by Bea' }, hub.published[1]!])
  draft.write('A.yml', 'mine')
  await vi.runAllTimersAsync()
  expect(draft.get()?.clash?.clashes).toHaveLength(1)
  await draft.save()
  expect(hub.draft.files[0]!.text).toBe('by Bea')
  await draft.decide({ 'A.yml': 'mine' })
  expect(hub.draft.files[0]!.text).toBe('mine')
})

test('a hub that is away keeps the words and says so; when it is back they are saved by themselves', async () => {
  hub.isDown = true
  draft.write('A.yml', 'mine')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(draft.get()).toMatchObject({ is: 'failed', problem: 'Baton can’t be reached just now.' })
  expect(text('A.yml')).toBe('mine')
  hub.isDown = false
  await vi.runAllTimersAsync()
  expect(hub.draft.files[0]!.text).toBe('mine')
  expect(draft.isUnsaved).toBe(false)
})

test('publishing saves first', async () => {
  draft.write('A.yml', 'mine')
  expect(await draft.publish('better words')).toBe(2)
  expect(hub.published[0]!.text).toBe('mine')
  expect(draft.get()?.is).toBe('saved')
})

test('throwing away brings the published topics back', async () => {
  draft.write('A.yml', 'mine')
  await draft.save()
  await draft.throwAway()
  expect(text('A.yml')).toBe('a')
})
