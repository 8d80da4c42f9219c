/** Chance that can be repeated: the same seed throws the same dice. For tests. */
export interface Chance {
  below: (limit: number) => number
  one: <T>(from: readonly T[]) => T
}

export function chance(seed: number): Chance {
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return { below, one: (from) => from[below(from.length)]! }
}
