import { useEffect, useRef, useState } from 'react'
import type { Message } from '../hub/wire'
import styles from './Cards.module.css'
import { Markdown } from './Markdown'
import { standInsOf } from './words'

/** What a bot sent beside its words, drawn as its visitor saw it, to be looked at only. What draws it is loaded with the first one. */
export function Cards({ message }: { message: Message }) {
  const place = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState(false)
  const { attachments = [], attachmentLayout } = message
  const stands = standInsOf(message)

  useEffect(() => {
    let gone = false
    Promise.all([import('../../../cards/draw.ts'), import('../../../cards/words.ts')])
      .then(([{ draw }, { cardWords }]) => {
        if (gone) return
        place.current!.replaceChildren(draw({ attachments, stands, layout: attachmentLayout }, { words: cardWords('en') }))
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
      <div ref={place} className={styles.cards} hidden={!drawn} role="group" aria-label="As the visitor saw it" />
      {!drawn && stands.map((words, at) => <Markdown key={at} text={words} />)}
    </>
  )
}
