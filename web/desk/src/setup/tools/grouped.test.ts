import { expect, it } from 'vitest'
import { grouped } from './grouped'

it('puts tools into their groups, in the order of the first of each', () => {
  const tool = (name: string, group: string) => ({ name, group })
  expect(grouped([tool('a', 'Lead'), tool('b', 'Case'), tool('c', 'Lead')])).toEqual([
    { group: 'Lead', tools: [tool('a', 'Lead'), tool('c', 'Lead')] },
    { group: 'Case', tools: [tool('b', 'Case')] },
  ])
})
