import type { Conversation } from './line/conversation.ts';
import { author, unmarked } from './thread/spoken.ts';
import { fill, type Language } from './words/words.ts';

/** The conversation as text that anybody can keep: a line for who and when, then the words. */
export const transcript = (now: Conversation, { words, locale }: Language, channel?: string): string => {
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const said = now.entries.filter(entry => !entry.status);
  const head = fill(words.transcript, { date: day.format(said[0]?.at ?? 0) });
  const lines = said.map(entry =>
    entry.kind === 'event'
      ? `[${clock.format(entry.at)}] ${unmarked(entry, words)}`
      : `[${clock.format(entry.at)}] ${author(entry, words)}:\n${unmarked(entry, words)}`,
  );
  return [channel ? `${channel}. ${head}` : head, ...lines].join('\n\n') + '\n';
};

export const downloadTranscript = (now: Conversation, language: Language, channel?: string): void => {
  const url = URL.createObjectURL(new Blob([transcript(now, language, channel)], { type: 'text/plain;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'conversation.txt' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
