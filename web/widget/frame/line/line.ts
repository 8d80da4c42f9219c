// One visitor's line to the server: begins or resumes the conversation, listens, sends, and tells the window what happened.
import type { Activity } from './activity.ts';
import { Calls, type Opened, type Opinion, type Refused, type Session } from './calls.ts';
import { happen, nothingYet, toSend, type Conversation, type Entry, type Happening } from './conversation.ts';
import { Memory } from './memory.ts';
import { Outbox } from './outbox.ts';
import { Stream } from './stream.ts';
import { pause } from './waiting.ts';

const TYPING_SHOWN_MILLISECONDS = 5_000;
/** Words that stop being found are taken away; what they come to is a message. */
const STREAM_SHOWN_MILLISECONDS = 20_000;
const TYPING_SAID_EVERY_MILLISECONDS = 3_000;
const ECHO_MILLISECONDS_MAX = 8_000;
const LAST_WORDS_MILLISECONDS = 1_500;
const TIMER_MILLISECONDS_MAX = 2_000_000_000;

export type Context = Record<string, string | number | boolean>;

/** Who writes, as the host's page tells it. */
export interface Visitor {
  channel: string;
  locale: string;
  name?: string;
  email?: string;
  /** By this the site's own server vouches for them: a JWT. Only the hub can tell whether it is sound. */
  userToken?: string;
  page?: string;
  context?: Context;
}

export interface Means {
  calls: Calls;
  memory: Memory;
  socket?: (url: string) => WebSocket;
}

export class Line {
  now: Conversation = nothingYet;
  readonly memory: Memory;
  private readonly calls: Calls;
  private stream: Stream;
  private outbox: Outbox;
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private renewal?: Promise<boolean>;
  private tries = 0;
  private life = 0;
  private typedAt = 0;

