// A small Markdown: paragraphs, bold, italic, code, lists, links. It makes a tree of plain values, never HTML: what is not one of
// these is text, whatever it looks like. Written for words that nobody vouches for (bots, models, visitors).

export type Inline =
  | string
  | { is: 'bold' | 'italic'; of: Inline[] }
  | { is: 'code'; text: string }
  | { is: 'link'; href: string; of: Inline[] }
  | { is: 'break' };

export type Block =
  | { is: 'paragraph' | 'heading'; of: Inline[] }
  | { is: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { is: 'code'; text: string };

const DEPTH_MAX = 6;
const EMPHASIS_CHARACTERS_MAX = 2_000;
const LABEL_CHARACTERS_MAX = 500;
const ADDRESS_CHARACTERS_MAX = 2_000;

/** An address that may stand behind a link: http, https or mailto, and nothing that a browser might read differently. */
export const safeAddress = (given: string): string | undefined => {
  if (
    given.length > ADDRESS_CHARACTERS_MAX ||
    /[\u0000-\u0020\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]/.test(given)
  )
    return undefined;
  if (!/^(https?:\/\/[^/]|mailto:[^/])/i.test(given)) return undefined;
  try {
    const url = new URL(given);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) && !url.password ? url.href : undefined;
  } catch {
    return undefined;
  }
};

export const blocks = (text: string): Block[] => {
  const found: Block[] = [];
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  let paragraph: string[] = [];
  const close = () => {
    if (paragraph.length) found.push({ is: 'paragraph', of: inline(paragraph.join('\n')) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const fence = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    const heading = /^ {0,3}#{1,6} (.*)$/.exec(line)?.[1];
    const item = listItem(line);
    if (fence) {
      close();
      const end = lines.findIndex((later, index) => index > at && later.trim().startsWith(fence));
      found.push({ is: 'code', text: lines.slice(at + 1, end < 0 ? undefined : end).join('\n') });
      at = end < 0 ? lines.length : end;
    } else if (heading !== undefined) {
      close();
      found.push({ is: 'heading', of: inline(heading) });
    } else if (item && (!paragraph.length || !item.ordered || item.start === 1)) {
      close();
      at = list(lines, at, item, found);
    } else if (line.trim()) {
      paragraph.push(line.trim());
    } else {
      close();
    }
  }
  close();
  return found;
};

const listItem = (line: string) => {
  const parts = /^\s{0,8}(?:([-*+•])|(\d{1,9})[.)])\s+(\S.*)$/.exec(line);
  return parts && { ordered: !parts[1], start: Number(parts[2] ?? 1), text: parts[3]! };
};

/** Reads a list from the line on; answers the last line that belongs to it. */
const list = (lines: string[], from: number, first: { ordered: boolean; start: number }, found: Block[]): number => {
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const item = listItem(line);
    const next = listItem(lines[at + 1] ?? '');
    if (item && item.ordered === first.ordered) items.push(item.text);
    else if (line.trim() && /^\s{2,}/.test(line) && !item) items.push(`${items.pop()}\n${line.trim()}`);
    else if (line.trim() || !next || next.ordered !== first.ordered) break;
  }
  found.push({ is: 'list', ordered: first.ordered, start: first.start, items: items.map(item => inline(item)) });
  return at - 1;
};

/** Marks within a paragraph. Looks at each character once, but for a bounded look ahead at marks. */
export const inline = (text: string, depth = 0, linked = false): Inline[] => {
  const found: Inline[] = [];
  const looked: Looked = {};
  let plain = '';
  const add = (piece: Inline) => {
    if (plain) found.push(plain);
    plain = '';
    found.push(piece);
  };
  for (let at = 0; at < text.length; ) {
    const piece = depth < DEPTH_MAX ? mark(text, at, depth, linked, looked) : undefined;
    if (piece) {
      if (typeof piece.is === 'string') plain += piece.is;
      else add(piece.is);
      at = piece.end;
    } else {
      plain += text[at++];
    }
  }
  if (plain) found.push(plain);
  return found;
};

/** How far the text was searched in vain for the end of an emphasis: no later one looks there again, so hostile text costs no more. */
type Looked = Record<string, number>;

type Mark = { is: Inline; end: number } | undefined;

