import { useEffect, useRef } from 'react'
import { dialog } from '../desk/dialogs'
import type { Action } from './actions'
import { Presses } from './presses'

/** Runs actions by their keys. Plain keys are off while somebody types or a dialog is open. */
export function useKeys(actions: readonly Action[], escape: () => void): void {
  const latest = useRef({ actions, escape })
  useEffect(() => {
    latest.current = { actions, escape }
  })

  useEffect(() => {
    const presses = new Presses()
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return
      if (event.key === 'Escape') {
        latest.current.escape()
        return
      }
      const wanted = presses.press(event, latest.current.actions, isTyping(event.target) || isDialogOpen())
      if (!wanted) return
      event.preventDefault()
      if (!wanted.unless) wanted.run()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="menuitem"], [role="menuitemradio"]'))
  )
}

function isDialogOpen(): boolean {
  return dialog.get() !== undefined || document.querySelector('[role="dialog"]') !== null
}
