import { expect, it } from 'vitest'
import { complaint } from './uploading'

it('says before it is sent what can’t be read', () => {
  expect(complaint({ name: 'Returns.PDF', size: 10 })).toBeUndefined()
  expect(complaint({ name: 'terms.htm', size: 10 })).toBeUndefined()
  expect(complaint({ name: 'photo.png', size: 10 })).toContain('Only')
  expect(complaint({ name: 'a.md', size: 0 })).toContain('empty')
  expect(complaint({ name: 'a.pdf', size: 6 * 1024 * 1024 })).toContain('5 MB')
})