const mark = (text: string, at: number, depth: number, linked: boolean, looked: Looked): Mark => {
  switch (text[at]) {
    case '\n':
      return { is: { is: 'break' }, end: at + 1 };
    case '\\':
      return /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '') ? { is: text[at + 1]!, end: at + 2 } : undefined;
    case '`':
      return code(text, at);
    case '*':
    case '_':
      return emphasis(text, at, depth, linked, looked);
    case '!':
      return text[at + 1] === '[' && !linked ? link(text, at + 1, depth) : undefined;
    case '[':
      return linked ? undefined : link(text, at, depth);
    case '<':
      return linked ? undefined : angled(text, at);
    case 'h':
    case 'H':
      return linked ? undefined : bare(text, at);
    default:
      return undefined;
  }
};

const code = (text: string, at: number): Mark => {
  const ticks = run(text, at, '`');
  const end = text.indexOf('`'.repeat(ticks), at + ticks);
  if (end < 0 || end - at > EMPHASIS_CHARACTERS_MAX) return { is: '`'.repeat(ticks), end: at + ticks };
  return { is: { is: 'code', text: text.slice(at + ticks, end).trim() }, end: end + ticks };
};

const emphasis = (text: string, at: number, depth: number, linked: boolean, looked: Looked): Mark => {
  const sign = text[at]!;
  const signs = run(text, at, sign);
  const wide = Math.min(signs, 2);
  const literal = { is: sign.repeat(signs), end: at + signs };
  const inside = at + wide;
  if (signs > 3 || /\s/.test(text[inside] ?? ' ') || (sign === '_' && word(text[at - 1]))) return literal;
  const end = closing(text, inside, sign, wide, looked);
  if (end < 0) return literal;
  return { is: { is: wide === 2 ? 'bold' : 'italic', of: inline(text.slice(inside, end), depth + 1, linked) }, end: end + wide };
};

/** Where the emphasis that began before `from` ends, or -1. */
const closing = (text: string, from: number, sign: string, wide: number, looked: Looked): number => {
  const last = Math.min(text.length, from + EMPHASIS_CHARACTERS_MAX);
  const begin = Math.max(from, looked[sign + wide] ?? 0);
  for (let at = begin; at < last; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === sign) {
      const signs = run(text, at, sign);
      const fits = signs >= wide && (wide === 2 || signs !== 2) && !/\s/.test(text[at - 1]!) && at > from;
      if (fits && (sign === '*' || !word(text[at + signs]))) return at + signs - wide;
      at += signs - 1;
    }
  }
  looked[sign + wide] = Math.max(begin, last);
  return -1;
};

const link = (text: string, at: number, depth: number): Mark => {
  const middle = text.slice(at, at + LABEL_CHARACTERS_MAX).indexOf('](');
  if (middle < 1) return undefined;
  const label = text.slice(at + 1, at + middle);
  const rest = text.slice(at + middle + 2, at + middle + 2 + ADDRESS_CHARACTERS_MAX);
  const whole = balanced(rest);
  const parts = /^\s*<?([^\s<>"]+)>?(?:\s+"[^"\n]*")?\s*\)$/.exec(whole);
  const href = parts && safeAddress(parts[1]!);
  if (!href || !label.trim()) return undefined;
  return { is: { is: 'link', href, of: inline(label, depth + 1, true) }, end: at + middle + 2 + whole.length };
};

/** The address up to the bracket that closes the link, with it; brackets within the address come in pairs. */
const balanced = (rest: string): string => {
  let open = 1;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '(') open++;
    else if (rest[at] === ')' && --open === 0) return rest.slice(0, at + 1);
    else if (rest[at] === '\n') break;
  }
  return '';
};

const angled = (text: string, at: number): Mark => {
  const inside = /^<([a-z]+:[^\s<>]{1,2000})>/i.exec(text.slice(at, at + ADDRESS_CHARACTERS_MAX))?.[1];
  const href = inside && safeAddress(inside);
  return href ? { is: { is: 'link', href, of: [inside] }, end: at + inside.length + 2 } : undefined;
};

const bare = (text: string, at: number): Mark => {
  if (word(text[at - 1])) return undefined;
  let found = /^https?:\/\/[^\s<>"'`*|]+/i.exec(text.slice(at, at + ADDRESS_CHARACTERS_MAX))?.[0];
  if (!found) return undefined;
  found = found.replace(/[.,;:!?_\]}]+$/, '');
  if (found.endsWith(')') && !found.includes('(')) found = found.slice(0, -1);
  const href = safeAddress(found);
  return href ? { is: { is: 'link', href, of: [found] }, end: at + found.length } : undefined;
};

const run = (text: string, at: number, sign: string): number => {
  let end = at;
  while (text[end] === sign) end++;
  return end - at;
};

const word = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
