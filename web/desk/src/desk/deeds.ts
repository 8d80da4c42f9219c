import { post, problemFrom, put, type Problem } from '../hub/api'
import { drafts, outbox } from '../hub/hub'
import { Signal } from '../hub/signal'
import { store } from '../hub/store'
import type { Me, Mode, Offer, Presence, Row, Variable } from '../hub/wire'
import { myRows } from '../inbox/lists'
import { dismiss, tell, tellProblem } from '../look/notices'
import { currentPlace, open } from '../look/place'
import { signOut } from '../session/session'

// What an agent does with conversations. The hub decides; what it answers is shown at once, and a refusal is said in its words.

const undoMs = 5_000

/** Conversations that end in a moment, unless it is undone. */
export const ending = new Signal<ReadonlySet<string>>(new Set())

export function say(conversation: string, mode: Mode): void {
  const { text } = drafts.of(conversation)
  if (!text.trim()) return
  outbox.say(conversation, mode === 'note' ? 'note' : 'message', text.trim())
  drafts.sent(conversation)
}

export async function accept(offer: Offer): Promise<void> {
  try {
    take(await post<Row>(`/offers/${offer.id}/accept`))
    open(offer.conversationId)
  } catch (error) {
    const problem = problemFrom(error)
    if (problem.code === 'offer_gone') tell(problem.message)
    else said(problem, `${offer.visitorName} could not be accepted.`, () => void accept(offer))
    if (problem.code === 'offer_gone') store.change([{ op: 'remove', in: 'offers', key: offer.id }])
  }
}

export async function decline(offer: Offer): Promise<void> {
  store.change([{ op: 'remove', in: 'offers', key: offer.id }])
  try {
    await post(`/offers/${offer.id}/decline`)
  } catch (error) {
    const problem = problemFrom(error)
    if (problem.code !== 'offer_gone') said(problem, `${offer.visitorName} could not be declined; the offer runs out by itself.`)
  }
}

/** Ends after a few seconds, in which it can be undone: a visitor can't be un-told good-bye. */
export function end(row: Row): void {
  if (ending.get().has(row.id)) return
  ending.set(new Set(ending.get()).add(row.id))
  const timer = setTimeout(() => void endNow(row), undoMs)
  const undo = (): void => {
    clearTimeout(timer)
    noLongerEnding(row.id)
  }
  tell(`Ending the conversation with ${row.visitor.name}.`, { label: 'Undo', run: undo }, undoMs)
}

async function endNow(row: Row): Promise<void> {
  noLongerEnding(row.id)
  try {
    take(await post<Row>(`/conversations/${row.id}/end`))
    drafts.write(row.id, { mode: 'note' })
  } catch (error) {
    said(problemFrom(error), 'The conversation is still open.', () => void endNow(row))
  }
}

function noLongerEnding(conversation: string): void {
  const left = new Set(ending.get())
  left.delete(conversation)
  ending.set(left)
}

export async function close(row: Row): Promise<void> {
  try {
    const next = nextOfMine(row.id)
    take(await post<Row>(`/conversations/${row.id}/close`))
    tell(`The conversation with ${row.visitor.name} is closed.`)
    if (currentPlace().conversation === row.id) open(next)
  } catch (error) {
    said(problemFrom(error), 'The conversation is not closed yet.', () => void close(row))
  }
}

export async function transfer(row: Row, to: { queueId: string } | { userId: string }, name: string, reason: string): Promise<void> {
  const next = nextOfMine(row.id)
  take(await post<Row>(`/conversations/${row.id}/transfer`, { ...to, reason }))
  tell(`${row.visitor.name} goes to ${name}.`)
  if (currentPlace().conversation === row.id) open(next)
}

export async function setPresence(presence: Presence): Promise<void> {
  const before = store.held.me.get('me')
  if (!before) return
  store.change([{ op: 'put', in: 'me', key: 'me', value: { ...before, presence } }])
  try {
    store.change([{ op: 'put', in: 'me', key: 'me', value: await put<Me>('/me/presence', { presence }) }])
  } catch (error) {
    store.change([{ op: 'put', in: 'me', key: 'me', value: before }])
    said(problemFrom(error), 'Your presence did not change.', () => void setPresence(presence))
  }
}

export async function setVariable(conversation: string, name: string, value: Variable['value']): Promise<void> {
  const variables = await put<Variable[]>(`/conversations/${conversation}/variables`, { [name]: value })
  const held = store.held.open.get(conversation)
  if (held) store.change([{ op: 'put', in: 'open', key: conversation, value: { ...held, variables } }])
}

export async function goHome(): Promise<void> {
  drafts.flushAll()
  try {
    await signOut()
  } catch (error) {
    said(problemFrom(error), 'You are still signed in.', () => void goHome())
  }
}

/** Puts words that could not be sent back into the composer. */
export function takeBack(conversation: string, clientId: string): void {
  const pending = outbox.of(conversation).find((one) => one.clientId === clientId)
  if (!pending) return
  const { text } = drafts.of(conversation)
  drafts.write(conversation, { text: text ? `${pending.text}\n${text}` : pending.text, mode: pending.kind === 'note' ? 'note' : 'reply' })
  outbox.discard(conversation, clientId)
}

/** What the hub answered holds before the event says it again. */
function take(row: Row): void {
  if (row.state === 'Closed') store.change([{ op: 'remove', in: 'conversations', key: row.id }])
  else store.change([{ op: 'put', in: 'conversations', key: row.id, value: row }])
}

function nextOfMine(conversation: string): string | undefined {
  const mine = myRows()
  const index = mine.findIndex((row) => row.id === conversation)
  return (mine[index + 1] ?? mine[index - 1])?.id
}

function said(problem: Problem, effect: string, again?: () => void): void {
  const id = tellProblem(
    `${problem.message} ${effect}`,
    again && {
      label: 'Try again',
      run: () => {
        dismiss(id)
        again()
      },
    },
  )
}
