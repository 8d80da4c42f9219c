import { render } from 'preact';
import { DEFAULT_COLOR } from '../loader/contrast.ts';
import { paint } from './color.ts';
import { Frame } from './Frame.tsx';
import { Host, type Start } from './host.ts';
import { Calls, type Channel } from './line/calls.ts';
import { Line } from './line/line.ts';
import { Memory } from './line/memory.ts';
import { languageFor } from './words/words.ts';
import './frame.css';
import './thread/thread.css';
import './composer/composer.css';
import './modes.css';

const ASLEEP_MILLISECONDS = 30_000;

const wishes = new URLSearchParams(location.search);
const root = document.documentElement;
const host = new Host();
// The frame lives at <hub>/widget/frame, wherever the hub's paths begin.
const calls = new Calls(new URL('..', location.href).href.replace(/\/$/, ''));
const channelId = wishes.get('channel') || 'default';
const theme = wishes.get('theme');
if (theme) root.dataset.theme = theme;
paint(root, wishes.get('color') ?? DEFAULT_COLOR);

const asked = calls.channel(channelId).then(answer => (answer.ok ? answer.value : { id: channelId }));
const started = new Promise<Start>(resolve => {
  if (host.there) host.listen(message => message.baton === 'start' && resolve(message));
  else resolve({ open: true, full: true, focus: true, page: document.referrer || undefined });
});

const open = async () => {
  const wished = wishes.get('locale') ?? undefined;
  const channel: Channel | undefined = wished ? undefined : await asked;
  const language = await languageFor([wished, channel?.locale, ...navigator.languages]);
  root.lang = language.locale;
  root.dir = language.dir;
  document.title = language.words.chat;
  host.ready(wishes.get('color') ?? '');

  const start = await started;
  const memory = new Memory(channelId);
  const { name, email, userToken, page, context } = start;
  const line = new Line({ channel: channelId, locale: language.locale, name, email, userToken, page, context }, { calls, memory });
  render(<Frame line={line} host={host} language={language} channel={asked} start={start} />, document.getElementById('frame')!);

  let hiddenAt = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (line.now.link !== 'online' || Date.now() - hiddenAt > ASLEEP_MILLISECONDS) line.wake();
  });
  addEventListener('online', () => line.wake());
  addEventListener('focus', () => line.now.link !== 'online' && line.wake());
  void line.start();
};

void open();

if (!wishes.has('color')) {
  void asked.then(({ color }: Channel) => {
    if (color) host.ready(paint(root, color));
  });
}
