import { useEffect, useRef, useState } from 'preact/hooks';
import { Announced } from './Announced.tsx';
import { Composer } from './composer/Composer.tsx';
import { Ended } from './Ended.tsx';
import { Header } from './Header.tsx';
import type { FromHost, Host, Start } from './host.ts';
import type { Channel } from './line/calls.ts';
import type { Line } from './line/line.ts';
import { Thread } from './thread/Thread.tsx';
import { downloadTranscript } from './transcript.ts';
import type { Language } from './words/words.ts';

export interface FrameProps {
  line: Line;
  host: Host;
  language: Language;
  channel: Promise<Channel>;
  start: Start;
}

/** The whole window: who answers, what was said, and where one writes. */
export function Frame({ line, host, language, channel: asked, start }: FrameProps) {
  const { words } = language;
  const now = useLine(line);
  const [channel, setChannel] = useState<Channel>();
  const [panel, setPanel] = useState(start);
  const [asksToEnd, setAsksToEnd] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const live = now.phase === 'open';

  useEffect(() => void asked.then(setChannel), []);
  useEffect(() => {
    const watch = (open: boolean) => line.watch(open && !document.hidden);
    let open = start.open;
    const hear = (message: FromHost) => {
      if (message.baton === 'context') line.tell(message.context);
      if (message.baton === 'size') setPanel(before => ({ ...before, full: message.full }));
      if (message.baton === 'open' || message.baton === 'close') {
        open = message.baton === 'open';
        watch(open);
        setPanel(before => ({ ...before, open }));
        if (message.baton === 'open' && message.focus) focusFirst(root.current);
      }
    };
    const looked = () => watch(open);
    host.listen(hear);
    document.addEventListener('visibilitychange', looked);
    watch(open);
    if (start.focus) focusFirst(root.current);
    return () => document.removeEventListener('visibilitychange', looked);
  }, []);
  useEffect(() => {
    host.state(now.unread, live);
    document.title = now.unread ? `(${now.unread}) ${words.chat}` : words.chat;
  }, [now.unread, live]);
  useEffect(() => {
    if (!live) setAsksToEnd(false);
  }, [live]);

  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape' && host.there) host.close();
    if (event.key === 'Tab' && panel.full && host.there) stayInside(event, root.current!);
  };

  return (
    <div class="window" ref={root} onKeyDown={pressed}>
      <Header
        now={now}
        words={words}
        channel={channel?.name}
        onClose={host.there ? () => host.close() : undefined}
        onEnd={live && !now.ending ? () => setAsksToEnd(true) : undefined}
        onDownload={now.entries.length ? () => downloadTranscript(now, language, channel?.name) : undefined}
      />
      <main>
        <Thread now={now} language={language} greeting={channel?.greeting} line={line} open={panel.open} />
        {now.phase === 'opening' || now.phase === 'open' ? (
          <Composer line={line} now={now} words={words} asksToEnd={asksToEnd} onEndAnswered={() => setAsksToEnd(false)} />
        ) : (
          <Ended line={line} now={now} words={words} />
        )}
      </main>
      <Announced now={now} words={words} />
    </div>
  );
}

const useLine = (line: Line) => {
  const [now, setNow] = useState(line.now);
  useEffect(() => line.onChange(() => setNow(line.now)), [line]);
  return now;
};

const focusFirst = (root: HTMLElement | null) =>
  ['.composer textarea', '.ended input', '.ended button', 'header button']
    .map(stop => root?.querySelector<HTMLElement>(stop))
    .find(Boolean)
    ?.focus({ preventScroll: true });

/** Over the whole screen the window is all there is: Tab goes round in it, not to the page behind. */
const stayInside = (event: KeyboardEvent, root: HTMLElement) => {
  const stops = [...root.querySelectorAll<HTMLElement>('button:not([disabled]), a[href], textarea, input, [tabindex="0"]')].filter(
    stop => stop.offsetParent,
  );
  const [first, last] = [stops[0], stops.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
};
