// Adaptive Cards, drawn by Microsoft's own renderer in our look. Loaded only when one appears: it weighs more than all the rest.
import {
  AdaptiveCard,
  ChoiceSetInput,
  SubmitActionBase,
  OpenUrlAction,
  TextInput,
  ToggleInput,
  type Action,
  type Input,
} from 'adaptivecards/lib/card-elements';
import { InputTextStyle } from 'adaptivecards/lib/enums';
import { HostConfig } from 'adaptivecards/lib/host-config';
import { GlobalRegistry } from 'adaptivecards/lib/registry';
import { Versions } from 'adaptivecards/lib/serialization';
import { GlobalSettings } from 'adaptivecards/lib/shared';
import { Table } from 'adaptivecards/lib/table';
import { isObject, type Saying } from './attachment.ts';
import type { Means } from './draw.ts';
import { el, marked } from './element.ts';
import { look } from './look.ts';
import { safeCard } from './safe.ts';
import type { CardWords } from './words.ts';

const HIDDEN = '••••';

GlobalRegistry.elements.register('Table', Table, Versions.v1_5);
GlobalSettings.setTabIndexAtCardRoot = false;
GlobalSettings.useAdvancedTextBlockTruncation = false;
AdaptiveCard.onProcessMarkdown = (text, result) => {
  // Our own elements written out by the browser: whatever the words look like, they are escaped.
  result.outputHtml = el('div', {}, ...marked(text)).innerHTML;
  result.didProcess = true;
};

let drawn = 0;

/** The card as elements; undefined when it can't be read. */
export const drawAdaptive = (content: unknown, means: Means): HTMLElement | undefined => {
  const fit = safeCard(content, means.words, !means.say);
  if (!fit) return undefined;
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(look);
  card.parse(fit);
  card.onExecuteAction = action => execute(action, means);
  const made = card.render();
  if (!made || !(made.textContent?.trim() || made.querySelector('img, input, select, textarea, button'))) return undefined;
  finish(made, `card${++drawn}`);
  if (!means.say) for (const input of made.querySelectorAll<HTMLInputElement>('input, select, textarea')) input.disabled = true;
  return el('div', { class: 'adaptive' }, made);
};

const execute = (action: Action, { say, words }: Means) => {
  if (action instanceof OpenUrlAction && action.url) window.open(action.url, '_blank', 'noopener,noreferrer');
  else if (action instanceof SubmitActionBase) say?.(submitted(action, words));
};

/** What is sent is the card's own value with what was filled in; what is shown is what was chosen, in the card's words. */
const submitted = (action: SubmitActionBase, words: CardWords): Saying => {
  const value: unknown = action.data;
  if (typeof value === 'string') return { shown: value, text: value };
  const filled = Object.values(action.getReferencedInputs() ?? {}).filter(input => input.isSet());
  const lines = filled.map(input => `${nameOf(input)}: ${shownOf(input, words)}`);
  return { shown: lines.join('\n') || action.title || action.tooltip || words.card, value: isObject(value) ? value : {}, postBack: true };
};

const nameOf = (input: Input): string =>
  input.label || (input instanceof ToggleInput && input.title) || (input as { placeholder?: string }).placeholder || input.id || '';

const shownOf = (input: Input, words: CardWords): string => {
  if (input instanceof ToggleInput) return input.value === input.valueOn ? words.yes : words.no;
  if (input instanceof ChoiceSetInput) {
    const chosen = input.isMultiSelect ? String(input.value ?? '').split(',') : [String(input.value ?? '')];
    return chosen.map(one => input.choices.find(choice => choice.value === one)?.title ?? one).join(', ');
  }
  if (input instanceof TextInput && input.style === InputTextStyle.Password) return HIDDEN;
  return String(input.value ?? '');
};

/** What the renderer leaves open: names for what has none, groups that are the card's own, pictures that wait until they are near. */
const finish = (card: HTMLElement, own: string) => {
  for (const img of card.querySelectorAll('img')) {
    const source = img.getAttribute('src') ?? '';
    img.removeAttribute('src');
    img.loading = 'lazy';
    img.referrerPolicy = 'no-referrer';
    img.alt ||= img.getAttribute('aria-label') ?? '';
    // The renderer takes away a picture that does not come, and with it what it says and does.
    if (img.alt) img.onerror = null;
    img.src = source;
  }
  for (const input of card.querySelectorAll<HTMLInputElement>('input, select, textarea')) {
    if (input.type === 'radio') input.name = `${own}-${input.name}`;
    const named = input.hasAttribute('aria-label') || input.hasAttribute('aria-labelledby') || input.labels?.length;
    if (!named) input.setAttribute('aria-label', input.getAttribute('placeholder') || '…');
    if (input.type === 'text' || input instanceof HTMLTextAreaElement) input.dir = 'auto';
  }
  for (const text of card.querySelectorAll<HTMLElement>('.ac-textBlock')) text.dir = 'auto';
};
