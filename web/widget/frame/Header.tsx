import { useEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import type { Conversation } from './line/conversation.ts';
import type { Words } from './words/words.ts';

interface HeaderProps {
  now: Conversation;
  words: Words;
  channel?: string;
  onClose?: () => void;
  onEnd?: () => void;
  onDownload?: () => void;
}

/** Who answers, and how things truly stand. */
export function Header({ now, words, channel, onClose, onEnd, onDownload }: HeaderProps) {
  const who = answers(now);
  return (
    <header>
      <Avatar kind={who?.kind} name={who?.name} />
      <div class="who">
        <h1>
          <bdi>{who?.name || channel || words.chat}</bdi>
        </h1>
        <p class={`status ${tone(now)}`}>{status(now, words)}</p>
      </div>
      <Menu words={words} onEnd={onEnd} onDownload={onDownload} />
      {onClose && (
        <button class="round" type="button" aria-label={words.close} title={words.close} onClick={onClose}>
          <Icon of="down" />
        </button>
      )}
    </header>
  );
}

/** The handler whom the server names; on a line that only polls, whoever wrote last. */
const answers = (now: Conversation): { name: string; kind: 'bot' | 'agent' } | undefined => {
  if (now.standing) return now.standing.handler;
  const last = now.entries.findLast(entry => entry.kind === 'message' && (entry.from === 'bot' || entry.from === 'agent'));
  return last && { name: last.name, kind: last.from as 'bot' | 'agent' };
};

const status = (now: Conversation, words: Words): string => {
  if (now.phase === 'ended' || now.phase === 'gone') return words.ended;
  if (now.phase === 'unavailable') return words.unavailable;
  if (now.phase === 'opening' || now.link !== 'online') return words.connecting;
  switch (now.standing?.state) {
    case 'Waiting':
    case 'Offered':
      return words.waiting;
    case 'Parked':
      return words.parked;
    default:
      return answers(now)?.kind === 'agent' ? words.helping : answers(now) ? words.virtual : words.parked;
  }
};

const tone = (now: Conversation): string => (now.phase === 'open' && now.link === 'online' && answers(now) ? 'here' : '');

function Menu({ words, onEnd, onDownload }: { words: Words; onEnd?: () => void; onDownload?: () => void }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const shut = () => {
    setOpen(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    items()[0]?.focus();
    const away = (event: Event) => box.current?.contains(event.target as Node) || setOpen(false);
    document.addEventListener('pointerdown', away);
    addEventListener('blur', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      removeEventListener('blur', away);
    };
  }, [open]);
  const pressed = (event: KeyboardEvent) => {
    if (!open) return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[to % all.length]?.focus();
    else if (event.key === 'Tab') return setOpen(false);
    else if (event.key === 'Escape') shut();
    else return;
    event.preventDefault();
  };
  const choose = (then: () => void) => () => {
    shut();
    then();
  };
  if (!onEnd && !onDownload) return null;
  return (
    <div class="menu" ref={box} onKeyDown={pressed}>
      <button
        class="round"
        type="button"
        ref={opener}
        aria-label={words.more}
        title={words.more}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon of="more" />
      </button>
      {open && (
        <div class="items" role="menu" aria-label={words.more}>
          {onDownload && (
            <button type="button" role="menuitem" tabIndex={-1} onClick={choose(onDownload)}>
              <Icon of="file" />
              {words.download}
            </button>
          )}
          {onEnd && (
            <button type="button" role="menuitem" tabIndex={-1} onClick={choose(onEnd)}>
              <Icon of="end" />
              {words.end}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
