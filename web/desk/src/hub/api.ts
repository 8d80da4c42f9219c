import { hearTime } from '../look/clock'

/** What the hub refused, or that it could not be reached; the message is a sentence for a person. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What else the hub said of it: a hint, what to choose from, what to confirm. */
    readonly more: Readonly<Record<string, unknown>> = {},
    /** The run of a tool that came to nothing. */
    readonly run?: string,
  ) {
    super(message)
  }

  get unreachable(): boolean {
    return this.status === 0
  }
}

const answerSecondsMax = 20
const toolSecondsMax = 60
let whenSignedOut = (): void => {}

export function onSignedOut(then: () => void): void {
  whenSignedOut = then
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path)
export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, body)
export const put = <T>(path: string, body?: unknown, keepalive = false): Promise<T> => call<T>('PUT', path, body, keepalive)
export const remove = <T>(path: string): Promise<T> => call<T>('DELETE', path)

/** What may take as long as a tool does: a model that thinks, a chat that is said again. */
export const postSlow = <T>(path: string, body: unknown): Promise<T> => call<T>('POST', path, body, false, toolSecondsMax)

/** Sends a file as it is. */
export async function postFile<T>(path: string, file: Blob, type: string): Promise<T> {
  const response = await reach('POST', path, file, false, toolSecondsMax, type)
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}

/** Runs a tool; the id of the run says where the log has it. */
export async function runTool(name: string, body: unknown): Promise<{ result: unknown; run: string | undefined }> {
  const response = await reach('POST', `/tools/${name}`, body, false, toolSecondsMax)
  if (!response.ok) throw await problemOf(response)
  return { result: await response.json(), run: runOf(response) }
}

async function call<T>(method: string, path: string, body?: unknown, keepalive = false, secondsMax = answerSecondsMax): Promise<T> {
  const response = await reach(method, path, body, keepalive, secondsMax)
  hearTime(response.headers.get('date'))
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const problem = await problemOf(response)
  if (response.status === 401 && path !== '/session' && path !== '/me') whenSignedOut()
  throw problem
}

async function reach(method: string, path: string, body: unknown, keepalive: boolean, secondsMax = answerSecondsMax, type = 'application/json'): Promise<Response> {
  const init: RequestInit = { method, keepalive, signal: AbortSignal.timeout(secondsMax * 1000) }
  if (body !== undefined) {
    init.body = body instanceof Blob ? body : JSON.stringify(body)
    init.headers = { 'content-type': type }
  }
  try {
    return await fetch(`/api/v1${path}`, init)
  } catch {
    throw new Problem(0, 'unreachable', 'Baton can’t be reached just now.')
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string } & Record<string, unknown>
  const sentence = said.detail ?? said.title ?? 'Baton couldn’t do that just now. Try again in a moment.'
  return new Problem(response.status, said.code ?? `status_${response.status}`, sentence, said, runOf(response))
}

function runOf(response: Response): string | undefined {
  return response.headers.get('baton-run') ?? undefined
}

export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(-1, 'unexpected', error instanceof Error ? error.message : String(error))
}
