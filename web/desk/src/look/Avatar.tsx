import { BotFilled } from '@fluentui/react-icons'
import { memo } from 'react'
import styles from './Avatar.module.css'

const hues = 8

/** A round picture of somebody: their initials on a colour that is always theirs. Decoration: the name stands beside it. */
export const Avatar = memo(function Avatar({ name, isBot = false, size = 36 }: { name: string; isBot?: boolean; size?: number }) {
  return (
    <span className={styles.avatar} data-hue={isBot ? 'bot' : hueOf(name)} style={{ inlineSize: size, blockSize: size }} aria-hidden>
      {isBot ? <BotFilled fontSize={size * 0.55} /> : <span style={{ fontSize: size * 0.38 }}>{initialsOf(name)}</span>}
    </span>
  )
})

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const first = firstLetter(words[0])
  return words.length > 1 ? first + firstLetter(words.at(-1)) : first
}

function firstLetter(word = '?'): string {
  return [...word][0]!.toLocaleUpperCase()
}

function hueOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0
  return sum % hues
}
