import { Button } from '@fluentui/react-components'
import { ChatMultipleFilled, ChatMultipleRegular, DataTrendingFilled, DataTrendingRegular, KeyCommandRegular, SettingsFilled, SettingsRegular } from '@fluentui/react-icons'
import type { Me } from '../hub/wire'
import { ActionButton } from '../keys/ActionButton'
import { useAction } from '../keys/actions'
import { KeyTip } from '../keys/KeyTip'
import { usePlace } from '../look/place'
import { MeMenu } from './MeMenu'
import styles from './Rail.module.css'

/** The rail: where to work, and me. */
export function Rail({ me }: { me: Me }) {
  const inbox = useAction('inbox')
  const setup = useAction('setup')
  const reports = useAction('reports')
  const place = usePlace()
  const isSetup = place.setup !== undefined && setup !== undefined
  const isReports = place.reports !== undefined && reports !== undefined
  const isWork = !isSetup && !isReports
  return (
    <nav className={styles.rail} aria-label="Desk">
      <svg className={styles.mark} viewBox="0 0 32 32" role="img" aria-label="Baton">
        <rect width="32" height="32" rx="8" />
        <rect className={styles.baton} x="5" y="12" width="22" height="8" rx="4" transform="rotate(-40 16 16)" />
      </svg>
      <KeyTip label="Work" keys={inbox?.key}>
        <Button
          className={styles.place}
          appearance="subtle"
          size="large"
          icon={isWork ? <ChatMultipleFilled /> : <ChatMultipleRegular />}
          aria-label="Work"
          aria-current={isWork ? 'page' : undefined}
          onClick={inbox?.run}
        />
      </KeyTip>
      {reports && (
        <KeyTip label="Reports" keys={reports.key}>
          <Button
            className={styles.place}
            appearance="subtle"
            size="large"
            icon={isReports ? <DataTrendingFilled /> : <DataTrendingRegular />}
            aria-label="Reports"
            aria-current={isReports ? 'page' : undefined}
            onClick={reports.run}
          />
        </KeyTip>
      )}
      {setup && (
        <KeyTip label="Setup" keys={setup.key}>
          <Button
            className={styles.place}
            appearance="subtle"
            size="large"
            icon={isSetup ? <SettingsFilled /> : <SettingsRegular />}
            aria-label="Setup"
            aria-current={isSetup ? 'page' : undefined}
            onClick={setup.run}
          />
        </KeyTip>
      )}
      <span className={styles.room} />
      <ActionButton of="palette" icon={<KeyCommandRegular />} iconOnly size="large" />
      <MeMenu me={me} />
    </nav>
  )
}
