import { PortalMountNodeProvider } from '@fluentui/react-components'
import { lazy, Suspense, useState } from 'react'
import { useSignal } from '../hub/signal'
import { useStore } from '../hub/store'
import type { Me } from '../hub/wire'
import { Inbox } from '../inbox/Inbox'
import { Actions } from '../keys/actions'
import { useKeys } from '../keys/useKeys'
import { Notices } from '../look/Notices'
import { usePlace } from '../look/place'
import { Offers } from '../offers/Offers'
import { Side } from '../side/Side'
import { Thread } from '../thread/Thread'
import styles from './Desk.module.css'
import { dialog } from './dialogs'
import { escape } from './escape'
import { Hearing } from './Hearing'
import { LineState } from './LineState'
import { Rail } from './Rail'
import { useDeskActions } from './useDeskActions'

const Transfer = lazy(() => import('../transfer/TransferDialog'))
const WhyMe = lazy(() => import('../why/WhyMe'))
const Palette = lazy(() => import('../keys/Palette'))
const Macro = lazy(() => import('../macros/MacroDialog'))
const Setup = lazy(() => import('../setup/Setup'))
const Reports = lazy(() => import('../insights/Reports'))
const KeySheet = lazy(() => import('../keys/KeySheet'))

/** Where agents work: list, thread and context side by side, or one at a time where there is no room. */
export default function Desk({ me: signedIn }: { me: Me }) {
  const me = useStore(({ me }) => me.get('me')) ?? signedIn
  const place = usePlace()
  const shown = useSignal(dialog)
  // Menus, tips and dialogs are drawn inside the desk, so that nothing stands outside the page's landmark.
  const [desk, setDesk] = useState<HTMLElement | null>(null)
  const actions = useDeskActions(me)
  useKeys(actions, escape)
  const isSetup = place.setup !== undefined && me.role !== 'agent'
  const isReports = place.reports !== undefined && me.role !== 'agent'
  const pane = isSetup || isReports ? 'setup' : !place.conversation ? 'list' : place.side ? 'side' : 'thread'

  return (
    <Actions value={actions}>
      <main ref={setDesk} className={styles.desk} data-pane={pane}>
        <PortalMountNodeProvider value={desk ?? undefined}>
          <h1 className="unseen">Baton desk</h1>
          <Rail me={me} />
          {isSetup ? (
            <Suspense>
              <Setup me={me} />
            </Suspense>
          ) : isReports ? (
            <Suspense>
              <Reports />
            </Suspense>
          ) : (
            <>
              <Inbox me={me} />
              <Thread me={me} />
              <Side me={me} />
            </>
          )}
          <Offers />
          <LineState />
          <Hearing />
          <Notices />
          <Suspense>
            {shown === 'transfer' && place.conversation && <Transfer conversation={place.conversation} me={me} />}
            {shown === 'why' && place.conversation && <WhyMe conversation={place.conversation} me={me} />}
            {shown === 'palette' && <Palette />}
            {shown === 'macros' && <Palette only="Macros" />}
            {shown === 'macro' && <Macro />}
            {shown === 'keys' && <KeySheet />}
          </Suspense>
        </PortalMountNodeProvider>
      </main>
    </Actions>
  )
}
