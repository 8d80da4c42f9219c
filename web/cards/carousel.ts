// Cards side by side: they snap into place, arrow keys and buttons go from one to the next.
import { el } from './element.ts';
import type { CardWords } from './words.ts';

export const carousel = (cards: HTMLElement[], words: CardWords): HTMLElement => {
  const places = cards.map((card, at) =>
    el('div', { class: 'card-place', role: 'group', 'aria-label': words.of.replace('{n}', String(at + 1)).replace('{all}', String(cards.length)) }, card),
  );
  const row = el('div', { class: 'card-row', tabindex: 0, role: 'group', 'aria-label': words.cards }, ...places);
  const before = el('button', { type: 'button', class: 'card-move', 'aria-label': words.before }, '‹');
  const after = el('button', { type: 'button', class: 'card-move', 'aria-label': words.after }, '›');
  const step = (by: 1 | -1) => {
    const at = Math.max(0, Math.min(places.length - 1, current(row, places) + by));
    const way = getComputedStyle(row).direction === 'rtl' ? -1 : 1;
    row.scrollTo({ left: way * Math.abs(places[at]!.offsetLeft - places[0]!.offsetLeft), behavior: calm() ? 'instant' : 'smooth' });
  };
  before.addEventListener('click', () => step(-1));
  after.addEventListener('click', () => step(1));
  row.addEventListener('keydown', event => {
    if (event.target !== row || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
    event.preventDefault();
    step((event.key === 'ArrowRight') === (getComputedStyle(row).direction !== 'rtl') ? 1 : -1);
  });
  const ends = () => {
    const left = Math.abs(row.scrollLeft);
    before.disabled = left < 2;
    after.disabled = left > row.scrollWidth - row.clientWidth - 2;
  };
  row.addEventListener('scroll', ends, { passive: true });
  new ResizeObserver(ends).observe(row);
  return el('div', { class: 'cards card-carousel' }, row, el('div', { class: 'card-moves' }, before, after));
};

/** The card whose beginning is nearest to the beginning of the row. */
const current = (row: HTMLElement, places: HTMLElement[]): number => {
  const far = (at: number) => Math.abs(Math.abs(places[at]!.offsetLeft - places[0]!.offsetLeft) - Math.abs(row.scrollLeft));
  return places.reduce((best, _, at) => (far(at) < far(best) ? at : best), 0);
};

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
