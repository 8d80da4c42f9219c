import { useEffect } from 'react'
import { tell } from '../../../look/notices'
import type { Draft } from './draft'
import { nameOf } from './names'

/** Ctrl-S saves at once wherever the focus is; leaving the page saves what is typed, and warns where it can't. */
export function useSaving(draft: Draft): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (draft.get()) void draft.save()
    }
    const leaving = (event: BeforeUnloadEvent): void => {
      const is = draft.get()?.is
      if (is === 'typed' || is === 'failed' || is === 'saving') event.preventDefault()
    }
    addEventListener('keydown', pressed)
    addEventListener('beforeunload', leaving)
    return () => {
      removeEventListener('keydown', pressed)
      removeEventListener('beforeunload', leaving)
      draft.leave()
    }
  }, [draft])
}

/** Says what somebody else saved in between, once. */
export function useTelling(draft: Draft): void {
  useEffect(
    () =>
      draft.subscribe(() => {
        const taken = draft.get()?.taken
        if (!taken) return
        draft.toldOfTaken()
        tell(`${taken.by ?? 'Somebody else'} saved too: ${taken.paths.map(nameOf).join(', ')} came into your draft.`)
      }),
    [draft],
  )
}
