import { useEffect, useRef, useState } from 'react'
import type { Saying } from '../../../cards/attachment.ts'
import styles from './Cards.module.css'
import { Markdown } from './Markdown'
import { standInsOf, type Holding } from './words'

interface Props {
  message: Holding
  label?: string
  /** What pressing a button comes to; without it cards are only looked at. */
  say?: (saying: Saying) => void
}

/** What a bot sent beside its words, drawn as its reader saw it. What draws it is loaded with the first one. */
export function Cards({ message, label = 'As the visitor saw it', say }: Props) {
  const says = useRef(say)
  useEffect(() => {
    says.current = say
  })
  const place = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState(false)
  const { attachments = [], attachmentLayout } = message
  const stands = standInsOf(message)

  useEffect(() => {
    let gone = false
    Promise.all([import('../../../cards/draw.ts'), import('../../../cards/words.ts')])
      .then(([{ draw }, { cardWords }]) => {
        if (gone) return
        place.current!.replaceChildren(draw({ attachments, stands, layout: attachmentLayout }, { words: cardWords('en'), ...(says.current && { say: (saying) => says.current?.(saying) }) }))
        setDrawn(true)
      })
      .catch(() => undefined)
    return () => {
      gone = true
    }
    // The lists are made anew with every look; a message is not.
  }, [message])

  return (
    <>
      <div ref={place} className={styles.cards} hidden={!drawn} role="group" aria-label={label} />
      {!drawn && stands.map((words, at) => <Markdown key={at} text={words} />)}
    </>
  )
}
