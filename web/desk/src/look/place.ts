import { useSyncExternalStore, type MouseEvent } from 'react'

/** Where the page is: which conversation is open, and whether a small screen shows its context; or which page of the set-up or of the reports. */
export interface Place {
  conversation: string | undefined
  side: boolean
  /** The page of the set-up with what is under it, '' for its start; undefined outside of it. */
  setup: string | undefined
  /** The bot whose report is read, '' for all bots; undefined outside of the reports. */
  reports: string | undefined
  /** What the page of the set-up or the report shows of itself, as it stands in the address: "?topic=Greeting.yml". */
  query: string
}

const root = import.meta.env.BASE_URL
const listeners = new Set<() => void>()
let place = read()

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => place)
}

export function currentPlace(): Place {
  return place
}

export function addressOf(conversation?: string): string {
  return conversation ? `${root}c/${conversation}` : root
}

/** Opens a conversation, or none. */
export function open(conversation: string | undefined, how: 'push' | 'replace' = 'push'): void {
  if (conversation === place.conversation && !place.side && place.setup === undefined && place.reports === undefined) return
  go(addressOf(conversation), how)
}

export function setupAddress(page = ''): string {
  return page ? `${root}setup/${page}` : `${root}setup`
}

/** Opens a page of the set-up, or its start. */
export function openSetup(page = '', query = ''): void {
  if (page !== place.setup || query !== place.query) go(setupAddress(page) + query, 'push')
}

export function reportsAddress(bot = ''): string {
  return bot ? `${root}reports/${bot}` : `${root}reports`
}

/** Opens a bot's report, or that of all bots. */
export function openReports(bot = '', query = ''): void {
  if (bot !== place.reports || query !== place.query) go(reportsAddress(bot) + query, 'push')
}

/** A click that means this page, not a new tab; then the browser leaves it to us. */
export function isPlainClick(event: MouseEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return false
  event.preventDefault()
  return true
}

export function showSide(): void {
  go(`${addressOf(place.conversation)}?side`, 'push')
}

/** One pane back: from the context to the thread, from the thread to the list, from what a page of the set-up shows to the page. */
export function back(): void {
  if (place.side) go(addressOf(place.conversation), 'replace')
  else if (place.setup && place.query) openSetup(place.setup)
  else if (place.setup?.includes('/')) openSetup(place.setup.slice(0, place.setup.indexOf('/')))
  else if (place.setup) openSetup()
  else if (place.reports) openReports()
  else open(undefined)
}

function go(address: string, how: 'push' | 'replace'): void {
  if (how === 'push') history.pushState(null, '', address)
  else history.replaceState(null, '', address)
  moved()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function moved(): void {
  place = read()
  for (const listener of [...listeners]) listener()
}

function read(): Place {
  const [, conversation] = /\/c\/([^/]+)/.exec(location.pathname) ?? []
  const [, setup] = /\/setup(?:\/([a-z0-9/-]*?))?\/?$/.exec(location.pathname) ?? []
  const isSetup = /\/setup(\/|$)/.test(location.pathname)
  const [, bot] = /\/reports(?:\/([0-9a-f-]*))?\/?$/.exec(location.pathname) ?? []
  const isReports = !isSetup && /\/reports(\/|$)/.test(location.pathname)
  return {
    conversation,
    side: location.search === '?side',
    setup: isSetup ? (setup ?? '') : undefined,
    reports: isReports ? (bot ?? '') : undefined,
    query: isSetup || isReports ? location.search : '',
  }
}

addEventListener('popstate', moved)
