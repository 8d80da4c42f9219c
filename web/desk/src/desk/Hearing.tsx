import { useEffect, useState } from 'react'
import { store } from '../hub/store'
import { currentPlace } from '../look/place'

/** Says new words of visitors to those who listen instead of looking. The open thread is a log and speaks for itself. */
export function Hearing() {
  const [said, setSaid] = useState('')

  useEffect(
    () =>
      store.onMessage((conversation, message) => {
        if (message.from.kind !== 'visitor' || conversation === currentPlace().conversation) return
        setSaid(`${message.from.name}: ${message.text.slice(0, 200)}`)
      }),
    [],
  )

  return (
    <div role="status" className="unseen">
      {said}
    </div>
  )
}
