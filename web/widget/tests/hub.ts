// A hub in memory, behind the same fetch and WebSocket that the browser gives: it stores like the real one (numbers, ids known again)
// and fails when it is told to.
import type { Activity } from '../frame/line/activity.ts';

export type Fault = 'none' | 'request lost' | 'answer lost' | 'broken' | 'busy' | 'slow';

const SLOW_MILLISECONDS = 700;

interface Talk {
  id: string;
  visitorId: string;
  activities: Activity[];
  known: Map<string, string>;
  over: boolean;
}

export class Hub {
  readonly talks: Talk[] = [];
  readonly calls: string[] = [];
  readonly sockets = new Set<FakeSocket>();
  socketsAllowed = true;
  tokensExpire = false;
  /** What happens to the next calls, one each; then all is well. */
  faults: Fault[] = [];
  down = false;
  private tokens = new Map<string, Talk>();
  private count = 0;

  get talk(): Talk {
    return this.talks.at(-1)!;
  }

  fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    await Promise.resolve();
    const { pathname, searchParams } = new URL(String(url));
    const fault = this.faults.shift() ?? 'none';
    if (this.down || fault === 'request lost') throw new TypeError('network');
    if (fault === 'slow') await new Promise(done => setTimeout(done, SLOW_MILLISECONDS));
    if (fault === 'broken') return json(500, { error: { code: 'ServiceError', message: 'Broken.' } });
    if (fault === 'busy') return json(429, {}, { 'Retry-After': '2' });
    this.calls.push(`${init.method} ${pathname}`);
    const response = this.answer(init.method!, pathname, searchParams, init);
    if (fault === 'answer lost') throw new TypeError('network');
    return response;
  };

  socket = (url: string): WebSocket => {
    const { searchParams } = new URL(url);
    const socket = new FakeSocket();
    const talk = this.tokens.get(searchParams.get('t')!);
    queueMicrotask(() => {
      if (socket.readyState === 3) return;
      if (this.down || !this.socketsAllowed || !talk) return socket.drop();
      this.sockets.add(socket);
      socket.talk = talk;
      socket.open();
      const missed = talk.activities.slice(Number(searchParams.get('watermark') ?? talk.activities.length));
      if (missed.length) socket.hear({ activities: missed, watermark: String(talk.activities.length) });
    });
    return socket as unknown as WebSocket;
  };

  /** Somebody else says something. */
  says(text: string, from: 'bot' | 'agent' = 'bot', more: Partial<Activity> = {}): void {
    this.store(this.talk, { type: 'message', text, from: { id: from, name: from }, ...more }, from);
  }

  tells(activity: Activity): void {
    for (const socket of this.sockets) socket.hear({ activities: [activity] });
  }

  ends(): void {
    this.talk.over = true;
    this.tells({ type: 'endOfConversation', code: 'completedSuccessfully' });
  }

  cut(): void {
    for (const socket of [...this.sockets]) socket.drop();
    this.sockets.clear();
  }

  private answer(method: string, path: string, query: URLSearchParams, init: RequestInit): Response {
    const body = init.body ? JSON.parse(String(init.body)) : {};
    if (path === '/widget/session') return this.session(body);
    const bearer = new Headers(init.headers).get('Authorization')?.replace('Bearer ', '') ?? '';
    const talk = this.tokens.get(bearer);
    if (!talk || this.tokensExpire) return json(403, { error: { code: 'TokenExpired', message: 'Expired.' } });
    if (path === '/widget/survey') return talk.over ? new Response(null, { status: 204 }) : json(409, { code: 'not_ended' });
    if (path.endsWith('/tokens/refresh')) return json(200, this.opened(talk));
    if (path.endsWith('/conversations')) return json(201, this.opened(talk, '0'));
    if (!path.includes(talk.id)) return json(404, { error: { code: 'NotFound', message: 'None.' } });
    if (method === 'POST') return this.post(talk, body);
    const watermark = query.get('watermark');
    if (!path.endsWith('/activities')) return json(200, this.opened(talk, watermark ?? undefined));
    return json(200, { activities: talk.activities.slice(Number(watermark ?? 0)), watermark: String(talk.activities.length) });
  }

  private session({ visitorId = `dl_${++this.count}` }: { visitorId?: string }): Response {
    const talk: Talk = { id: `talk-${++this.count}`, visitorId, activities: [], known: new Map(), over: false };
    this.talks.push(talk);
    return json(200, { ...this.opened(talk), conversationId: talk.id, expiresIn: 1800, visitorId });
  }

  private opened(talk: Talk, watermark?: string) {
    const token = `token-${++this.count}`;
    this.tokens.set(token, talk);
    return {
      conversationId: talk.id,
      token,
      expires_in: 1800,
      streamUrl: `ws://hub/stream?t=${token}${watermark === undefined ? '' : `&watermark=${watermark}`}`,
    };
  }

  private post(talk: Talk, activity: Activity): Response {
    if (talk.over) return json(409, { error: { code: 'conversation_closed', message: 'It has ended.' } });
    if (activity.type === 'endOfConversation') {
      queueMicrotask(() => this.ends());
      return json(200, { id: '' });
    }
    if (activity.type !== 'message') return json(200, { id: '' });
    if ((activity.text?.length ?? 0) > 1000) return json(413, { error: { code: 'MessageSizeTooBig', message: 'Too long.' } });
    const clientId = activity.channelData!.clientActivityID!;
    const known = talk.known.get(clientId);
    if (known) return json(200, { id: known });
    const id = this.store(talk, activity, 'visitor');
    talk.known.set(clientId, id);
    return json(200, { id });
  }

  private store(talk: Talk, activity: Activity, from: 'visitor' | 'bot' | 'agent'): string {
    const n = talk.activities.length + 1;
    const stored = {
      ...activity,
      id: `${talk.id}|${String(n).padStart(7, '0')}`,
      channelData: { ...activity.channelData, baton: { n, kind: 'message' as const, from } },
    };
    talk.activities.push(stored);
    for (const socket of this.sockets) if (socket.talk === talk) socket.hear({ activities: [stored], watermark: String(n) });
    return stored.id;
  }
}

export class FakeSocket {
  readyState = 0;
  talk?: Talk;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { reason: string }) => void) | null = null;

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  hear(set: object): void {
    const data = JSON.stringify(set);
    queueMicrotask(() => this.readyState === 1 && this.onmessage?.({ data }));
  }

  beat(): void {
    this.onmessage?.({ data: '' });
  }

  drop(reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ reason });
  }

  send(): void {}

  close(): void {
    this.drop();
  }
}

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

export const drawer = () => {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
};
