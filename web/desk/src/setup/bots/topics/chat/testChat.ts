import { problemFrom } from '../../../../hub/api'
import { Signal } from '../../../../hub/signal'
import { isSame } from '../mend'
import type { Say, TopicFile, TurnDone } from '../wire'

export interface ChatTurnNow {
  say: Say
  done?: TurnDone
  problem?: string
}

export interface ChatNow {
  turns: readonly ChatTurnNow[]
  isAsking: boolean
  begunWith: readonly TopicFile[]
  begunAt: Date
}

const none: ChatNow = { turns: [], isAsking: false, begunWith: [], begunAt: new Date(0) }

/** A chat with the draft as it is typed. The hub keeps nothing of it: the state goes there and back. */
export class TestChat extends Signal<ChatNow> {
  private runs = 0

  constructor(private readonly post: <T>(path: string, body?: unknown) => Promise<T>) {
    super(none)
  }

  /** The last turn that came to something: where the chat stands. */
  static standing = ({ turns }: ChatNow): TurnDone | undefined => turns.findLast(({ done }) => done)?.done

  restart = async (files: readonly TopicFile[]): Promise<void> => {
    this.runs++
    this.set({ ...none, begunWith: files, begunAt: new Date() })
    await this.say({ start: true }, files)
  }

  say = async (say: Say, files: readonly TopicFile[]): Promise<void> => {
    const now = this.get()
    if (now.isAsking) return
    const run = this.runs
    const state = TestChat.standing(now)?.state
    const turns = now.turns.filter(({ problem }) => problem === undefined)
    this.set({ ...now, turns: [...turns, { say }], isAsking: true })
    const came = await this.ask({ files, ...(state !== undefined && { state }), say })
    if (run === this.runs) this.set({ ...this.get(), turns: [...turns, { say, ...came }], isAsking: false })
  }

  private ask = async (body: object): Promise<Pick<ChatTurnNow, 'done' | 'problem'>> => {
    try {
      return { done: await this.post<TurnDone>('/topics/test', body) }
    } catch (error) {
      return { problem: problemFrom(error).message }
    }
  }

  /** Whether topics were changed since the chat began; it goes on with the new ones from where it stands. */
  static isOld = ({ turns, begunWith }: ChatNow, files: readonly TopicFile[]): boolean => turns.length > 0 && !isSame(begunWith, files)
}
