import { expect, test } from 'vitest'
import { Checking, type Checked } from './report'
import type { Report, TopicFile } from './wire'

const report = (message: string): Report => ({ problems: [{ path: 'A.yml', line: 1, column: 1, isWarning: false, code: 'x', message }], topics: [], overlaps: [], results: [] })
const typed = (text: string): TopicFile[] => [{ path: 'A.yml', text }]
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** A hub whose answers are given by hand. */
function hub() {
  const asked: { text: string; answer: (report: Report) => void; refuse: (why: Error) => void }[] = []
  const told: Checked[] = []
  const checking = new Checking((files) => new Promise((answer, refuse) => asked.push({ text: files[0]!.text, answer, refuse })))
  return { asked, told, want: (text: string) => checking.want(typed(text), (checked) => told.push(checked)), checking }
}

test('while one check runs the next waits, and only the newest words are asked', async () => {
  const { asked, told, want } = hub()
  want('a')
  want('ab')
  want('abc')
  expect(asked.map(({ text }) => text)).toEqual(['a'])
  asked[0]!.answer(report('first'))
  await settled()
  expect(asked.map(({ text }) => text)).toEqual(['a', 'abc'])
  asked[1]!.answer(report('second'))
  await settled()
  expect(told.map(({ of }) => of![0]!.text)).toEqual(['a', 'abc'])
})

test('a check that failed keeps what was found before, and the next one is asked', async () => {
  const { asked, told, want } = hub()
  want('a')
  asked[0]!.answer(report('first'))
  await settled()
  want('b')
  asked[1]!.refuse(new Error('away'))
  await settled()
  expect(told.at(-1)).toMatchObject({ problem: 'away', report: report('first') })
  want('c')
  expect(asked).toHaveLength(3)
})

test('no files need no asking', async () => {
  const { asked, told, checking } = hub()
  checking.want([], (checked) => told.push(checked))
  await settled()
  expect(asked).toHaveLength(0)
  expect(told[0]?.report?.problems).toEqual([])
})
