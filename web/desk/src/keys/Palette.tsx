import { Dialog, DialogSurface } from '@fluentui/react-components'
import { useMemo } from 'react'
import { hideDialog } from '../desk/dialogs'
import { store } from '../hub/store'
import { Chooser, type Choosable } from '../look/Chooser'
import { open } from '../look/place'
import { useActions } from './actions'

/** Everything that can be done and everybody one could go to, by typing. */
export default function Palette() {
  const actions = useActions()
  const items = useMemo(() => {
    const deeds = actions
      .filter((action) => action.id !== 'palette')
      .map(({ id, label, group, key, unless }): Choosable => ({ id, label, group, keys: key, unless }))
    const places = [...store.held.conversations.values()].map(({ id, visitor, queue, last }): Choosable => ({
      id,
      label: visitor.name,
      group: 'Conversations',
      detail: [queue?.name, last?.text.slice(0, 60)].filter(Boolean).join(' · '),
    }))
    return [...deeds, ...places]
  }, [actions])

  const choose = ({ id, group }: Choosable): void => {
    hideDialog()
    if (group === 'Conversations') open(id)
    else actions.find((action) => action.id === id)?.run()
  }

  return (
    <Dialog open onOpenChange={(_, { open: isOpen }) => !isOpen && hideDialog()}>
      <DialogSurface aria-label="Find anything">
        <Chooser
          label="Find anything"
          placeholder="What to do, or whom to find"
          items={items}
          none="Nothing by that name. Try a visitor’s name, or “transfer”."
          choose={choose}
        />
      </DialogSurface>
    </Dialog>
  )
}
