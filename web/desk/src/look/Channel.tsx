import { ChatRegular, GlobeRegular, MailRegular, PhoneRegular } from '@fluentui/react-icons'
import { createElement } from 'react'

const known: Record<string, { glyph: typeof ChatRegular; name: string }> = {
  widget: { glyph: ChatRegular, name: 'web chat' },
  web: { glyph: ChatRegular, name: 'web chat' },
  webchat: { glyph: ChatRegular, name: 'web chat' },
  directline: { glyph: GlobeRegular, name: 'Direct Line' },
  whatsapp: { glyph: PhoneRegular, name: 'WhatsApp' },
  email: { glyph: MailRegular, name: 'e-mail' },
  voice: { glyph: PhoneRegular, name: 'phone' },
}

export function channelName(channel: string): string {
  return known[channel.toLowerCase()]?.name ?? channel
}

/** The way a visitor came, as a small picture with its name. */
export function ChannelGlyph({ channel, className }: { channel: string; className?: string | undefined }) {
  const { glyph, name } = known[channel.toLowerCase()] ?? { glyph: ChatRegular, name: channel }
  return (
    <span role="img" aria-label={name} title={name} className={className}>
      {createElement(glyph, { 'aria-hidden': true })}
    </span>
  )
}