  constructor(
    private readonly visitor: Visitor,
    private readonly means: Means,
  ) {
    this.calls = means.calls;
    this.memory = means.memory;
    this.stream = this.newStream();
    this.outbox = this.newOutbox();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async start(): Promise<void> {
    const { email = this.visitor.email } = this.memory.now;
    if (this.visitor.email && this.visitor.email !== email) this.memory.forgetAll();
    const signedIn = personOf(this.visitor.userToken);
    if (signedIn !== this.memory.now.signedIn) this.memory.forgetAll();
    if (this.visitor.email) this.memory.keep({ email: this.visitor.email });
    if (signedIn) this.memory.keep({ signedIn });
    const { conversationId, token, unsent, seen } = this.memory.now;
    if (unsent?.length || seen) this.happen({ is: 'restored', unsent: unsent ?? [], seen: seen ?? 0 });
    if (!conversationId || !token) return this.begin();
    this.calls.token = token;
    await this.resume();
  }

  /** Says it; what is sent may be other than what is shown. */
  say(text: string, sends?: string, { value, postBack }: { value?: unknown; postBack?: boolean } = {}): void {
    this.happen({ is: 'written', clientId: crypto.randomUUID(), text, sends, value, postBack, at: Date.now() });
    this.outbox.hurry();
  }

  tryAgain(clientId: string): void {
    this.happen({ is: 'tried again', clientId });
    this.outbox.hurry();
  }

  withdraw(clientId: string): void {
    this.happen({ is: 'withdrawn', clientId });
  }

  /** The visitor leaves. What was written before still goes out first. */
  end(): void {
    this.happen({ is: 'ending', ending: true });
    this.outbox.hurry();
  }

  /** A new conversation, after the last one ended or was lost. Words that were never sent come along. */
  again(): void {
    const unsent = this.now.phase === 'gone' || this.now.phase === 'unavailable' ? this.unsent() : [];
    this.hangUp();
    this.memory.forget();
    this.now = { ...nothingYet, watched: this.now.watched };
    this.happen({ is: 'restored', unsent: unsent.map(entry => ({ ...entry, status: 'sending' })), seen: 0 });
    void this.begin();
  }

  async rate(opinion: Opinion): Promise<boolean> {
    const answer = await this.calls.survey(opinion);
    if (answer.ok) this.memory.keep({ rated: true });
    return answer.ok;
  }

  watch(watched: boolean): void {
    if (watched !== this.now.watched) this.happen({ is: 'watched', watched });
  }

  /** The network came back or the tab was opened again. */
  wake(): void {
    if (this.now.phase === 'open') this.stream.wake();
  }

  typing(): void {
    if (this.now.standing?.state !== 'WithAgent' || this.now.link !== 'online') return;
    if (Date.now() - this.typedAt < TYPING_SAID_EVERY_MILLISECONDS) return;
    this.typedAt = Date.now();
    void this.calls.post(this.id, { ...this.about(), type: 'typing' });
  }

  /** The host's page knows more now. Before the beginning it goes with the session, later as an event. */
  tell(context: Context): void {
    this.visitor.context = { ...this.visitor.context, ...context };
    if (this.now.phase === 'open') void this.calls.post(this.id, { ...this.about(), type: 'event', name: 'baton.context', value: context });
  }

  hangUp(): void {
    this.life++;
    this.stream.stop();
    this.outbox.stop();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.stream = this.newStream();
    this.outbox = this.newOutbox();
    this.renewal = undefined;
    this.tries = 0;
  }

  private get id(): string {
    return this.memory.now.conversationId ?? '';
  }

  private async begin(): Promise<void> {
    const life = this.life;
    const session = await this.session();
    if (life !== this.life) return;
    if (!session.ok) return this.beginLater(session);
    this.calls.token = session.value.token;
    const opened = await this.calls.open(this.visitor.locale);
    if (life !== this.life) return;
    if (!opened.ok) return this.beginLater(opened);
    this.adopt(session.value);
    this.renewed(opened.value);
    this.happen({ is: 'begun' });
    this.stream.start(opened.value.streamUrl);
    this.outbox.hurry();
  }

  private beginLater(refused: Refused): void {
    const passing = refused.status === 0 || refused.status === 429 || refused.status >= 500;
    if (!passing) return this.happen({ is: 'phase', phase: 'unavailable', why: refused.why });
    this.happen({ is: 'linked', link: 'lost' });
    this.after('begin', refused.wait ?? pause(this.tries++), () => void this.begin());
  }

  private async resume(): Promise<void> {
    const life = this.life;
    const refused = await this.stream.history();
    if (life !== this.life) return;
    if (!refused) {
      this.happen({ is: 'linked', link: 'online' });
      if (this.now.phase === 'opening') this.happen(this.memory.now.ended ? { is: 'phase', phase: 'ended' } : { is: 'begun' });
      if (this.now.phase === 'open') this.stream.start();
      this.keepFresh();
      return this.outbox.hurry();
    }
    const passing = refused.status === 0 || refused.status === 429 || refused.status >= 500;
    if (!passing && !(await this.turnedAway(refused))) return;
    this.happen({ is: 'linked', link: 'lost' });
    this.after('begin', refused.wait ?? pause(this.tries++), () => void this.resume());
  }

  private session = async () => {
    const { channel, name, email, userToken, locale, page, context } = this.visitor;
    const wish = { channel, visitorId: this.memory.now.visitorId, name, email, locale, page, context };
    const session = await this.calls.session({ ...wish, userToken });
    // A token that is too old or not sound: better an unknown visitor than no chat.
    return !session.ok && session.status === 401 && userToken ? this.calls.session(wish) : session;
  };

  private adopt({ token, conversationId, expiresIn, visitorId, visitorName }: Session): void {
    this.calls.token = token;
    this.memory.keep({ token, conversationId, visitorId, visitorName, expiresAt: Date.now() + expiresIn * 1000 });
    this.keepFresh();
  }

  private renewed = ({ token, expires_in }: Opened): void => {
    if (!token) return;
    this.calls.token = token;
    this.memory.keep({ token, expiresAt: Date.now() + (expires_in ?? 1800) * 1000 });
    this.keepFresh();
  };

  /** A new token well before the old one ends, not at the same moment for everybody. */
  private keepFresh(): void {
    const left = (this.memory.now.expiresAt ?? 0) - Date.now();
    this.after('refresh', Math.max(0, Math.min(TIMER_MILLISECONDS_MAX, left * (0.6 + Math.random() * 0.2))), () => void this.refresh());
  }

  private async refresh(): Promise<void> {
    if (this.now.phase !== 'open' && this.now.phase !== 'ended') return;
    const life = this.life;
    const answer = await this.calls.refresh();
    if (life !== this.life) return;
    if (answer.ok) return this.renewed(answer.value);
    if (answer.status === 0 || answer.status >= 429) this.after('refresh', answer.wait ?? pause(this.tries++), () => void this.refresh());
    else if (this.now.phase === 'open') await this.turnedAway(answer);
  }

  /** The server knows this token or this conversation no more. The same visitor may get the same conversation back; else it is over. */
  private turnedAway = (refused: Refused): Promise<boolean> =>
    (this.renewal ??= this.renew(refused).finally(() => (this.renewal = undefined)));

  private async renew(refused: Refused): Promise<boolean> {
    const life = this.life;
    if (refused.status === 409 || refused.status === 410) return this.over('ended');
    if (refused.status === 404) return this.over('gone');
    const before = this.calls.token;
    const fresh = await this.calls.refresh();
    if (life !== this.life) return false;
    if (fresh.ok && fresh.value.token && fresh.value.token !== before) {
      this.renewed(fresh.value);
      return true;
    }
    if (!fresh.ok && (fresh.status === 0 || fresh.status >= 429)) return true;
    const session = await this.session();
    if (life !== this.life) return false;
    if (session.ok && session.value.conversationId === this.id) {
      this.adopt(session.value);
      return true;
    }
    return !session.ok && (session.status === 0 || session.status >= 429) ? true : this.over('gone');
  }

  private over(phase: 'ended' | 'gone'): false {
    // A conversation that had ended before and is now forgotten by the server needs no farewell.
    if (phase === 'gone' && this.memory.now.ended && !this.now.entries.length) this.again();
    else this.happen({ is: 'phase', phase });
    return false;
  }

  private about = (): Partial<Activity> & { locale: string } => ({
    from: { id: this.memory.now.visitorId ?? '', name: this.memory.now.visitorName },
    locale: this.visitor.locale,
  });

  private newStream = () =>
    new Stream({
      calls: this.calls,
      socket: this.means.socket,
      conversationId: () => this.id,
      // Nothing heard yet means everything is still to be heard; without a watermark the server would begin at now.
      watermark: () => this.now.watermark ?? '0',
      turnedAway: this.turnedAway,
      renewed: this.renewed,
      linked: link => {
        if (this.now.link === link) return;
        this.happen({ is: 'linked', link });
        if (link === 'online') this.outbox.hurry();
      },
      heard: (set, live) => {
        this.happen({ is: 'heard', set, live, at: Date.now() });
        if (this.now.typing)
          this.after('typing', this.now.typing.words ? STREAM_SHOWN_MILLISECONDS : TYPING_SHOWN_MILLISECONDS, () => this.happen({ is: 'still' }));
      },
    });

  private newOutbox = () =>
    new Outbox(
      {
        next: () => toSend(this.now),
        leaving: () => this.now.ending && this.now.phase === 'open',
        ready: () => this.now.phase === 'open',
        turnedAway: this.turnedAway,
        post: async activity => {
          const answer = await this.calls.post(this.id, activity);
          if (!answer.ok && answer.status === 0 && this.now.link === 'online') this.stream.wake();
          return answer;
        },
        taken: (clientId, id) => {
          this.happen({ is: 'taken', clientId, id });
          this.after('echo', ECHO_MILLISECONDS_MAX, () => this.expectEcho(clientId));
        },
        refused: (clientId, why) => this.happen({ is: 'refused', clientId, why }),
        left: refused => this.happen(refused && refused.status !== 409 ? { is: 'ending', ending: false } : { is: 'phase', phase: 'ended' }),
      },
      this.about,
    );

  /** The server took our words but the stream never repeated them: the socket is dead and doesn't know. */
  private expectEcho(clientId: string): void {
    const n = this.now.entries.find(entry => entry.clientId === clientId)?.n;
    if (n !== undefined && Number(this.now.watermark ?? 0) < n) this.wake();
  }

  /** The news of the end can overtake the last message; the server still tells what was said. */
  private async lastWords(): Promise<void> {
    const stream = this.stream;
    await stream.history();
    stream.stop();
  }

  private after(what: string, milliseconds: number, then: () => void): void {
    clearTimeout(this.timers.get(what));
    this.timers.set(what, setTimeout(then, milliseconds));
  }

  private unsent = (): Entry[] => this.now.entries.filter(entry => entry.status);

  private happen(what: Happening): void {
    const before = this.now;
    this.now = happen(before, what);
    if (this.now === before) return;
    if (this.now.entries !== before.entries || this.now.seen !== before.seen || this.now.phase !== before.phase) {
      this.memory.keep({
        watermark: this.now.watermark,
        seen: this.now.seen,
        unsent: this.unsent(),
        ...(this.now.phase === 'ended' && { ended: true }),
      });
    }
    if (this.now.phase === 'ended' && before.phase !== 'ended')
      this.after('last words', LAST_WORDS_MILLISECONDS, () => void this.lastWords());
    for (const listener of this.listeners) listener();
  }
}

/** Whom a token names, as far as we need to tell one person from another. */
const personOf = (token?: string): string | undefined => {
  if (!token) return undefined;
  try {
    const { sub, email } = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: unknown; email?: unknown };
    return String(sub ?? email);
  } catch {
    return undefined;
  }
};
