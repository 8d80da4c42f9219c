import { Dialog, DialogSurface } from '@fluentui/react-components'
import { FlashRegular } from '@fluentui/react-icons'
import { useMemo } from 'react'
import { hideDialog } from '../desk/dialogs'
import { store } from '../hub/store'
import { Chooser, type Choosable } from '../look/Chooser'
import { currentPlace, open } from '../look/place'
import { canRunMacros, macroList, showMacro, type Macro } from '../macros/macros'
import { useLoaded } from '../setup/loaded'
import { useActions } from './actions'

const inConversation = ({ group }: Choosable): boolean => group === 'Offer' || group === 'Conversation'

/** Everything that can be done and everybody one could go to, by typing. */
export default function Palette({ only }: { only?: 'Macros' }) {
  const actions = useActions()
  const { conversation } = currentPlace()
  const mayRun = canRunMacros(conversation)
  const { value: macros } = useLoaded<Macro[]>(mayRun ? macroList : undefined)
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
    const runs = (mayRun ? (macros ?? []) : []).map(({ id, name, description }): Choosable => ({
      id,
      label: name,
      group: 'Macros',
      detail: description,
      glyph: <FlashRegular fontSize={20} aria-hidden />,
    }))
    if (only) return runs
    return [...deeds.filter(inConversation), ...runs, ...deeds.filter((deed) => !inConversation(deed)), ...places]
  }, [actions, macros, mayRun, only])

  const choose = ({ id, group }: Choosable): void => {
    if (group === 'Macros' && conversation) {
      showMacro({ conversation, macro: id, parameters: {} })   // in the place of this one
      return
    }
    hideDialog()
    if (group === 'Conversations') open(id)
    else actions.find((action) => action.id === id)?.run()
  }

  return (
    <Dialog open onOpenChange={(_, { open: isOpen }) => !isOpen && hideDialog()}>
      <DialogSurface aria-label={only ? 'Run a macro' : 'Find anything'}>
        <Chooser
          label={only ? 'Run a macro' : 'Find anything'}
          placeholder={only ? 'Which macro' : 'What to do, or whom to find'}
          items={items}
          none={only ? 'No macro by that name. An administrator makes them in Setup, Macros.' : 'Nothing by that name. Try a visitor’s name, or “transfer”.'}
          choose={choose}
        />
      </DialogSurface>
    </Dialog>
  )
}
