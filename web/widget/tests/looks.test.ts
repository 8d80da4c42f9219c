// @vitest-environment node
// Every state of the built widget in a real browser, in every look that matters: axe finds nothing, and nothing scrolls sideways. Skipped where there is no chromium.
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { executablePath } from '../dev/browser.mjs';
import { cards } from '../dev/cards.mjs';
import { scenes } from '../dev/scenes.mjs';
import { axeOn, browsing } from './browsing.ts';

describe.skipIf(!executablePath)('In a browser', () => {
  const visit = browsing();

  const looks: [string, string, BrowserContextOptions][] = [
    ['light', '', {}],
    ['dark', '', { colorScheme: 'dark' }],
    ['Arabic', '?locale=ar', {}],
    ['German', '?locale=de', {}],
    ['gold', '?color=gold', {}],
    ['small', '', { viewport: { width: 320, height: 568 } }],
    ['low, as at 200 % zoom', '', { viewport: { width: 450, height: 320 } }],
    ['forced colours', '', { forcedColors: 'active' }],
  ];
  const plain = [
    'empty',
    'conversation',
    'waiting',
    'words',
    'menu',
    'survey',
    'ended',
    'failed',
    'reconnecting',
    'nearly',
    'gone',
    'ask',
    'pill',
    'typing',
    'notice',
    'changed',
    'streaming',
    ...Object.keys(cards),
    'carousel',
  ];

  it.each(
    looks.flatMap(([look, query, options]) =>
      (look === 'light' ? plain : ['empty', 'words', 'adaptive', 'carousel']).map(scene => ({ look, scene, query, options })),
    ),
  )('axe finds nothing: $scene, $look', async ({ scene, query, options }) => {
    const { page, hub, complaints } = await visit(query, options);
    await scenes[scene]!(page, hub);
    const inner = page.frames()[1]!;
    // The host's page is the same in every scene of a look.
    for (const frame of scene === 'empty' ? [page, inner] : [inner]) expect(await axeOn(frame)).toEqual([]);
    expect(await inner.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
  });
});
