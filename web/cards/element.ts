// Elements made without markup: text only ever becomes text, and every address was checked before it came here.
import { blocks, type Block, type Inline } from './markdown.ts';

type Child = Node | string | undefined | false;

export const el = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  made.append(...children.filter(child => child !== undefined && child !== false));
  return made;
};

export const link = (href: string, title: string | undefined, ...children: Child[]): HTMLAnchorElement =>
  el('a', { href, title, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);

/** Markdown as elements. */
export const marked = (text: string): HTMLElement[] => blocks(text).map(block);

const block = (it: Block): HTMLElement => {
  switch (it.is) {
    case 'paragraph':
      return el('p', { dir: 'auto' }, ...it.of.map(show));
    case 'heading':
      return el('p', { dir: 'auto' }, el('strong', {}, ...it.of.map(show)));
    case 'code':
      return el('pre', { dir: 'ltr', tabindex: 0 }, el('code', {}, it.text));
    case 'list': {
      const items = it.items.map(item => el('li', {}, ...item.map(show)));
      return it.ordered ? el('ol', { dir: 'auto', start: it.start }, ...items) : el('ul', { dir: 'auto' }, ...items);
    }
  }
};

const show = (it: Inline): Node => {
  if (typeof it === 'string') return document.createTextNode(it);
  switch (it.is) {
    case 'bold':
      return el('strong', {}, ...it.of.map(show));
    case 'italic':
      return el('em', {}, ...it.of.map(show));
    case 'code':
      return el('code', {}, it.text);
    case 'break':
      return el('br');
    case 'link':
      return link(it.href, it.href, ...it.of.map(show));
  }
};
