import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../Icon.tsx';
import type { Conversation } from '../line/conversation.ts';
import type { Line } from '../line/line.ts';
import { fill, type Words } from '../words/words.ts';
import { bytesOf, MESSAGE_BYTES_MAX, NEARLY_BYTES } from './length.ts';

const DRAFT_MILLISECONDS = 400;
const QUIET_MILLISECONDS = 1_000;

interface ComposerProps {
  line: Line;
  now: Conversation;
  words: Words;
  asksToEnd: boolean;
  onEndAnswered: () => void;
}

/** Where the visitor writes. It works whatever the line does: words wait, and go out in order. */
export function Composer({ line, now, words, asksToEnd, onEndAnswered }: ComposerProps) {
  const [text, setText] = useState(line.memory.now.draft ?? '');
  const box = useRef<HTMLTextAreaElement>(null);
  const bytes = bytesOf(text);
  const tooLong = bytes > MESSAGE_BYTES_MAX;
  const sendable = text.trim() !== '' && !tooLong;

  useEffect(() => {
    const timer = setTimeout(() => line.memory.now.draft !== text && line.memory.keep({ draft: text }), DRAFT_MILLISECONDS);
    fit(box.current!);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    const edit = (event: Event) => {
      setText(before => [(event as CustomEvent<string>).detail, before].filter(Boolean).join('\n'));
      box.current?.focus();
    };
    addEventListener('baton:edit', edit);
    return () => removeEventListener('baton:edit', edit);
  }, []);

  const send = () => {
    if (!sendable) return;
    line.say(text.trim());
    line.memory.keep({ draft: '' });
    setText('');
    box.current?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word. (229 is how some browsers say so.)
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  return (
    <footer>
      <Notice now={now} words={words} />
      {asksToEnd && <AskToEnd line={line} words={words} onAnswered={onEndAnswered} />}
      <form class="composer" onSubmit={event => (event.preventDefault(), send())}>
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          value={text}
          placeholder={words.write}
          aria-label={words.write}
          enterkeyhint="send"
          autocomplete="off"
          aria-invalid={tooLong}
          aria-describedby={bytes > NEARLY_BYTES ? 'left' : undefined}
          onInput={event => {
            setText(event.currentTarget.value);
            line.typing();
          }}
          onKeyDown={pressed}
        />
        <button type="submit" class="send" aria-label={words.send} title={words.send} aria-disabled={!sendable}>
          <Icon of="send" />
        </button>
      </form>
      {bytes > NEARLY_BYTES && (
        <p id="left" class={tooLong ? 'left bad' : 'left'} role="status">
          {fill(tooLong ? words.tooLong : words.left, { n: Math.abs(MESSAGE_BYTES_MAX - bytes) })}
        </p>
      )}
    </footer>
  );
}

/** One quiet line about the connection, and only when it lasts. */
function Notice({ now, words }: { now: Conversation; words: Words }) {
  const [late, setLate] = useState(false);
  const quiet = now.link === 'online' && now.phase === 'open' && !now.ending;
  useEffect(() => {
    setLate(false);
    if (quiet) return;
    const timer = setTimeout(() => setLate(true), QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [quiet]);
  const text = now.ending ? words.ending : !navigator.onLine ? words.offline : now.link === 'lost' ? words.reconnecting : words.connecting;
  return (
    <p class="notice" role="status">
      {!quiet && late && <span>{text}</span>}
    </p>
  );
}

function AskToEnd({ line, words, onAnswered }: { line: Line; words: Words; onAnswered: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  const back = () => {
    onAnswered();
    document.querySelector('textarea')?.focus();
  };
  useEffect(() => keep.current?.focus(), []);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    back();
  };
  return (
    <div class="ask" role="group" aria-labelledby="ask" onKeyDown={pressed}>
      <p id="ask">{words.endAsk}</p>
      <button type="button" class="second" ref={keep} onClick={back}>
        {words.endNo}
      </button>
      <button
        type="button"
        class="first"
        onClick={() => {
          onAnswered();
          line.end();
        }}
      >
        {words.endYes}
      </button>
    </div>
  );
}

/** As high as its words, up to what the style sheet allows. */
const fit = (box: HTMLTextAreaElement) => {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
};
