declare module '*/dev/server.mjs' {
  export const startServer: (options?: { port?: number; dist?: string; channel?: object; expiresIn?: number; greets?: boolean }) => Promise<{ url: string; stop(): void }>;
}
declare module '*/dev/browser.mjs' {
  export const executablePath: string | undefined;
  export const launch: () => Promise<import('playwright-core').Browser>;
}
declare module '*/dev/scenes.mjs' {
  import type { Page } from 'playwright-core';
  export type Hub = (deed: string, body?: object) => Promise<{ log: string[]; latest?: { activities: { text?: string }[]; rating?: object; state: string } }>;
  export const scenes: Record<string, (page: Page, hub: Hub) => Promise<void>>;
  export const open: (page: Page) => Promise<void>;
  export const write: (page: Page, text: string) => Promise<void>;
}
