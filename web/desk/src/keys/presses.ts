import type { Action } from './actions'

interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
}

const sequenceMs = 1_200

/** Turns key presses into actions: single keys, Ctrl with a key, and two keys in a row. */
export class Presses {
  private first: { key: string; at: number } | undefined

  press({ key, ctrlKey, metaKey }: Press, actions: readonly Action[], typing: boolean, now = performance.now()): Action | undefined {
    const name = key.length === 1 ? key.toUpperCase() : key
    if (ctrlKey || metaKey) return actions.find((action) => action.key === `Ctrl ${name}`)
    if (typing) return undefined
    const before = this.first && now - this.first.at < sequenceMs ? this.first.key : undefined
    this.first = { key: name, at: now }
    return (
      actions.find((action) => before !== undefined && action.key === `${before} ${name}`) ?? actions.find((action) => action.key === name)
    )
  }
}
