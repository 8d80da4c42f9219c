// What a message carries beside its words, in the Bot Framework's shapes, read with care: bots may send anything.
import { safeAddress } from './markdown.ts';

export interface Attachment {
  contentType?: string;
  contentUrl?: string;
  name?: string;
  content?: unknown;
}

export interface CardAction {
  type?: string;
  title?: string;
  text?: string;
  displayText?: string;
  image?: string;
  value?: unknown;
}

/** What pressing something says: the visitor sees one thing, the bot may be sent another. */
export interface Saying {
  shown: string;
  text?: string;
  value?: unknown;
  /** Meant for the bot alone. */
  postBack?: boolean;
}

export type Kind = 'adaptive' | 'hero' | 'thumbnail' | 'receipt' | 'signin' | 'audio' | 'video' | 'animation' | 'picture' | 'file';

const CARD = 'application/vnd.microsoft.card.';
const CARDS: Record<string, Kind> = {
  adaptive: 'adaptive',
  hero: 'hero',
  thumbnail: 'thumbnail',
  receipt: 'receipt',
  signin: 'signin',
  oauth: 'signin',
  audio: 'audio',
  video: 'video',
  animation: 'animation',
  image: 'hero',
};

/** What it is drawn as; undefined where only its words can be shown. */
export const kindOf = ({ contentType = '', contentUrl, content }: Attachment): Kind | undefined => {
  const type = contentType.toLowerCase();
  if (type.startsWith(CARD)) return isObject(content) ? CARDS[type.slice(CARD.length)] : undefined;
  if (type.startsWith('image/') && safePicture(contentUrl)) return 'picture';
  return safeAddress(contentUrl ?? '') ? 'file' : undefined;
};

/** A picture's address: https, or data of a type that can't hold a script. */
export const safePicture = (given: unknown): string | undefined => {
  if (typeof given !== 'string') return undefined;
  if (/^data:image\/(png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]+$/i.test(given)) return given;
  return /^https:/i.test(given) ? safeAddress(given) : undefined;
};

/** Where a button leads, if it leads anywhere: a page, a mailbox, a phone. */
export const leadsTo = ({ type, value }: CardAction): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (type === 'call') {
    const number = value.replace(/^tel:/i, '').trim();
    return /^\+?[\d\s().*#-]{2,30}$/.test(number) ? `tel:${number.replace(/[^\d+*#]/g, '')}` : undefined;
  }
  return isLink(type) ? safeAddress(value) : undefined;
};

/** Buttons that lead somewhere and say nothing. */
export const isLink = (type: string | undefined): boolean =>
  ['openUrl', 'call', 'signin', 'playAudio', 'playVideo', 'showImage', 'downloadFile'].includes(type ?? '');

/** What pressing a button says, by the protocol's meaning of its type. */
export const sayingOf = (action: CardAction): Saying | undefined => {
  if (isLink(action.type)) return undefined;
  const title = titleOf(action);
  const { text, value } = action;
  const words = typeof value === 'string' && value ? value : undefined;
  switch (action.type) {
    case 'postBack':
      return { shown: title, ...(words ? { text: words } : value === undefined ? { text: text || title } : { value }), postBack: true };
    case 'messageBack':
      return { shown: action.displayText || title, text: text || words || title, ...(isObject(value) && { value }) };
    default: {
      // imBack: said as if it had been written. Some bots put the words into an object.
      const said = words ?? (isObject(value) && typeof value.text === 'string' ? value.text : undefined) ?? (text || title);
      return { shown: said, text: said };
    }
  }
};

export const titleOf = ({ title, text, value }: CardAction): string => title || text || (typeof value === 'string' ? value : '');

export const isObject = (it: unknown): it is Record<string, unknown> => typeof it === 'object' && it !== null && !Array.isArray(it);

export const textOf = (it: unknown): string | undefined =>
  typeof it === 'string' && it.trim() ? it : typeof it === 'number' ? String(it) : undefined;

export const objectsOf = (it: unknown): Record<string, unknown>[] => (Array.isArray(it) ? it.filter(isObject) : isObject(it) ? [it] : []);

/** A submitted value as lines of names and values, for who reads it. */
export const linesOf = (value: unknown, words: { yes: string; no: string }, name = ''): string[] => {
  if (Array.isArray(value)) return value.some(isObject) ? value.flatMap(one => linesOf(one, words, name)) : [line(name, value.join(', '))];
  if (isObject(value)) return Object.entries(value).flatMap(([key, one]) => linesOf(one, words, name ? `${name}.${key}` : key));
  if (value === null || value === undefined || value === '') return [];
  return [line(name, value === true ? words.yes : value === false ? words.no : String(value))];
};

const line = (name: string, value: string) => (name ? `${name}: ${value}` : value);
