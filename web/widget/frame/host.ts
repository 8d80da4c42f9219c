// The host's page, as the frame sees it: a window that sends a few words and is sent a few. Only the parent is listened to, and only
// from the origin that it spoke from first; who may be a parent at all is the server's to say (frame-ancestors).
import type { Context } from './line/line.ts';

export interface Start {
  name?: string;
  email?: string;
  userToken?: string;
  page?: string;
  context?: Context;
  open: boolean;
  full: boolean;
  focus: boolean;
}

export type FromHost =
  | ({ baton: 'start' } & Start)
  | { baton: 'open'; focus: boolean }
  | { baton: 'close' }
  | { baton: 'size'; full: boolean }
  | { baton: 'context'; context: Context };

export class Host {
  private origin?: string;

  /** False when the frame is opened as a page of its own: there is nobody to talk to. */
  readonly there = window.parent !== window;

  listen(hear: (message: FromHost) => void): void {
    addEventListener('message', ({ source, origin, data }: MessageEvent) => {
      if (!this.there || source !== window.parent || typeof data !== 'object' || data === null || typeof data.baton !== 'string') return;
      this.origin ??= origin;
      if (origin === this.origin) hear(data as FromHost);
    });
  }

  /** The first word goes to whoever embeds us and tells nothing; the others only to the origin that answered it. */
  ready(color: string): void {
    if (this.there) window.parent.postMessage({ baton: 'ready', color }, '*');
  }

  close(): void {
    this.tell({ baton: 'close' });
  }

  state(unread: number, live: boolean): void {
    this.tell({ baton: 'state', unread, live });
  }

  private tell(message: object): void {
    if (this.there && this.origin) window.parent.postMessage(message, this.origin === 'null' ? '*' : this.origin);
  }
}
