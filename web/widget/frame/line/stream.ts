// What the server says, as it comes: a WebSocket while there can be one, polling where there can't, and patience when there is neither.
import type { ActivitySet } from './activity.ts';
import type { Calls, Opened, Refused } from './calls.ts';
import type { Link } from './conversation.ts';
import { pause } from './waiting.ts';

const OPEN_MILLISECONDS_MAX = 10_000;
const STEADY_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 2_000;
const POLL_HIDDEN_MILLISECONDS = 10_000;
const SOCKET_AGAIN_MILLISECONDS = 60_000;
const ALIVE_MILLISECONDS = 20_000;
/** Three of the server's beats missed. */
const SILENCE_MILLISECONDS_MAX = 45_000;
const SOCKETS_REFUSED_MAX = 2;
const PAGES_MAX = 200;

export interface Listener {
  calls: Calls;
  conversationId(): string;
  watermark(): string;
  heard(set: ActivitySet, live: boolean): void;
  linked(link: Link): void;
  /** The server answered that we may not, or that there is no such conversation; true if it is worth trying again. */
  turnedAway(refused: Refused): Promise<boolean>;
  renewed(opened: Opened): void;
  socket?(url: string): WebSocket;
}

export class Stream {
  private socket?: WebSocket;
  private timer?: ReturnType<typeof setTimeout>;
  private alive?: ReturnType<typeof setInterval>;
  private tries = 0;
  private socketsRefused = 0;
  private pollingSince = 0;
  private aside = false;
  private open = false;

  constructor(private readonly to: Listener) {}

  /** Begins to listen; with an address that is fresh, at once. */
  start(streamUrl?: string): void {
    this.open = true;
    if (streamUrl) this.listen(streamUrl);
    else void this.connect();
  }

  stop(): void {
    this.open = false;
    this.drop();
  }

  /** The network is back, the tab is looked at again, or an answer is overdue: don't wait for the timer, and don't trust an old socket. */
  wake(): void {
    if (!this.open) return;
    this.tries = 0;
    this.aside = false;
    void this.connect();
  }

  /** Everything said so far, page by page. */
  async history(): Promise<Refused | undefined> {
    for (let page = 0; page < PAGES_MAX; page++) {
      const before = this.to.watermark();
      const answer = await this.to.calls.activities(this.to.conversationId(), before);
      if (!answer.ok) return answer;
      this.to.heard(answer.value, false);
      if (!answer.value.activities?.length || this.to.watermark() === before) return undefined;
    }
    return undefined;
  }

  private async connect(): Promise<void> {
    this.drop();
    const turn = (this.turn = {});
    const answer = await this.to.calls.reopen(this.to.conversationId(), this.to.watermark());
    if (!this.open || turn !== this.turn) return;
    if (!answer.ok) return this.refused(answer);
    this.to.renewed(answer.value);
    if (answer.value.streamUrl && this.socketsRefused < SOCKETS_REFUSED_MAX) this.listen(answer.value.streamUrl);
    else this.pollFrom(Date.now());
  }

  private turn: object = {};

  private listen(url: string): void {
    this.drop();
    const turn = (this.turn = {});
    let socket: WebSocket;
    try {
      socket = this.to.socket?.(url) ?? new WebSocket(url);
    } catch {
      // A page's policy can forbid sockets outright.
      this.socketsRefused = SOCKETS_REFUSED_MAX;
      return this.pollFrom(Date.now());
    }
    this.socket = socket;
    const late = setTimeout(() => socket.close(), OPEN_MILLISECONDS_MAX);
    let openedAt = 0;
    let heardAt = 0;
    let beats = false;
    const stayAlive = () => {
      // A server that beats and then falls silent is gone, whatever the socket believes.
      if (beats && Date.now() - heardAt > SILENCE_MILLISECONDS_MAX) this.again();
      else if (socket.readyState === 1) socket.send('');
    };
    socket.onopen = () => {
      clearTimeout(late);
      if (turn !== this.turn) return;
      openedAt = Date.now();
      this.socketsRefused = 0;
      this.to.linked('online');
      this.alive = setInterval(stayAlive, ALIVE_MILLISECONDS);
    };
    socket.onmessage = ({ data }) => {
      heardAt = Date.now();
      beats ||= data === '';
      const set = turn === this.turn && read(data);
      if (set) this.to.heard(set, true);
    };
    socket.onclose = ({ reason }) => {
      clearTimeout(late);
      if (turn !== this.turn || !this.open) return;
      if (!openedAt) this.socketsRefused++;
      if (openedAt && Date.now() - openedAt > STEADY_MILLISECONDS) this.tries = 0;
      // Another tab of this visitor took over: it listens now, we follow by asking now and then until we are looked at.
      this.aside = reason === 'collision';
      if (this.aside || this.socketsRefused >= SOCKETS_REFUSED_MAX) this.pollFrom(Date.now());
      else this.again();
    };
  }

  private pollFrom(at: number): void {
    this.pollingSince = at;
    void this.poll();
  }

  private async poll(): Promise<void> {
    this.drop();
    const turn = (this.turn = {});
    const before = this.to.watermark();
    const answer = await this.to.calls.activities(this.to.conversationId(), before);
    if (!this.open || turn !== this.turn) return;
    if (!answer.ok) return this.refused(answer);
    this.tries = 0;
    this.to.linked('online');
    this.to.heard(answer.value, true);
    const more = !!answer.value.activities?.length && this.to.watermark() !== before;
    if (!this.open) return;
    const socketAgain = !this.aside && Date.now() - this.pollingSince > SOCKET_AGAIN_MILLISECONDS;
    if (socketAgain) this.socketsRefused = SOCKETS_REFUSED_MAX - 1;
    const rest = more ? 0 : document.hidden ? POLL_HIDDEN_MILLISECONDS : POLL_MILLISECONDS;
    this.timer = setTimeout(() => void (socketAgain ? this.connect() : this.poll()), rest);
  }

  private async refused(answer: Refused): Promise<void> {
    const turn = this.turn;
    const final = [401, 403, 404, 409, 410].includes(answer.status);
    if (final && !(await this.to.turnedAway(answer))) return this.stop();
    if (this.open && turn === this.turn) this.again(answer.wait);
  }

  private again(wait?: number): void {
    this.drop();
    this.to.linked('lost');
    this.timer = setTimeout(() => void this.connect(), wait ?? pause(this.tries++));
  }

  private drop(): void {
    this.turn = {};
    clearTimeout(this.timer);
    clearInterval(this.alive);
    const old = this.socket;
    this.socket = undefined;
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }
}

/** An empty frame only says that the line is alive; one that can't be read says nothing, and the next replay repeats what it held. */
const read = (data: unknown): ActivitySet | undefined => {
  try {
    return typeof data === 'string' && data ? (JSON.parse(data) as ActivitySet) : undefined;
  } catch {
    return undefined;
  }
};
