import { useHalfMinute, useSecond } from './clock'
import { ago, exact, running } from './times'

/** When something happened: how long ago, the exact time on hover. */
export function Time({ at, className }: { at: string; className?: string | undefined }) {
  const now = useHalfMinute()
  return (
    <time dateTime={at} title={exact(at)} className={className}>
      {ago(at, now)}
    </time>
  )
}

/** How long something has been going on, running. */
export function Running({ since, className }: { since: string; className?: string | undefined }) {
  const now = useSecond()
  return (
    <time dateTime={since} title={`since ${exact(since)}`} className={className} role="timer" aria-live="off">
      {running(now - Date.parse(since))}
    </time>
  )
}
