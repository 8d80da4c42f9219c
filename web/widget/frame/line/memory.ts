import type { Entry } from './conversation.ts';

/** What outlives a reload: whose conversation this is, and the words that have not left yet. */
export interface Kept {
  visitorId?: string;
  visitorName?: string;
  email?: string;
  /** Whom the site has signed in. */
  signedIn?: string;
  conversationId?: string;
  token?: string;
  /** Milliseconds since 1970. */
  expiresAt?: number;
  watermark?: string;
  seen?: number;
  unsent?: readonly Entry[];
  draft?: string;
  ended?: boolean;
  rated?: boolean;
}

export type Drawer = Pick<Storage, 'getItem' | 'setItem'>;

/** One record in localStorage, by channel. Where storage is blocked, the same record in memory: the chat works, only a reload forgets. */
export class Memory {
  private kept: Kept;

  constructor(
    private readonly channel: string,
    private readonly drawer: Drawer | undefined = ownDrawer(),
  ) {
    this.kept = this.read();
  }

  get now(): Readonly<Kept> {
    return this.kept;
  }

  keep(more: Partial<Kept>): void {
    this.kept = { ...this.kept, ...more };
    this.write();
  }

  /** A new conversation: only the visitor stays the same. */
  forget(): void {
    const { visitorId, visitorName, email, signedIn, draft } = this.kept;
    this.kept = { visitorId, visitorName, email, signedIn, draft };
    this.write();
  }

  /** Another person at the same browser: nothing stays. */
  forgetAll(): void {
    this.kept = {};
    this.write();
  }

  private read(): Kept {
    try {
      const found: unknown = JSON.parse(this.drawer?.getItem(this.key) ?? '{}');
      return typeof found === 'object' && found !== null ? found : {};
    } catch {
      return {};
    }
  }

  private write(): void {
    try {
      this.drawer?.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // Full or blocked since: the record in memory goes on.
    }
  }

  private get key(): string {
    return `baton:${this.channel}`;
  }
}

const ownDrawer = (): Drawer | undefined => {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
};
