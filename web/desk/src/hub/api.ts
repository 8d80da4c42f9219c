import { hearTime } from '../look/clock'

/** What the hub refused, or that it could not be reached; the message is a sentence for a person. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }

  get unreachable(): boolean {
    return this.status === 0
  }
}

const answerSecondsMax = 20
let whenSignedOut = (): void => {}

export function onSignedOut(then: () => void): void {
  whenSignedOut = then
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path)
export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, body)
export const put = <T>(path: string, body?: unknown, keepalive = false): Promise<T> => call<T>('PUT', path, body, keepalive)
export const remove = <T>(path: string): Promise<T> => call<T>('DELETE', path)

async function call<T>(method: string, path: string, body?: unknown, keepalive = false): Promise<T> {
  const response = await reach(method, path, body, keepalive)
  hearTime(response.headers.get('date'))
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const problem = await problemOf(response)
  if (response.status === 401 && path !== '/session') whenSignedOut()
  throw problem
}

async function reach(method: string, path: string, body: unknown, keepalive: boolean): Promise<Response> {
  const init: RequestInit = { method, keepalive, signal: AbortSignal.timeout(answerSecondsMax * 1000) }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'content-type': 'application/json' }
  }
  try {
    return await fetch(`/api/v1${path}`, init)
  } catch {
    throw new Problem(0, 'unreachable', 'Baton can’t be reached just now.')
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string }
  const sentence = said.detail ?? said.title ?? 'Baton couldn’t do that just now. Try again in a moment.'
  return new Problem(response.status, said.code ?? `status_${response.status}`, sentence)
}

export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(-1, 'unexpected', error instanceof Error ? error.message : String(error))
}
