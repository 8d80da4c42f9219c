import { CheckmarkCircleRegular, DismissCircleRegular } from '@fluentui/react-icons'
import type { ChatResult } from './wire'
import styles from './Problems.module.css'

/** How test chats went, in a few words with a sign. */
export function ChatMark({ results }: { results: readonly ChatResult[] }) {
  if (results.length === 0) return <span>none</span>
  const failed = results.filter(({ passed }) => !passed).length
  return (
    <span className={styles.mark}>
      {failed > 0 ? <DismissCircleRegular aria-hidden data-tone="error" /> : <CheckmarkCircleRegular aria-hidden data-tone="well" />}
      {words(failed, results.length)}
    </span>
  )
}

function words(failed: number, all: number): string {
  if (all === 1) return failed > 0 ? 'failed' : 'passed'
  return failed > 0 ? `${failed} of ${all} failed` : `all ${all} passed`
}
