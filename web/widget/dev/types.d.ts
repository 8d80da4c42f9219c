declare module '*/dev/server.mjs' {
  export const startServer: (options?: {
    port?: number;
    dist?: string;
    channel?: object;
    expiresIn?: number;
    greets?: boolean;
  }) => Promise<{ url: string; stop(): void }>;
}
declare module '*/dev/browser.mjs' {
  export const executablePath: string | undefined;
  export const launch: () => Promise<import('playwright-core').Browser>;
}
declare module '*/dev/scenes.mjs' {
  import type { Page } from 'playwright-core';
  export interface Latest {
    activities: import('../frame/line/activity.ts').Activity[];
    rating?: object;
    state: string;
    asked: { name?: string; email?: string; page?: string; locale?: string; context?: object };
    events: { name: string; value: object }[];
  }
  export type Hub = (deed: string, body?: object) => Promise<{ log: string[]; latest?: Latest }>;
  export const scenes: Record<string, (page: Page, hub: Hub) => Promise<void>>;
  export const open: (page: Page) => Promise<void>;
  export const write: (page: Page, text: string) => Promise<void>;
}
declare module '*/dev/cards.mjs' {
  export const cards: Record<string, object[]>;
  export const booking: object;
  export const csat: object;
}
