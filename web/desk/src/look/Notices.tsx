import { Button } from '@fluentui/react-components'
import { DismissRegular, ErrorCircleRegular, InfoRegular } from '@fluentui/react-icons'
import { useSignal } from '../hub/signal'
import { dismiss, notices, type Notice } from './notices'
import styles from './Notices.module.css'

export function Notices() {
  const shown = useSignal(notices)
  return (
    <div className={styles.notices} role="region" aria-label="Notices">
      <div role="status" className={styles.lines}>
        {shown
          .filter((notice) => !notice.isProblem)
          .map((notice) => (
            <Line key={notice.id} notice={notice} />
          ))}
      </div>
      <div role="alert" className={styles.lines}>
        {shown
          .filter((notice) => notice.isProblem)
          .map((notice) => (
            <Line key={notice.id} notice={notice} />
          ))}
      </div>
    </div>
  )
}

function Line({ notice: { id, text, isProblem, deed } }: { notice: Notice }) {
  return (
    <div className={styles.line} data-problem={isProblem}>
      {isProblem ? <ErrorCircleRegular className={styles.glyph} /> : <InfoRegular className={styles.glyph} />}
      <span className={styles.text}>{text}</span>
      {deed && (
        <Button
          size="small"
          onClick={() => {
            dismiss(id)
            deed.run()
          }}
        >
          {deed.label}
        </Button>
      )}
      <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label="Dismiss" onClick={() => dismiss(id)} />
    </div>
  )
}
