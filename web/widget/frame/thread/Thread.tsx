import { Component } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { leadsTo, sayingOf, titleOf } from '../../../cards/attachment.ts';
import { Icon } from '../Icon.tsx';
import { suggestions, type Conversation, type Entry, type Writing } from '../line/conversation.ts';
import type { Line } from '../line/line.ts';
import { fill, type Language } from '../words/words.ts';
import { Bubble, type BubbleProps } from './Bubble.tsx';
import { author } from './spoken.ts';
import { Words } from './Words.tsx';

const GROUP_MILLISECONDS_MAX = 5 * 60_000;
const BOTTOM_PIXELS = 48;

interface ThreadProps {
  now: Conversation;
  language: Language;
  greeting?: string;
  line: Line;
  open: boolean;
}

/** What was said, oldest first. It follows the end while one reads there, and stays still while one reads further up. */
export function Thread({ now, language, greeting, line, open }: ThreadProps) {
  const { words, locale } = language;
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const begun = useRef<string>(undefined);
  const [below, setBelow] = useState(false);
  const last = now.entries.at(-1);
  const toEnd = (behavior: ScrollBehavior = 'instant') => {
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior });
    top.current = box.current?.scrollTop ?? 0;
  };

  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    top.current = scrollTop;
    atEnd.current = scrollHeight - scrollTop - clientHeight < BOTTOM_PIXELS;
    if (atEnd.current) setBelow(false);
  };
  // Scrolling is told a frame later. Who has scrolled up in between reads there already, and is not to be pulled down.
  const follows = () => {
    if (atEnd.current && box.current!.scrollTop < top.current - 1) scrolled();
    return atEnd.current;
  };
  useLayoutEffect(() => {
    if (!follows() && last?.status !== 'sending') return;
    toEnd();
    // The welcome comes first, then a row for each entry.
    const row = inner.current!.children[now.entries.length] as HTMLElement;
    if (!last || last.streamed || last.key !== now.heard?.key || row.offsetTop > box.current!.scrollTop) return;
    // A message that is taller than the window is read from its beginning.
    box.current!.scrollTo({ top: row.offsetTop });
    begun.current = last.key;
    scrolled();
  }, [now.entries.length, last?.key, now.typing, now.standing, open]);
  useEffect(() => {
    if (now.heard && !atEnd.current && begun.current !== now.heard.key) setBelow(true);
  }, [now.heard?.key]);
  useEffect(() => {
    // The composer grows, a keyboard comes up, the window is resized: who read the end still reads it.
    const watcher = new ResizeObserver(() => follows() && toEnd());
    watcher.observe(box.current!);
    watcher.observe(inner.current!);
    return () => watcher.disconnect();
  }, []);

  const waits = waitingLine(now, language);
  return (
    <div class="thread">
      <div class="log" role="log" aria-live="off" aria-label={words.messages} tabIndex={0} ref={box} onScroll={scrolled}>
        <div class="inner" ref={inner}>
          <div class="welcome">
            <p dir="auto">{greeting || words.welcome}</p>
          </div>
          {now.entries.map((entry, at) => {
            const before = now.entries[at - 1];
            const day = !before || dayOf(before.at) !== dayOf(entry.at) ? dayName(entry.at, language) : undefined;
            return (
              <Row
                key={entry.clientId ?? entry.key}
                entry={entry}
                day={day}
                words={words}
                locale={locale}
                line={line}
                name={!day && goesOn(before, entry) ? undefined : author(entry, words)}
                live={now.phase === 'open'}
                sent={entry === last && !entry.status && entry.from === 'visitor'}
                waits={entry.status === 'sending' && now.link !== 'online'}
              />
            );
          })}
          {now.typing && now.phase === 'open' && <Typing writing={now.typing} words={words} />}
          <div role="status" class="event waiting" hidden={!waits}>
            {waits}
          </div>
        </div>
      </div>
      {below && (
        <button type="button" class="below" onClick={() => toEnd(calm() ? 'instant' : 'smooth')}>
          <Icon of="down" size={16} />
          {words.newMessages}
        </button>
      )}
      <Chips now={now} language={language} line={line} />
    </div>
  );
}

/** One line of the thread. Drawn again only when something about it changed: a long thread stays quick. */
class Row extends Component<BubbleProps & { day?: string }> {
  override shouldComponentUpdate(next: Row['props']) {
    return (Object.keys(next) as (keyof Row['props'])[]).some(key => next[key] !== this.props[key]);
  }

  override render() {
    const { entry, day } = this.props;
    return (
      <div class="row">
        {day && (
          <p class="day">
            <span>{day}</span>
          </p>
        )}
        {entry.event === 'privacy_notice' ? (
          <div class="told">
            <Icon of="info" size={18} />
            <div>
              <Words text={entry.text} plain={false} />
            </div>
          </div>
        ) : entry.kind === 'event' ? (
          <p class="event" dir="auto">
            {entry.text}
          </p>
        ) : (
          <Bubble {...this.props} />
        )}
      </div>
    );
  }
}

/** Answers to choose from, while the question is the last thing said. */
function Chips({ now, language: { words }, line }: { now: Conversation; language: Language; line: Line }) {
  const actions = suggestions(now);
  if (!actions.length) return null;
  return (
    <div class="chips" role="group" aria-label={words.suggested}>
      {actions.map((action, at) => {
        const title = titleOf(action);
        const href = leadsTo(action);
        const saying = sayingOf(action);
        if (href)
          return (
            <a key={at} class="chip" dir="auto" href={href} target="_blank" rel="noopener noreferrer nofollow" title={words.opensNew}>
              {title}
            </a>
          );
        return (
          saying && (
            <button
              key={at}
              type="button"
              class="chip"
              dir="auto"
              onClick={() => {
                line.say(saying.shown, saying.text, saying);
                document.querySelector('textarea')?.focus({ preventScroll: true });
              }}
            >
              {title}
            </button>
          )
        );
      })}
    </div>
  );
}

/** Somebody writes: three dots, or the words that a bot has found so far. */
function Typing({ writing: { name, words: found }, words }: { writing: Writing; words: Language['words'] }) {
  const who = fill(words.writing, { name: name || words.assistant });
  return (
    <div class="row">
      <div class="said theirs">
        {found && !found.informs ? (
          <div class="line">
            <div class="bubble streaming">
              <span class="unseen">{who}</span>
              <Words text={found.text} plain={false} />
            </div>
          </div>
        ) : (
          <div class="bubble typing">
            <span class="unseen">{who}</span>
            {found && <em dir="auto">{found.text}</em>}
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
    </div>
  );
}

const goesOn = (before: Entry | undefined, entry: Entry): boolean =>
  before?.kind === 'message' &&
  before.from === entry.from &&
  (entry.from === 'visitor' || before.name === entry.name) &&
  entry.at - before.at < GROUP_MILLISECONDS_MAX;

const waitingLine = (now: Conversation, { words }: Language): string | undefined => {
  if (now.phase !== 'open' || (now.standing?.state !== 'Waiting' && now.standing?.state !== 'Offered')) return undefined;
  const { position: n, queue: asked } = now.standing;
  const queue = typeof asked === 'string' ? asked : asked?.name;
  if (!n) return words.waitingLine;
  return queue ? fill(words.positionIn, { n, queue }) : fill(words.position, { n });
};

const dayOf = (at: number) => new Date(at).toDateString();

const dayName = (at: number, { words, locale }: Language): string => {
  const day = dayOf(at);
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === new Date().toDateString()) return words.today;
  if (day === yesterday.toDateString()) return words.yesterday;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(at);
};

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
