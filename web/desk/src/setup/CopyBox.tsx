import { Button } from '@fluentui/react-components'
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'
import styles from './CopyBox.module.css'

const thankedMs = 2_000

/** Text to take elsewhere, and a button that takes it. */
export function CopyBox({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), thankedMs)
    return () => clearTimeout(timer)
  }, [isCopied])

  return (
    <div className={styles.box}>
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <Button
        size="small"
        icon={isCopied ? <CheckmarkRegular /> : <CopyRegular />}
        aria-label={`Copy: ${label}`}
        onClick={() => void copy(text).then(() => setCopied(true))}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}

/** Without TLS browsers keep the clipboard to themselves; the old way works there. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const box = document.createElement('textarea')
  box.value = text
  document.body.append(box)
  box.select()
  document.execCommand('copy')
  box.remove()
}
