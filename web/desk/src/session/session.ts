import { get, post, problemFrom, remove } from '../hub/api'
import { Signal } from '../hub/signal'
import type { Me } from '../hub/wire'

export type Session = { is: 'unknown' } | { is: 'unreachable' } | { is: 'out' } | { is: 'in'; me: Me }

/** Whether somebody is signed in on this page, and who. */
export const session = new Signal<Session>({ is: 'unknown' })

const againMs = 3_000

/** Asks the hub who is signed in, until it answers. */
export async function findSession(): Promise<void> {
  try {
    session.set({ is: 'in', me: await get<Me>('/me') })
  } catch (error) {
    if (problemFrom(error).status === 401) {
      session.set({ is: 'out' })
      return
    }
    session.set({ is: 'unreachable' })
    setTimeout(() => void findSession(), againMs)
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  await post('/session', { email, password })
  session.set({ is: 'in', me: await get<Me>('/me') })
}

export async function signOut(): Promise<void> {
  await remove('/session')
  session.set({ is: 'out' })
}
