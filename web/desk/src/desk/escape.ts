import { focusList } from '../inbox/moving'
import { back, currentPlace } from '../look/place'
import { dialog, hideDialog } from './dialogs'

const oneWide = '(max-width: 799.98px)'
const sideFloats = '(max-width: 1099.98px)'

/** Esc goes one step back: out of a dialog, out of a box, out of the context where it covers something, out of the thread where it hides the list. */
export function escape(): void {
  if (dialog.get()) {
    hideDialog()
    return
  }
  const place = currentPlace()
  const focused = document.activeElement
  if (place.setup !== undefined) {
    if (focused instanceof HTMLElement && focused.matches('input, textarea, select')) focused.blur()
    else if (place.setup && matchMedia(oneWide).matches) back()
    return
  }
  if (place.reports !== undefined) {
    if (focused instanceof HTMLElement && focused.matches('input, textarea, select')) focused.blur()
    return
  }
  if (focused instanceof HTMLElement && focused.matches('input, textarea')) {
    if (focused.id === 'composer' && matchMedia(oneWide).matches) focused.blur()
    else focusList()
    return
  }
  if (place.side && matchMedia(sideFloats).matches) back()
  else if (place.conversation && matchMedia(oneWide).matches) back()
  else focusList()
}
