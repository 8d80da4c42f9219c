import { Button, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { ChevronDownRegular, NoteAddRegular, SendRegular } from '@fluentui/react-icons'
import { memo, useRef, type KeyboardEvent } from 'react'
import { say } from '../desk/deeds'
import { drafts, live } from '../hub/hub'
import { useDraft } from '../hub/drafts'
import { useSignal } from '../hub/signal'
import type { Conversation, Mode } from '../hub/wire'
import { KeyTip } from '../keys/KeyTip'
import { change, settings, type Settings } from '../look/settings'
import { bytesMax, bytesOf, isNearLimit } from './length'
import styles from './WritingBox.module.css'

const typingEveryMs = 3_000
const sendWays: Settings['sendWith'][] = ['Ctrl-Enter', 'Enter']

/** The box to write in: a reply, green, or a note, amber. What is in it is kept until it is sent. */
export function WritingBox({ conversation: { id, visitor }, onlyNotes }: { conversation: Conversation; onlyNotes: boolean }) {
  const draft = useDraft(drafts, id)
  const { sendWith } = useSignal(settings)
  const toldTyping = useRef(0)
  const mode: Mode = onlyNotes ? 'note' : draft.mode
  const bytes = bytesOf(draft.text)
  const isTooLong = bytes > bytesMax
  const canSend = draft.text.trim() !== '' && !isTooLong

  const write = (text: string): void => {
    drafts.write(id, { text, mode })
    if (mode === 'note' || text === '' || Date.now() - toldTyping.current < typingEveryMs) return
    toldTyping.current = Date.now()
    live.typing(id)
  }

  const send = (): void => {
    if (canSend) say(id, mode)
    toldTyping.current = 0
  }

  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return
    if (sendWith === 'Ctrl-Enter' && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className={styles.box}
      data-mode={mode}
      aria-label={mode === 'note' ? 'Write a note' : 'Write a reply'}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className={styles.modes} role="radiogroup" aria-label="What you write">
        {!onlyNotes && <ModeChoice of="reply" keys="R" is={mode} choose={() => choose(id, 'reply')} />}
        <ModeChoice of="note" keys="N" is={mode} choose={() => choose(id, 'note')} />
        <span className={styles.whom}>
          {mode === 'note' ? (
            'Only colleagues see this'
          ) : (
            <>
              to <bdi>{visitor.name}</bdi>
            </>
          )}
        </span>
      </div>
      <textarea
        id="composer"
        className={styles.text}
        dir="auto"
        rows={3}
        value={draft.text}
        aria-label={mode === 'note' ? 'Note' : `Reply to ${visitor.name}`}
        aria-invalid={isTooLong}
        aria-describedby="composer-length"
        placeholder={mode === 'note' ? 'What should colleagues know?' : 'Write your answer'}
        onChange={(event) => write(event.target.value)}
        onKeyDown={pressed}
        onBlur={() => drafts.flush(id)}
      />
      <div className={styles.foot}>
        <p id="composer-length" className={styles.length} data-over={isTooLong}>
          {isTooLong
            ? `Too long by ${(bytes - bytesMax).toLocaleString('en')} bytes: send it in two parts.`
            : isNearLimit(bytes)
              ? `${(bytesMax - bytes).toLocaleString('en')} bytes left`
              : ''}
        </p>
        <SendWith way={sendWith} />
        <KeyTip
          label={mode === 'note' ? 'Add the note' : 'Send the reply'}
          keys={sendWith}
          unless={isTooLong ? 'Too long to send in one part' : canSend ? undefined : 'Write something first'}
        >
          <Button
            type="submit"
            appearance="primary"
            icon={mode === 'note' ? <NoteAddRegular /> : <SendRegular />}
            disabledFocusable={!canSend}
          >
            {mode === 'note' ? 'Add note' : 'Send'}
          </Button>
        </KeyTip>
      </div>
    </form>
  )
}

function choose(conversation: string, mode: Mode): void {
  drafts.write(conversation, { mode })
  document.getElementById('composer')?.focus()
}

function ModeChoice({ of, keys, is, choose }: { of: Mode; keys: string; is: Mode; choose: () => void }) {
  const name = of === 'note' ? 'Note' : 'Reply'
  return (
    <KeyTip label={of === 'note' ? 'Write a note' : 'Write a reply'} keys={keys}>
      <button type="button" role="radio" aria-checked={is === of} className={styles.mode} data-mode={of} onClick={choose}>
        {name}
      </button>
    </KeyTip>
  )
}

/** Which key sends; the choice stays with this browser. */
const SendWith = memo(function SendWith({ way }: { way: Settings['sendWith'] }) {
  return (
    <Menu
      checkedValues={{ way: [way] }}
      onCheckedValueChange={(_, { checkedItems }) => change({ sendWith: checkedItems[0] as Settings['sendWith'] })}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          className={styles.way}
          size="small"
          appearance="transparent"
          icon={<ChevronDownRegular />}
          iconPosition="after"
          aria-label={`${way} sends; choose another key`}
        >
          {way}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {sendWays.map((one) => (
            <MenuItemRadio key={one} name="way" value={one}>
              {one === 'Enter' ? 'Enter sends, Shift-Enter starts a line' : 'Ctrl-Enter sends, Enter starts a line'}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
})
