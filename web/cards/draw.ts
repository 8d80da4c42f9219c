// Cards, pictures and files of one message, as elements: the same ones in the visitor's window and at the agents' desk.
import { isLink, isObject, kindOf, leadsTo, objectsOf, safePicture, sayingOf, textOf, titleOf } from './attachment.ts';
import type { Attachment, CardAction, Kind, Saying } from './attachment.ts';
import { carousel } from './carousel.ts';
import { el, link, marked } from './element.ts';
import { safeAddress } from './markdown.ts';
import type { CardWords } from './words.ts';
import './cards.css';

const BUTTONS_MAX = 20;

export interface Means {
  /** What a button says; absent where cards are only looked at. */
  say?: (saying: Saying) => void;
  words: CardWords;
}

export interface Drawing {
  attachments: readonly Attachment[];
  /** What stands for each of them where it can't be drawn. */
  stands: readonly (string | undefined)[];
  layout?: string;
}

/** Everything that one message carries. Adaptive Cards appear when their renderer has been loaded. */
export const draw = ({ attachments, stands, layout }: Drawing, means: Means): HTMLElement => {
  // What only words can tell, and the text has told already, is not told again.
  const drawn = attachments.flatMap((attachment, at) =>
    stands[at] === '' && kindOf(attachment) === undefined ? [] : [one(attachment, stands[at], means)],
  );
  if (layout === 'carousel' && drawn.length > 1) return carousel(drawn, means.words);
  return el('div', { class: 'cards' }, ...drawn);
};

const one = (attachment: Attachment, stand: string | undefined, means: Means): HTMLElement => {
  const kind = kindOf(attachment);
  if (kind === undefined) return inWords(attachment, stand, means);
  try {
    if (kind === 'adaptive') return adaptive(attachment, stand, means);
    if (kind === 'picture') return picture(attachment.contentUrl!, attachment.name, means);
    if (kind === 'file') return file(attachment.contentUrl!, attachment.name, means);
    return classic(kind, attachment.content as Record<string, unknown>, means) ?? inWords(attachment, stand, means);
  } catch {
    // Whatever a bot wrote, its words are shown.
    return inWords(attachment, stand, means);
  }
};

const adaptive = (attachment: Attachment, stand: string | undefined, means: Means): HTMLElement => {
  const place = el('div', { class: 'card-one', 'aria-busy': true }, el('p', { class: 'card-wait' }, means.words.loading));
  import('./adaptive.ts')
    .then(({ drawAdaptive }) => drawAdaptive(attachment.content, means))
    .catch(() => undefined)
    .then(card => {
      place.removeAttribute('aria-busy');
      if (card) place.replaceChildren(card);
      else place.replaceWith(inWords(attachment, stand, means));
    });
  return place;
};

/** The words that its sender gave for it, and if there are none, what it is. */
const inWords = (attachment: Attachment, stand: string | undefined, { words }: Means): HTMLElement => {
  const content = isObject(attachment.content) ? attachment.content : {};
  const said = stand || textOf(content.fallbackText) || textOf(content.speak) || attachment.name || words.card;
  return el('div', { class: 'card-one card-words' }, ...marked(said));
};

const classic = (kind: Kind, content: Record<string, unknown>, means: Means): HTMLElement | undefined => {
  const pictures = [...objectsOf(content.images), ...objectsOf(content.image)].filter(image => safePicture(image.url));
  const media = objectsOf(content.media).flatMap(one => {
    const url = safeAddress(textOf(one.url) ?? '');
    return url ? [{ url, title: textOf(one.profile) }] : [];
  });
  const text = [textOf(content.title), textOf(content.subtitle), textOf(content.text)];
  const buttons = objectsOf(content.buttons).slice(0, BUTTONS_MAX) as CardAction[];
  const shown = kind === 'animation' && media.length > 0 && safePicture(media[0]!.url);
  const parts = [
    shown && image(shown, text[0], means, undefined),
    ...(media.length && !shown ? media.map((one, at) => player(one, at === 0 ? pictures[0] : undefined, text[0], means)) : pictures.map(one => imageOf(one, means))),
    el(
      'div',
      { class: 'card-text' },
      text[0] !== undefined && el('p', { class: 'card-title', dir: 'auto' }, text[0]),
      text[1] !== undefined && el('p', { class: 'card-subtitle', dir: 'auto' }, text[1]),
      ...(text[2] ? marked(text[2]) : []),
    ),
    kind === 'receipt' && receipt(content, means),
    buttons.length > 0 && el('div', { class: 'card-buttons' }, ...buttons.map(action => button(action, means))),
  ];
  const card = el('section', { class: `card-one card-${kind}`, 'aria-label': text[0] ?? means.words.card }, ...parts);
  return card.querySelector('img, p, dl, table, a, button') ? card : undefined;
};

