import type { Attachment } from '../line/activity.ts';
import type { Entry } from '../line/conversation.ts';
import { fill, type Words } from '../words/words.ts';
import { blocks, type Inline } from '../../../cards/markdown.ts';

/** Who wrote it, as a name. */
export const author = (entry: Entry, words: Words): string =>
  entry.from === 'visitor' ? words.you : entry.name || (entry.from === 'bot' ? words.assistant : '');

/** A message as plain words, without its marks: to be read aloud, or kept in a file. */
export const unmarked = (entry: Entry, words: Words): string => {
  if (entry.change === 'taken back') return words.takenBack;
  const said = entry.plain ? entry.text : bare(entry.text);
  return [said, ...entry.attachments.map((attachment, at) => bare(entry.stands[at] ?? standIn(attachment, words)))].filter(Boolean).join('\n');
};

const bare = (text: string): string =>
  blocks(text)
    .map(block => {
      switch (block.is) {
        case 'paragraph':
        case 'heading':
          return flat(block.of);
        case 'code':
          return block.text;
        case 'list':
          return block.items.map((item, at) => `${block.ordered ? `${block.start + at}.` : '-'} ${flat(item)}`).join('\n');
      }
    })
    .join('\n');

export const spoken = (entry: Entry, words: Words): string => {
  const who = entry.kind === 'message' ? author(entry, words) : '';
  return who ? `${who}: ${unmarked(entry, words)}` : unmarked(entry, words);
};

/** What a card or file is called where nobody has put it into words. */
export const standIn = (attachment: Attachment, words: Words): string => {
  const content =
    typeof attachment.content === 'object' && attachment.content !== null ? (attachment.content as Record<string, unknown>) : {};
  const told = [content.fallbackText, content.speak].find(it => typeof it === 'string' && it);
  if (told) return String(told);
  const parts = [content.title, content.subtitle, content.text].filter(it => typeof it === 'string' && it);
  if (parts.length) return parts.join('\n');
  return attachment.name ? fill(words.file, { name: attachment.name }) : words.card;
};

const flat = (pieces: Inline[]): string =>
  pieces
    .map(piece => {
      if (typeof piece === 'string') return piece;
      switch (piece.is) {
        case 'break':
          return '\n';
        case 'code':
          return piece.text;
        case 'bold':
        case 'italic':
          return flat(piece.of);
        case 'link':
          return label(flat(piece.of), piece.href);
      }
    })
    .join('');

const label = (text: string, href: string) => (href.startsWith(text) || href === text ? text : `${text} (${href})`);
