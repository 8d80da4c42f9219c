import { get, post, problemFrom, remove } from '../hub/api'
import { Signal } from '../hub/signal'
import type { Me } from '../hub/wire'

export type Session = { is: 'unknown' } | { is: 'unreachable' } | { is: 'out'; isEmpty?: boolean } | { is: 'in'; me: Me }

/** Whether somebody is signed in on this page, and who. */
export const session = new Signal<Session>({ is: 'unknown' })

const againMs = 3_000

/** Asks the hub who is signed in, until it answers. */
export async function findSession(): Promise<void> {
  try {
    session.set({ is: 'in', me: await get<Me>('/me') })
  } catch (error) {
    if (problemFrom(error).status === 401 && (await findDoor())) return
    session.set({ is: 'unreachable' })
    setTimeout(() => void findSession(), againMs)
  }
}

/** Nobody is signed in: either somebody can, or Baton is empty and wants its first administrator. */
async function findDoor(): Promise<boolean> {
  try {
    session.set({ is: 'out', isEmpty: (await get<{ setupNeeded: boolean }>('/setup')).setupNeeded })
    return true
  } catch (error) {
    if (problemFrom(error).unreachable) return false
    session.set({ is: 'out' })
    return true
  }
}

/** Makes the first administrator, who is then signed in. The code leaves the address: it opens nothing any more. */
export async function setUp(first: { code: string; name: string; email: string; password: string }): Promise<void> {
  await post('/setup', first)
  history.replaceState(null, '', location.pathname)
  session.set({ is: 'in', me: await get<Me>('/me') })
}

export async function signIn(email: string, password: string): Promise<void> {
  await post('/session', { email, password })
  if (location.hash) history.replaceState(null, '', location.pathname + location.search)
  session.set({ is: 'in', me: await get<Me>('/me') })
}

export async function signOut(): Promise<void> {
  await remove('/session')
  session.set({ is: 'out' })
}
