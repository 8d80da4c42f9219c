import { useSyncExternalStore } from 'react'

const skewIgnoredMs = 2_000
let hubAheadMs = 0

/** Learns the hub's time from an answer, so that countdowns are right on machines with a wrong clock. */
export function hearTime(date: string | null): void {
  if (!date) return
  const ahead = Date.parse(date) - Date.now()
  hubAheadMs = Math.abs(ahead) > skewIgnoredMs ? ahead : 0
}

export function hubNow(): number {
  return Date.now() + hubAheadMs
}

/** One ticking clock for the whole page. */
class Clock {
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setInterval> | undefined
  private value = this.read()

  constructor(private readonly everyMs: number) {}

  get = (): number => this.value

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    this.value = this.read()
    this.timer ??= setInterval(this.tick, this.everyMs)
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size > 0) return
      clearInterval(this.timer)
      this.timer = undefined
    }
  }

  private tick = (): void => {
    this.value = this.read()
    for (const listener of [...this.listeners]) listener()
  }

  private read(): number {
    return hubNow()
  }
}

const seconds = new Clock(1_000)
const halfMinutes = new Clock(30_000)

/** Now, again every second. */
export function useSecond(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.get)
}

/** Now, again every half minute. */
export function useHalfMinute(): number {
  return useSyncExternalStore(halfMinutes.subscribe, halfMinutes.get)
}
