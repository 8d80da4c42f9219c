// An Adaptive Card as a bot sent it, made fit to be drawn: only addresses that are safe, media as pictures with links, and for what
// nobody can draw its words. Pure: JSON in, JSON out.
import { isObject, safePicture, textOf } from './attachment.ts';
import { safeAddress } from './markdown.ts';
import type { CardWords } from './words.ts';

const DEPTH_MAX = 30;
const ELEMENTS_MAX = 1_500;

/** The version that everything is read as: cards that say less than they use are drawn all the same. */
const VERSION = '1.6';

const ELEMENTS = new Set(
  (
    'Container ColumnSet Column TextBlock RichTextBlock TextRun Image ImageSet FactSet ActionSet Table TableRow TableCell ' +
    'Input.Text Input.Date Input.Time Input.Number Input.ChoiceSet Input.Toggle AdaptiveCard'
  ).split(' '),
);
const ACTIONS = new Set(['Action.OpenUrl', 'Action.Submit', 'Action.Execute', 'Action.ShowCard', 'Action.ToggleVisibility']);
const SUBMITS = new Set(['Action.Submit', 'Action.Execute']);
const PICTURES = new Set(['iconUrl', 'poster']);

/** Members that hold elements, actions or cards; others are copied as they are. */
const PARTS = new Set(['body', 'items', 'columns', 'rows', 'cells', 'actions', 'inlines', 'card', 'selectAction', 'inlineAction']);
const LEFT_OUT = new Set(['speak', 'refresh', 'authentication', '$schema', 'fallback', 'requires', 'lang', 'choices.data']);

type Json = Record<string, unknown>;

/** The card, or undefined when it is none or too large to be drawn. One that is only looked at can't be submitted. */
export const safeCard = (card: unknown, words: CardWords, isForLooking = false): Json | undefined => {
  if (!isObject(card) || !(Array.isArray(card.body) || Array.isArray(card.actions))) return undefined;
  const walk = { left: ELEMENTS_MAX, words, isForLooking };
  const made = { ...part(card, 0, walk), type: 'AdaptiveCard', version: VERSION };
  return walk.left > 0 ? made : undefined;
};

interface Walk {
  left: number;
  words: CardWords;
  isForLooking: boolean;
}

const part = (given: Json, depth: number, walk: Walk): Json => {
  const made: Json = {};
  if (depth > DEPTH_MAX || --walk.left <= 0) {
    walk.left = 0;
    return made;
  }
  for (const [name, value] of Object.entries(given)) {
    if (LEFT_OUT.has(name)) continue;
    if (name === 'backgroundImage') made[name] = background(value);
    else if (PICTURES.has(name)) made[name] = safePicture(value);
    // In a set of pictures each is one, whatever it calls itself.
    else if (name === 'images') made[name] = parts(Array.isArray(value) ? value.map(one => ({ ...one, type: 'Image' })) : [], depth + 1, walk);
    else if (PARTS.has(name)) made[name] = parts(value, depth + 1, walk);
    else made[name] = value;
  }
  return made;
};

const parts = (value: unknown, depth: number, walk: Walk): unknown =>
  Array.isArray(value)
    ? value.map(one => element(one, depth, walk)).filter(one => one !== undefined)
    : isObject(value)
      ? element(value, depth, walk)
      : undefined;

/** One element or action. */
const element = (given: unknown, depth: number, walk: Walk): unknown => {
  // An inline of rich text may be a plain string.
  if (typeof given === 'string') return given;
  if (!isObject(given)) return undefined;
  const type = textOf(given.type) ?? '';
  if (type.startsWith('Action.')) return action(given, type, depth, walk);
  if (type === 'Image') return picture(given, depth, walk);
  if (type === 'Media') return media(given, walk);
  if (type === 'Carousel') return { type: 'Container', items: parts(pagesOf(given), depth, walk) };
  if (type === 'Input.Text' && isObject(given.inlineAction)) return part(given, depth, walk);
  // Cut off at the edge of a narrow window, words would be lost.
  if (type === 'TextBlock') return { ...part(given, depth, walk), wrap: true };
  if (!type || ELEMENTS.has(type)) return part(given, depth, walk);
  return instead(given, type, depth, walk);
};

const action = (given: Json, type: string, depth: number, walk: Walk): unknown => {
  if (type === 'Action.OpenUrl') {
    const url = safeAddress(textOf(given.url) ?? '');
    return url ? { ...part(given, depth, walk), url } : off(given);
  }
  if (SUBMITS.has(type) && walk.isForLooking) return { ...part(given, depth, walk), isEnabled: false };
  if (ACTIONS.has(type)) return part(given, depth, walk);
  return isObject(given.fallback) && depth < DEPTH_MAX ? action(given.fallback, textOf(given.fallback.type) ?? '', depth + 1, walk) : off(given);
};

/** A button that does nothing here can still be seen. */
const off = (given: Json) => ({ type: 'Action.Submit', title: textOf(given.title) ?? '…', isEnabled: false });

const picture = (given: Json, depth: number, walk: Walk): unknown => {
  const url = safePicture(given.url);
  if (url) return { ...part(given, depth, walk), url };
  const alt = textOf(given.altText);
  return alt ? text(alt) : undefined;
};

/** Sounds and films open in a tab of their own, from their poster or a line of words. */
const media = (given: Json, { words }: Walk): unknown => {
  const url = (Array.isArray(given.sources) ? given.sources : []).map(one => safeAddress(textOf(isObject(one) && one.url) ?? '')).find(Boolean);
  const title = textOf(given.altText) ?? words.play;
  if (!url) return text(title);
  const poster = safePicture(given.poster);
  const open = { type: 'Action.OpenUrl', title: `▶ ${title}`, url };
  return {
    type: 'Container',
    items: [...(poster ? [{ type: 'Image', url: poster, size: 'Stretch', altText: title, selectAction: open }] : []), { type: 'ActionSet', actions: [open] }],
  };
};

const pagesOf = (given: Json): Json[] =>
  (Array.isArray(given.pages) ? given.pages : []).filter(isObject).map(page => ({ ...page, type: 'Container', separator: true }));

/** What nobody here can draw: what its author gave for that case, what it holds, or that it is there. */
const instead = (given: Json, type: string, depth: number, walk: Walk): unknown => {
  if (given.fallback === 'drop') return undefined;
  if (isObject(given.fallback)) return element(given.fallback, depth + 1, walk);
  const inside = [given.items, given.body, given.columns].filter(Array.isArray).flat();
  if (inside.length) return { type: 'Container', items: parts(inside, depth + 1, walk) };
  return text([given.title, given.text, given.value].map(textOf).filter(Boolean).join(': ') || `(${type})`);
};

const text = (words: string) => ({ type: 'TextBlock', text: words, wrap: true });

const background = (value: unknown): unknown => {
  if (!isObject(value)) return safePicture(value);
  const url = safePicture(value.url);
  return url && { ...value, url };
};
