// The one script on the host's page: it draws the button, opens the frame on first use, and carries a few words between them.
// No framework, no cookies, nothing that a strict Content-Security-Policy refuses: a shadow root, a constructed style sheet, one iframe.
import { hexOf, inkOn, rgb } from './contrast.ts';
import sheetText from './widget.css?inline';

type Context = Record<string, string | number | boolean>;
type Page = Window & { Baton?: { open(): void; close(): void; set(context: Context): void } };

const WORDS: Record<string, [chat: string, unread: string]> = {
  en: ['Chat', 'unread'],
  de: ['Chat', 'ungelesen'],
  ar: ['محادثة', 'غير مقروءة'],
};
const CHAT = 'M6 5h12a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3h-6l-5 4v-4H6a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3zM8 9.5h8M8 12.5h5';
const DOWN = 'M6 9.5l6 6 6-6';

const start = (script: HTMLScriptElement) => {
  const page = window as Page;
  const { channel = 'default', color = '', position, locale, label, name, email, userToken, theme, context: given } = script.dataset;
  const language = locale || document.documentElement.lang || navigator.language;
  const [chat, unreadWord] = WORDS[language.slice(0, 2)] || WORDS.en!;
  const called = label || chat;
  const frameUrl = new URL('widget/frame', script.src);
  const hub = frameUrl.origin;
  const small = matchMedia('(max-width:479.98px),(max-height:479.98px)');
  const memory = 'baton.' + channel;
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K) => document.createElement(tag);

  const host = document.createElement('baton-widget');
  const root = host.attachShadow({ mode: 'open' });
  const frame = make('iframe');
  const button = make('button');
  const badge = make('b');
  let context: Context = {};
  let open = false;
  let live = false;
  let ready = false;
  let unread = 0;

  try {
    context = JSON.parse(given || '{}');
  } catch {
    console.warn('Baton: data-context is not JSON; it is left out.');
  }

  const paint = (wanted: string) => {
    const hex = hexOf(wanted);
    host.style.setProperty('--back', hex);
    host.style.setProperty('--ink', inkOn(rgb(hex)));
    return hex;
  };

  const tell = (baton: string, more?: object) => {
    if (ready) frame.contentWindow!.postMessage({ baton, ...more }, hub);
  };

  const draw = () => {
    path.setAttribute('d', open ? DOWN : CHAT);
    button.setAttribute('aria-expanded', String(open));
    button.ariaLabel = unread ? `${called}, ${unreadWord}: ${unread}` : called;
    badge.textContent = unread ? (unread > 9 ? '9+' : String(unread)) : '';
    frame.toggleAttribute('open', open);
  };

  // Only this tab's memory, so that a walk through the site keeps the chat as it was.
  const keep = () => {
    try {
      sessionStorage.setItem(memory, (open ? 'o' : 's') + (live ? 'l' : ''));
    } catch {
      // The host's storage is closed to us: the chat just starts shut on the next page.
    }
  };

  const load = () => {
    if (frame.src) return;
    frame.src = String(frameUrl);
    root.prepend(frame);
  };

  const show = (wanted: boolean, focus: boolean) => {
    const held = root.activeElement === frame;
    if (wanted) load();
    open = wanted;
    if (open) unread = 0;
    draw();
    keep();
    if (open && focus) frame.focus();
    if (!open && (focus || held)) button.focus();
    tell(open ? 'open' : 'close', { focus });
  };

  const hex = paint(color);
  frameUrl.search = String(
    new URLSearchParams({
      channel,
      ...(color && { color: hex }),
      ...((locale || document.documentElement.lang) && { locale: language }),
      ...(theme && { theme }),
    }),
  );
  host.role = 'region';
  host.ariaLabel = called;
  host.toggleAttribute('left', position === 'left');
  frame.title = called;
  frame.allow = 'clipboard-write';
  badge.role = 'status';
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [key, value] of Object.entries({ width: '26', viewBox: '0 0 24 24', 'aria-hidden': 'true' })) svg.setAttribute(key, value);
  svg.append(path);
  button.append(svg);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetText);
  root.adoptedStyleSheets = [sheet];
  root.append(button, badge);

  button.onclick = () => show(!open, true);
  button.onkeydown = event => {
    if (event.key === 'Escape' && open) show(false, true);
  };
  small.onchange = () => tell('size', { full: small.matches });
  addEventListener('message', ({ source, origin, data }) => {
    if (!frame.src || source !== frame.contentWindow || origin !== hub || !data) return;
    if (data.baton === 'ready') {
      ready = true;
      if (!color && data.color) paint(data.color);
      tell('start', { name, email, userToken, context, page: location.href, open, full: small.matches, focus: root.activeElement === frame });
    } else if (data.baton === 'close') {
      show(false, true);
    } else if (data.baton === 'state') {
      unread = open ? 0 : Number(data.unread) || 0;
      live = !!data.live;
      keep();
      draw();
    }
  });

  page.Baton = {
    open: () => show(true, true),
    close: () => show(false, false),
    set: more => tell('context', { context: (context = { ...context, ...more }) }),
  };

  draw();
  document.body.append(host);
  let was = '';
  try {
    was = sessionStorage.getItem(memory) || '';
  } catch {
    // As above.
  }
  // Until the frame has said how it is, it is as it was on the page before: whoever leaves this page at once loses nothing.
  live = was[1] === 'l';
  if (was ? was[0] === 'o' && !small.matches : 'open' in script.dataset && script.dataset.open !== 'false') show(true, false);
  else if (live) load();
};

const own = (document.currentScript || document.querySelector('script[src*="widget.js"]')) as HTMLScriptElement | null;
// A second copy of the tag, on purpose or by a tag manager, changes nothing.
if (own && !document.documentElement.hasAttribute('data-baton')) {
  document.documentElement.setAttribute('data-baton', '');
  if (document.body) start(own);
  else addEventListener('DOMContentLoaded', () => start(own));
}
