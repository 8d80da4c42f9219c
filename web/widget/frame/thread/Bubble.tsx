import { Icon } from '../Icon.tsx';
import type { Entry } from '../line/conversation.ts';
import type { Line } from '../line/line.ts';
import type { Words as Language } from '../words/words.ts';
import { Cards } from './Cards.tsx';
import { author } from './spoken.ts';
import { Words } from './Words.tsx';

export interface BubbleProps {
  entry: Entry;
  words: Language;
  locale: string;
  line: Line;
  /** Shown above the first bubble of one author's run. */
  name?: string;
  sent: boolean;
  /** The conversation goes on: what is pressed is said. */
  live: boolean;
  waits: boolean;
}

/** One message: its words, when it was said, and for our own whether it has arrived. */
export function Bubble({ entry, words, locale, line, name, sent, live, waits }: BubbleProps) {
  const mine = entry.from === 'visitor';
  return (
    <div class={`said ${mine ? 'mine' : 'theirs'} ${entry.status ?? ''} ${name === undefined ? 'more' : ''} ${entry.streamed ? 'streamed' : ''}`}>
      {name !== undefined && !mine ? (
        <p class="author" dir="auto">
          {name}
        </p>
      ) : (
        <span class="unseen">{author(entry, words)}</span>
      )}
      <div class={entry.text || !entry.attachments.length ? 'line' : 'line bare'}>
        {(entry.text || !entry.attachments.length) && entry.change !== 'taken back' && (
          <div class="bubble">
            <Words text={entry.text} plain={entry.plain} />
          </div>
        )}
        {!entry.text && entry.attachments.length > 0 && <Cards entry={entry} words={words} locale={locale} line={line} live={live} />}
        {entry.change !== 'taken back' && (
          <time dateTime={new Date(entry.at).toISOString()}>{clock(locale).format(entry.at)}</time>
        )}
      </div>
      {entry.text && entry.attachments.length > 0 && <Cards entry={entry} words={words} locale={locale} line={line} live={live} />}
      {entry.change && <p class="meta">{entry.change === 'edited' ? words.edited : words.takenBack}</p>}
      {entry.status === 'sending' && (
        <p class="meta late">
          <Icon of="clock" size={14} />
          {waits ? words.willSend : words.sending}
        </p>
      )}
      {sent && (
        <p class="meta">
          <Icon of="done" size={14} />
          {words.sent}
        </p>
      )}
      {entry.status === 'failed' && (
        <div class="meta bad" role="alert">
          <span>
            <Icon of="warn" size={14} />
            {words.notSent}
            {entry.why ? `. ${entry.why}` : ''}
          </span>
          <button type="button" onClick={() => line.tryAgain(entry.clientId!)}>
            {words.tryAgain}
          </button>
          <button type="button" onClick={() => takeBack(line, entry)}>
            {words.edit}
          </button>
        </div>
      )}
    </div>
  );
}

/** The words go back to where they were written. */
const takeBack = (line: Line, entry: Entry) => {
  line.withdraw(entry.clientId!);
  dispatchEvent(new CustomEvent('baton:edit', { detail: entry.text }));
};

const clocks = new Map<string, Intl.DateTimeFormat>();

const clock = (locale: string): Intl.DateTimeFormat => {
  const made = clocks.get(locale) ?? new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  clocks.set(locale, made);
  return made;
};
