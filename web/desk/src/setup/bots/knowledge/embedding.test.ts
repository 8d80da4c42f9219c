import { expect, it } from 'vitest'
import { isUnderWay, told } from './embedding'

const standing = { model: 'embed', dimensions: 8, passages: 2_000, embedded: 1_200, refused: 0, passagesMax: 100_000 }

it('tells how far it is, and that some are refused', () => {
  expect(told(standing)).toBe('Found by words; by meaning 1,200 of 2,000 passages so far (embed).')
  expect(told({ ...standing, embedded: 1_999, refused: 1 })).toBe('Found by words, and by what they mean to embed. 1 is refused by the model and found by words alone.')
  expect(told({ ...standing, passages: 200_000, embedded: 200_000 })).toContain('100,000 are looked at')
  expect(told({ ...standing, model: undefined as never })).toContain('With an embedding model')
})

it('looks again while something comes by itself', () => {
  expect(isUnderWay(standing)).toBe(true)
  expect(isUnderWay({ ...standing, embedded: 2_000 })).toBe(false)
  expect(isUnderWay({ ...standing, trouble: 'It is away.' })).toBe(false)
  expect(isUnderWay({ ...standing, trouble: 'It is away.', againAt: '2026-11-20T09:00:00Z' })).toBe(true)
})
