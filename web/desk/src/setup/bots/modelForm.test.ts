import { describe, expect, it } from 'vitest'
import { changes, complaint, given, isSound, typedFrom } from './modelForm'

const saved = { configured: true, baseUrl: 'https://models.example/v1', model: 'small', hasKey: true, secondsMax: 15, tokensMax: 800 }

describe('the form of the model', () => {
  it('keeps the key that is there, and sends none to an address that it is not for', () => {
    expect(given(saved, { ...typedFrom(saved), secondsMax: '9' })).toEqual({
      baseUrl: 'https://models.example/v1',
      apiKey: undefined,
      model: 'small',
      temperature: undefined,
      secondsMax: 9,
      tokensMax: 800,
    })
    expect(given(saved, { ...typedFrom(saved), baseUrl: 'http://127.0.0.1:11434/v1' }).apiKey).toBe('')
    expect(given(saved, { ...typedFrom(saved), baseUrl: 'https://other.example/v1', apiKey: ' k ' }).apiKey).toBe('k')
  })

  it('says what saving changes, and nothing when nothing does', () => {
    expect(changes(saved, typedFrom(saved))).toEqual([])
    expect(changes(saved, { ...typedFrom(saved), apiKey: 'k', temperature: '0.2' })).toEqual(['a new key', 'temperature'])
  })

  it('sends a fallback where one is named, with a key for another address only', () => {
    const named = { ...typedFrom(saved), fallbackModel: ' spare ' }
    expect(given(saved, named)).toMatchObject({ fallbackModel: 'spare', fallbackBaseUrl: undefined, fallbackApiKey: undefined })
    const kept = { ...saved, fallbackModel: 'spare', fallbackBaseUrl: 'https://spare.example/v1', hasFallbackKey: true }
    expect(given(kept, typedFrom(kept)).fallbackApiKey).toBeUndefined()
    expect(given(kept, { ...typedFrom(kept), fallbackBaseUrl: 'https://third.example/v1' }).fallbackApiKey).toBe('')
    expect(given(kept, { ...typedFrom(kept), fallbackModel: '' })).not.toHaveProperty('fallbackBaseUrl')
    expect(changes(kept, { ...typedFrom(kept), tokensPerDayMax: '9' })).toEqual(['tokens a day'])
  })

  it('sends an embedding model where one is named, and says that it changes', () => {
    const typed = { ...typedFrom(saved), embeddingModel: ' embed ' }
    expect(given(saved, typed)).toMatchObject({ embeddingModel: 'embed' })
    expect(changes(saved, typed)).toEqual(['embedding model'])
    const kept = { ...saved, embeddingModel: 'embed' }
    expect(changes(kept, typedFrom(kept))).toEqual([])
    expect(given(kept, { ...typedFrom(kept), embeddingModel: '' }).embeddingModel).toBeUndefined()
  })

  it('sees a slip before it is sent', () => {
    const typed = typedFrom({ configured: false })
    expect(isSound(typed)).toBe(false)
    const whole = { ...typed, baseUrl: 'https://models.example/v1', model: 'small' }
    expect(isSound(whole)).toBe(true)
    expect(complaint('baseUrl', { ...whole, baseUrl: 'models.example' })).toContain('address')
    expect(complaint('temperature', { ...whole, temperature: '3' })).toBe('A number from 0 to 2')
    expect(complaint('tokensMax', { ...whole, tokensMax: '1.5' })).toBe('A number from 1 to 16,000')
  })
})
