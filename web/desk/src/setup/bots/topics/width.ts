import { useSyncExternalStore } from 'react'

const wide = matchMedia('(min-width: 1100px)')

function watch(listener: () => void): () => void {
  wide.addEventListener('change', listener)
  return () => wide.removeEventListener('change', listener)
}

/** Whether there is room for things side by side. */
export function useIsWide(): boolean {
  return useSyncExternalStore(watch, () => wide.matches)
}
