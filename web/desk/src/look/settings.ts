import { Signal } from '../hub/signal'

/** What this browser remembers of how its agent likes the desk. */
export interface Settings {
  theme: 'system' | 'light' | 'dark'
  sound: boolean
  sendWith: 'Ctrl-Enter' | 'Enter'
}

const key = 'baton.settings'
const usual: Settings = { theme: 'system', sound: true, sendWith: 'Ctrl-Enter' }

export const settings = new Signal<Settings>(read())

export function change(part: Partial<Settings>): void {
  settings.set({ ...settings.get(), ...part })
  localStorage.setItem(key, JSON.stringify(settings.get()))
}

function read(): Settings {
  const kept = localStorage.getItem(key)
  return kept ? { ...usual, ...(JSON.parse(kept) as Partial<Settings>) } : usual
}
