// The built widget in a browser, for the tests that look at it there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { launch } from '../dev/browser.mjs';
import type { Hub } from '../dev/scenes.mjs';
import { startServer } from '../dev/server.mjs';

const STEP_MILLISECONDS_MAX = 20_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Visit {
  page: Page;
  url: string;
  hub: Hub;
  button: ReturnType<Page['locator']>;
  frame: ReturnType<Page['frameLocator']>;
  said(): Promise<string[]>;
  complaints: string[];
}

/** One browser for the tests of a file; answers what opens a page with the widget in it. */
export const browsing = () => {
  let browser: Browser;
  const closing: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const visit = async (query = '', options: BrowserContextOptions = {}, server = {}): Promise<Visit> => {
    const { url, stop } = await startServer({ dist: inject('dist'), ...server });
    const context = await browser.newContext({
      viewport: { width: 900, height: 760 },
      reducedMotion: 'reduce',
      bypassCSP: false,
      ...options,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', problem => complaints.push(String(problem)));
    page.on('console', message => message.type() === 'error' && !/net::|status of/.test(message.text()) && complaints.push(message.text()));
    page.setDefaultTimeout(STEP_MILLISECONDS_MAX);
    closing.push(stop, () => context.close());
    await page.goto(`${url}/page${query}`);
    const hub: Hub = async (deed, body = {}) => (await fetch(`${url}/dev/${deed}`, { method: 'POST', body: JSON.stringify(body) })).json();
    const frame = page.frameLocator('baton-widget iframe');
    return {
      page,
      url,
      hub,
      frame,
      complaints,
      button: page.locator('baton-widget button'),
      said: () => frame.locator('.bubble:not(.typing)').allInnerTexts(),
    };
  };
  return visit;
};

/** What axe complains about in this frame. It is not told to look into others: for one that has no axe it would wait. */
export const axeOn = async (frame: Page | Frame): Promise<string[]> => {
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run(where: Document, how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run(document, { iframes: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`);
  });
};
