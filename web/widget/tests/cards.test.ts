// @vitest-environment node
// What bots send beside words, in a real browser: drawn, pressed, filled in. Skipped where there is no chromium.
import { describe, expect, it } from 'vitest';
import { leadsTo, linesOf, safePicture, sayingOf } from '../../cards/attachment.ts';
import { safeCard } from '../../cards/safe.ts';
import { cardWords } from '../../cards/words.ts';
import { executablePath } from '../dev/browser.mjs';
import { booking, csat } from '../dev/cards.mjs';
import { open, scenes } from '../dev/scenes.mjs';
import { browsing, type Visit } from './browsing.ts';

const words = cardWords('en');

describe('Buttons mean what the protocol says', () => {
  it.each([
    [{ type: 'imBack', title: 'Red', value: 'red' }, { shown: 'red', text: 'red' }],
    [{ type: 'postBack', title: 'Red', value: 'red' }, { shown: 'Red', text: 'red', postBack: true }],
    [{ type: 'postBack', title: 'Red', value: { color: 1 } }, { shown: 'Red', value: { color: 1 }, postBack: true }],
    [{ type: 'messageBack', title: 'Red', text: 'r', displayText: 'The red one', value: { color: 1 } }, { shown: 'The red one', text: 'r', value: { color: 1 } }],
    [{ type: 'messageBack', title: 'Red', text: 'r' }, { shown: 'Red', text: 'r' }],
    [{ title: 'Red' }, { shown: 'Red', text: 'Red' }],
    [{ type: 'openUrl', title: 'Red', value: 'https://red.example' }, undefined],
  ])('%j', (action, saying) => expect(sayingOf(action)).toEqual(saying));

  it.each([
    [{ type: 'openUrl', value: 'https://red.example/a' }, 'https://red.example/a'],
    [{ type: 'openUrl', value: 'javascript:alert(1)' }, undefined],
    [{ type: 'signin', value: 'data:text/html,x' }, undefined],
    [{ type: 'call', value: 'tel:+49 30 (12) 34' }, 'tel:+49301234'],
    [{ type: 'call', value: 'javascript:1' }, undefined],
    [{ type: 'imBack', value: 'https://red.example' }, undefined],
  ])('%j leads to %s', (action, href) => expect(leadsTo(action)).toBe(href));
});

describe('An Adaptive Card is made fit to be drawn', () => {
  const body = (...elements: object[]) => (safeCard({ type: 'AdaptiveCard', body: elements }, words)?.body ?? []) as Record<string, unknown>[];

  it('keeps only pictures by https, and of types that hold no script', () => {
    for (const good of ['https://x.example/a.png', 'data:image/png;base64,AAAA']) expect(safePicture(good)).toBe(good);
    for (const bad of ['http://x.example/a.png', 'javascript:1', 'data:image/svg+xml;base64,AAAA', 'data:text/html,x', '//x', 7]) expect(safePicture(bad)).toBeUndefined();
    expect(body({ type: 'Image', url: 'http://x', altText: 'A tent' })).toEqual([{ type: 'TextBlock', text: 'A tent', wrap: true }]);
    expect(body({ type: 'ImageSet', images: [{ url: 'javascript:1' }, { url: 'https://x.example/a.png' }, { type: 'Hologram', url: 'http://x' }] })).toEqual([
      { type: 'ImageSet', images: [{ type: 'Image', url: 'https://x.example/a.png' }] },
    ]);
    expect(safeCard({ body: [], backgroundImage: 'javascript:1' }, words)!.backgroundImage).toBeUndefined();
  });

  it('says what it can’t draw', () => {
    expect(body({ type: 'Hologram', title: 'From tomorrow' })).toEqual([{ type: 'TextBlock', text: 'From tomorrow', wrap: true }]);
    expect(body({ type: 'Hologram', fallback: { type: 'TextBlock', text: 'flat' } })).toEqual([{ type: 'TextBlock', text: 'flat', wrap: true }]);
    expect(body({ type: 'Hologram', fallback: 'drop' })).toEqual([]);
    expect(JSON.stringify(body({ type: 'Carousel', pages: [{ items: [{ type: 'TextBlock', text: 'page one' }] }] }))).toContain('page one');
    const [unknown] = safeCard({ body: [], actions: [{ type: 'Action.Http', title: 'Do it' }] }, words)!.actions as object[];
    expect(unknown).toMatchObject({ title: 'Do it', isEnabled: false });
  });

  it('is none when it is no card, or too large or deep to be one', () => {
    for (const none of [undefined, null, 'x', [], {}, { body: 'x' }]) expect(safeCard(none, words)).toBeUndefined();
    expect(safeCard({ body: Array.from({ length: 5_000 }, () => ({ type: 'TextBlock', text: 'x' })) }, words)).toBeUndefined();
    let deep: object = { type: 'TextBlock', text: 'x' };
    for (let at = 0; at < 200; at++) deep = { type: 'Container', items: [deep] };
    expect(safeCard({ body: [deep] }, words)).toBeUndefined();
  });
});