const imageOf = (given: Record<string, unknown>, means: Means) =>
  image(safePicture(given.url)!, textOf(given.alt), means, isObject(given.tap) ? (given.tap as CardAction) : undefined);

const image = (src: string, alt: string | undefined, means: Means, tap: CardAction | undefined): HTMLElement => {
  const img = el('img', { loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', alt: alt ?? (tap && titleOf(tap)) ?? '', src });
  return tap ? press(tap, means, 'card-tap', img) : img;
};

/** A button that says something, a link that leads somewhere, or words where it can do neither. */
const button = (action: CardAction, means: Means) => press(action, means, 'card-button', titleOf(action));

const press = (action: CardAction, means: Means, className: string, inner: Node | string): HTMLElement => {
  const href = leadsTo(action);
  const label = inner instanceof HTMLElement ? titleOf(action) || means.words.open : undefined;
  if (href) {
    const made = link(href, means.words.opensNew, inner);
    made.className = className;
    if (label) made.setAttribute('aria-label', label);
    return made;
  }
  const saying = isLink(action.type) ? undefined : sayingOf(action);
  const made = el('button', { type: 'button', class: className, dir: 'auto', 'aria-label': label, disabled: !saying || !means.say }, inner);
  if (saying) made.addEventListener('click', () => means.say?.(saying));
  return made;
};

/** Sounds and films open in a tab of their own. */
const player = (media: { url: string; title?: string }, poster: Record<string, unknown> | undefined, title: string | undefined, { words }: Means) => {
  const made = link(media.url, words.opensNew, poster && el('img', { loading: 'lazy', referrerpolicy: 'no-referrer', alt: '', src: safePicture(poster.url) }));
  made.className = 'card-play';
  made.append(el('span', {}, `▶ ${[words.play, media.title ?? title].filter(Boolean).join(': ')}`));
  return made;
};

const receipt = (content: Record<string, unknown>, { words }: Means): HTMLElement => {
  const facts = objectsOf(content.facts).flatMap(fact => [
    el('dt', { dir: 'auto' }, textOf(fact.key) ?? ''),
    el('dd', { dir: 'auto' }, textOf(fact.value) ?? ''),
  ]);
  const items = objectsOf(content.items).map(item => {
    const quantity = textOf(item.quantity);
    const src = isObject(item.image) ? safePicture(item.image.url) : undefined;
    return el(
      'tr',
      {},
      el(
        'td',
        { dir: 'auto' },
        src !== undefined && el('img', { loading: 'lazy', referrerpolicy: 'no-referrer', alt: '', src }),
        el('b', {}, [quantity && `${quantity} ×`, textOf(item.title)].filter(Boolean).join(' ')),
        ...[textOf(item.subtitle), textOf(item.text)].map(words => words && el('small', { dir: 'auto' }, words)),
      ),
      el('td', {}, textOf(item.price) ?? ''),
    );
  });
  const sums = (['vat', 'tax', 'total'] as const).flatMap(name => {
    const sum = textOf(content[name]);
    return sum ? [el('tr', { class: `card-${name}` }, el('th', { scope: 'row' }, words[name]), el('td', {}, sum))] : [];
  });
  return el(
    'div',
    { class: 'card-receipt-parts' },
    facts.length > 0 && el('dl', {}, ...facts),
    items.length + sums.length > 0 && el('table', {}, el('tbody', {}, ...items, ...sums)),
  );
};

const picture = (src: string, name: string | undefined, means: Means): HTMLElement => {
  const img = el('img', { loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', alt: name ?? means.words.picture, src: safePicture(src) });
  const made = src.startsWith('data:') ? el('div', {}, img) : link(src, means.words.opensNew, img);
  made.className = 'card-one card-picture';
  // A picture that is not there any more is at least a name and an address.
  img.addEventListener('error', () => made.replaceChildren(`${means.words.picture}${name ? `: ${name}` : ''}`));
  return made;
};

const file = (href: string, name: string | undefined, { words }: Means): HTMLElement => {
  const made = link(href, words.opensNew, el('span', { 'aria-hidden': true }, '📎 '), name || lastOf(href) || words.file);
  made.className = 'card-one card-file';
  made.setAttribute('download', '');
  return made;
};

const lastOf = (href: string): string => {
  try {
    return decodeURIComponent(new URL(href).pathname.split('/').at(-1) ?? '');
  } catch {
    return '';
  }
};
