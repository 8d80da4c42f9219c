import { PlugDisconnectedRegular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'
import { live } from '../hub/hub'
import { useSignal } from '../hub/signal'
import styles from './LineState.module.css'

const quietMs = 1_500

/** One quiet line while the hub is away. A blip is not worth a word. */
export function LineState() {
  const line = useSignal(live.line)
  const [isLong, setLong] = useState(false)

  useEffect(() => {
    if (line === 'live') return
    const timer = setTimeout(() => setLong(true), quietMs)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [line])

  return (
    <div role="status" className={styles.place}>
      {line !== 'live' && isLong && (
        <p className={styles.line}>
          <PlugDisconnectedRegular aria-hidden />
          {line === 'connecting' ? 'Connecting to Baton…' : 'Reconnecting. Keep writing: what you send goes out when the line is back.'}
        </p>
      )}
    </div>
  )
}