it('reads a value as names and values', () => {
  expect(linesOf({ a: 1, b: [true, 'x'], c: { d: false }, e: '' }, words)).toEqual(['a: 1', 'b: true, x', 'c.d: No']);
});

describe.skipIf(!executablePath)('In a browser', () => {
  const visit = browsing();
  const last = async ({ hub }: Visit) => (await hub('log')).latest!.activities.findLast(({ channelData }) => channelData?.baton?.from === 'visitor');
  const boxes = async ({ frame }: Visit) => frame.locator('.mine .bubble').allInnerTexts();

  it('an Adaptive Card is filled in, checked and submitted, and what was chosen is shown', async () => {
    const there = await visit();
    const { page, hub, frame } = there;
    await scenes.adaptive!(page, hub);
    await frame.getByRole('button', { name: 'Book' }).click();
    await frame.getByText('We need a name.').waitFor();
    await frame.getByLabel('Your name').fill('Ada');
    await frame.getByLabel('Afternoon').check();
    await frame.getByLabel('Where').selectOption('In the shop');
    await frame.getByLabel('Call me before').check();
    await frame.getByRole('button', { name: 'What does it cost?' }).click();
    await frame.getByText('The first hour is free of charge.').waitFor();
    await frame.getByRole('button', { name: 'Book' }).click();

    await expect.poll(() => boxes(there)).toEqual(['Your name: Ada\nWhich day?: 2026-12-01\nPart of the day: Afternoon\nWhere: In the shop\nCall me before: Yes']);
    const said = await last(there);
    expect(said).toMatchObject({
      value: { action: 'book', name: 'Ada', day: '2026-12-01', part: 'pm', place: 'shop', call: 'true' },
      channelData: { postBack: true },
    });
    expect(said!.text).toBeUndefined();
    expect(there.complaints).toEqual([]);
  });

  it('a rating whose pictures never come can be read and pressed all the same', async () => {
    const there = await visit();
    await open(there.page);
    const content = JSON.parse(JSON.stringify(csat).replaceAll(/"data:[^"]*"/g, '"https://pictures.invalid/face.png"'));
    await there.hub('say', { do: 'say', args: ['bot', 'Contoso', '', { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }] });
    const four = there.frame.getByRole('button', { name: 'Rate 4' });
    await expect.poll(() => four.evaluate((it: HTMLImageElement) => it.complete)).toBe(true);
    const { width, height } = (await four.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    await four.click();
    await expect.poll(async () => (await last(there))?.value).toEqual({ rate: '4' });
  });

  it('a card within a card opens, and its own answer is sent', async () => {
    const there = await visit();
    await scenes.adaptive!(there.page, there.hub);
    await there.frame.getByRole('button', { name: 'Leave a comment' }).click();
    await there.frame.getByLabel('Your name').fill('Ada');
    await there.frame.getByRole('textbox', { name: 'Comment' }).fill('All fine');
    await there.frame.locator('.adaptive').getByRole('button', { name: 'Send' }).click();
    await expect.poll(async () => (await last(there))?.value).toMatchObject({ action: 'comment', comment: 'All fine' });
  });

  it('links of cards open in a new tab, and only to where they may', async () => {
    const { page, hub, frame } = await visit();
    await scenes.hero!(page, hub);
    const link = frame.getByRole('link', { name: 'See it' });
    expect(await link.evaluate((it: HTMLAnchorElement) => [it.href, it.target, it.rel])).toEqual([
      'https://contoso.example/skagen',
      '_blank',
      'noopener noreferrer nofollow',
    ]);
    expect(await frame.getByRole('link', { name: 'Call us' }).getAttribute('href')).toBe('tel:+49301234');
  });

  it('nothing unsafe becomes an element or an address, and nothing is lost', async () => {
    const { page, hub, frame, complaints } = await visit();
    await scenes.unsafe!(page, hub);
    const log = frame.locator('.log');
    expect(await log.evaluate(it => [...it.querySelectorAll('a[href], img[src]')].map(one => one.getAttribute('href') ?? one.getAttribute('src')))).toEqual([]);
    expect(await log.locator('script').count()).toBe(0);
    const text = await log.innerText();
    for (const kept of ['<img src=x onerror=alert(1)>', 'a picture that is none', 'A hologram', 'Trap', 'attachment 1 says', 'attachment 4 says', 'attachment 5 says'])
      expect(text).toContain(kept);
    expect(complaints).toEqual([]);
  });

  it('a carousel is gone through by keyboard and by buttons', async () => {
    const { page, hub, frame } = await visit();
    await scenes.carousel!(page, hub);
    const row = frame.locator('.card-row');
    const left = () => row.evaluate(it => Math.round(it.scrollLeft));
    await row.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(left).toBeGreaterThan(100);
    await frame.getByRole('button', { name: 'Previous card' }).click();
    await expect.poll(left).toBe(0);
    await frame.getByRole('group', { name: '2 of 4' }).getByRole('button').click();
    await frame.locator('.mine').getByText('Take number 2').waitFor();
  });

  it('suggested replies do what their types say', async () => {
    const there = await visit();
    await scenes.carousel!(there.page, there.hub);
    expect(await there.frame.getByRole('link', { name: 'Our shop' }).getAttribute('target')).toBe('_blank');
    await there.frame.getByRole('button', { name: 'Ask a person' }).click();
    await there.frame.locator('.mine').getByText('I’d like a person').waitFor();
    await expect.poll(async () => (await last(there))?.text).toBe('agent');
  });

  it('what draws cards is loaded when the first one comes, and the renderer of Adaptive Cards when one of those does', async () => {
    const { page, hub } = await visit();
    const loaded: string[] = [];
    page.on('request', request => loaded.push(/assets\/(\w+)-.*\.js$/.exec(request.url())?.[1] ?? ''));
    await open(page);
    expect(loaded).not.toContain('draw');
    await hub('say', { do: 'say', args: ['bot', 'Contoso', 'Look', { attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Hi' } }] }] });
    await page.frameLocator('baton-widget iframe').locator('.card-hero').waitFor();
    expect(loaded).toContain('draw');
    expect(loaded).not.toContain('adaptive');
    await hub('say', { do: 'say', args: ['bot', 'Contoso', '', { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: booking }] }] });
    await page.frameLocator('baton-widget iframe').locator('.adaptive').waitFor();
    expect(loaded).toContain('adaptive');
  });

  it('once the conversation is over, cards are only to be looked at', async () => {
    const { page, hub, frame } = await visit();
    await scenes.hero!(page, hub);
    await hub('say', { do: 'end', args: ['completedSuccessfully'] });
    await expect.poll(() => frame.getByRole('button', { name: 'Order it' }).isDisabled()).toBe(true);
  });
});
