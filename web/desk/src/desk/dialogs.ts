import { Signal } from '../hub/signal'

export type DialogName = 'transfer' | 'why' | 'palette' | 'macros' | 'macro' | 'keys'

/** The dialog that is open, if any, and where the focus returns when it closes. */
export const dialog = new Signal<DialogName | undefined>(undefined)
let cameFrom: Element | null = null

export function showDialog(name: DialogName): void {
  if (!dialog.get()) cameFrom = document.activeElement
  dialog.set(name)
}

export function hideDialog(): void {
  dialog.set(undefined)
  const back = cameFrom
  requestAnimationFrame(() => {
    if (back instanceof HTMLElement && back.isConnected && document.activeElement === document.body) back.focus()
  })
}
