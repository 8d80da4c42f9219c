import type { Signal } from './signal'

/** Hears a signal's changes one look at a time: what came since the last look is not waited for. */
export class Hints {
  private hasCome = false
  private goOn = (): void => {}
  private readonly leave: () => void

  constructor(signal: Pick<Signal<unknown>, 'subscribe'>) {
    this.leave = signal.subscribe(this.hear)
  }

  next = async (): Promise<void> => {
    if (!this.hasCome) await new Promise<void>((resume) => (this.goOn = resume))
    this.hasCome = false
  }

  /** Hears no more; who waits goes on. */
  stop = (): void => {
    this.leave()
    this.hear()
  }

  private hear = (): void => {
    this.hasCome = true
    this.goOn()
  }
}
