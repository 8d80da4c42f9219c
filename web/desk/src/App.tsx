import { FluentProvider } from '@fluentui/react-components'
import { lazy, Suspense, useEffect } from 'react'
import { enter, exit } from './hub/hub'
import { useSignal } from './hub/signal'
import { useTheme } from './look/theme'
import { Away } from './session/Away'
import { findSession, session } from './session/session'
import { SignIn } from './session/SignIn'

const FirstRun = lazy(() => import('./session/FirstRun'))
const Desk = lazy(() => import('./desk/Desk'))

/** The page: the desk for whoever is signed in, else the way in. The address stays, so signing in leads back. */
export function App() {
  const { name, theme } = useTheme()
  const now = useSignal(session)
  const user = now.is === 'in' ? now.me.id : undefined

  useEffect(() => {
    document.documentElement.dataset['theme'] = name
  }, [name])

  useEffect(() => {
    void findSession()
  }, [])

  useEffect(() => {
    if (!user) return
    enter(user)
    return exit
  }, [user])

  return (
    <FluentProvider theme={theme}>
      <div className="page">
        {now.is === 'unreachable' && <Away />}
        {now.is === 'out' && !now.isEmpty && <SignIn />}
        {now.is === 'out' && now.isEmpty && (
          <Suspense>
            <FirstRun />
          </Suspense>
        )}
        {now.is === 'in' && (
          <Suspense>
            <Desk me={now.me} />
          </Suspense>
        )}
      </div>
    </FluentProvider>
  )
}
