// The HTTP calls of Direct Line and of the widget's door. Nothing is thrown: an answer says whether it worked, and if not, why.
import type { Activity, ActivitySet } from './activity.ts';

const CALL_MILLISECONDS_MAX = 15_000;
const DIRECT_LINE = '/v3/directline';

export type Answer<T> = { ok: true; value: T } | Refused;

export interface Refused {
  ok: false;
  /** The HTTP status; 0 when nobody answered. */
  status: number;
  code?: string;
  /** A sentence for a person. */
  why?: string;
  /** Milliseconds that the server asks us to wait. */
  wait?: number;
}

/** How it was: what is left out was not said. */
export interface Opinion {
  resolved?: boolean;
  rating?: number;
  comment?: string;
}

export interface Session {
  token: string;
  conversationId: string;
  expiresIn: number;
  visitorId: string;
  visitorName?: string;
}

export interface Opened {
  conversationId: string;
  token?: string;
  expires_in?: number;
  streamUrl?: string;
}

export interface Channel {
  id: string;
  name?: string;
  color?: string;
  greeting?: string;
  locale?: string;
}

export class Calls {
  token = '';

  constructor(
    private readonly hub: string,
    private readonly fetching: typeof fetch = (...call) => fetch(...call),
  ) {}

  channel = (id: string) => this.call<Channel>('GET', `/widget/channels/${encodeURIComponent(id)}`);
  session = (wish: object) => this.call<Session>('POST', '/widget/session', wish, '');
  survey = (opinion: Opinion) => this.call<void>('POST', '/widget/survey', opinion);
  open = (locale: string) => this.call<Opened>('POST', `${DIRECT_LINE}/conversations`, { locale });
  refresh = () => this.call<Opened>('POST', `${DIRECT_LINE}/tokens/refresh`);
  reopen = (id: string, watermark: string) => this.call<Opened>('GET', `${this.at(id)}${mark(watermark)}`);
  activities = (id: string, watermark: string) => this.call<ActivitySet>('GET', `${this.at(id)}/activities${mark(watermark)}`);
  post = (id: string, activity: Activity & object) => this.call<{ id?: string } | undefined>('POST', `${this.at(id)}/activities`, activity);

  private at = (id: string) => `${DIRECT_LINE}/conversations/${encodeURIComponent(id)}`;

  private async call<T>(method: string, path: string, body?: object, token = this.token): Promise<Answer<T>> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), CALL_MILLISECONDS_MAX);
    try {
      const response = await this.fetching(this.hub + path, {
        method,
        headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { 'Content-Type': 'application/json' }) },
        body: body && JSON.stringify(body),
        signal: late.signal,
        credentials: 'omit',
      });
      const text = await response.text();
      if (response.ok) return { ok: true, value: (text ? JSON.parse(text) : undefined) as T };
      return refusal(response, text);
    } catch {
      // No answer, or none that can be read: the caller tries again.
      return { ok: false, status: 0 };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Direct Line says `{error: {code, message}}`, everything else says problem details. */
const refusal = (response: Response, text: string): Refused => {
  const seconds = Number(response.headers.get('Retry-After'));
  const refused: Refused = { ok: false, status: response.status, wait: seconds > 0 ? seconds * 1000 : undefined };
  try {
    const said = JSON.parse(text) as { error?: { code?: string; message?: string }; code?: string; detail?: string };
    return { ...refused, code: said.error?.code ?? said.code, why: said.error?.message ?? said.detail };
  } catch {
    return refused;
  }
};

const mark = (watermark: string) => `?watermark=${encodeURIComponent(watermark)}`;
