// @vitest-environment node
// The built widget in a real browser, on a host's page with a policy as strict as they come. Skipped where there is no chromium.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { executablePath } from '../dev/browser.mjs';
import { open, scenes, write } from '../dev/scenes.mjs';
import { browsing } from './browsing.ts';

describe.skipIf(!executablePath)('In a browser', () => {
  const visit = browsing();

  it('draws a button that reads on its colour, and loads nothing else before it is wanted', async () => {
    for (const [color, ink] of [
      ['gold', 'rgb(0, 0, 0)'],
      ['%23003366', 'rgb(255, 255, 255)'],
      ['nonsense', 'rgb(255, 255, 255)'],
    ]) {
      const { page, button, hub, complaints } = await visit(`?color=${color}&label=Ask%20us`);
      expect(await button.evaluate(it => [it.clientWidth + 2, it.clientHeight + 2])).toEqual([56, 56]);
      expect(await button.evaluate(it => getComputedStyle(it).color)).toBe(ink);
      expect(await button.evaluate(it => getComputedStyle(it).backgroundColor)).not.toBe('rgb(255, 0, 0)');
      expect(await button.getAttribute('aria-label')).toBe('Ask us');
      expect(page.frames()).toHaveLength(1);
      expect((await hub('log')).log).toEqual([]);
      expect(await page.context().cookies()).toEqual([]);
      expect(complaints).toEqual([]);
    }
  });

  it('is one widget, however often the tag is there', async () => {
    const { page } = await visit('?twice=1');   // both scripts have run: the page is loaded
    expect(await page.locator('baton-widget').count()).toBe(1);
  });

  it('works by keyboard alone: open, write, choose a reply, leave, and focus is where one expects it', async () => {
    const { page, frame, button, hub } = await visit();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await frame.locator('textarea:focus').waitFor();
    await frame.getByRole('button', { name: 'Where is my order?' }).waitFor();
    await page.keyboard.type('first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await frame.getByText('You said: first line').first().waitFor();
    expect((await hub('log')).latest!.activities.some(activity => activity.text === 'first line\nsecond line')).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('baton-widget button[aria-expanded=false]').waitFor();
    expect(await button.evaluate(it => it === (it.getRootNode() as ShadowRoot).activeElement)).toBe(true);
  });

  it('does not send what an input method is still composing', async () => {
    const { page, frame, hub } = await visit();
    await open(page);
    const box = frame.locator('.composer textarea');
    await box.fill('にほん');
    await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
    expect(await box.inputValue()).toBe('にほん');
    await box.press('Enter');
    await frame.getByText('You said: にほん').first().waitFor();
    expect((await hub('log')).latest!.activities.map(({ text }) => text).slice(1)).toEqual(['にほん', 'You said: にほん']);
  });

  it('counts what came while it was shut, on the button and for a screen reader', async () => {
    const { page, hub, button } = await visit();
    await open(page);
    await button.click();
    await hub('say', { do: 'say', args: ['bot', 'Contoso', 'Are you still there?'] });
    await page.locator('baton-widget b', { hasText: '1' }).waitFor();
    expect(await button.getAttribute('aria-label')).toBe('Chat, unread: 1');
    await button.click();
    expect(await button.getAttribute('aria-label')).toBe('Chat');
  });

  it('goes on after a reload and on the next page, shut or open as it was', async () => {
    const { page, button, frame, hub, said } = await visit();
    await open(page);
    await write(page, 'remember me');
    await frame.getByText('You said: remember me').first().waitFor();
    await page.getByRole('link', { name: 'Another page' }).click();
    await frame.getByText('You said: remember me').first().waitFor();
    expect(await said()).toHaveLength(3);
    await button.click();
    await page.reload();
    await page.waitForFunction(() => document.querySelector('baton-widget')?.shadowRoot?.querySelector('iframe'));
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await frame.locator('.bubble').nth(2).waitFor({ state: 'attached' });
    await hub('say', { do: 'say', args: ['bot', 'Contoso', 'News'] });
    await page.locator('baton-widget b', { hasText: '1' }).waitFor();
    expect((await hub('log')).log.filter(call => call.includes('/widget/session'))).toHaveLength(1);
  });

  it('keeps the composer working while the line is down, and loses and repeats nothing', async () => {
    const { page, frame, hub, said } = await visit();
    await open(page);
    await hub('fail', { everything: 'down' });
    await hub('cut');
    await write(page, 'one');
    await write(page, 'two');
    await frame.getByText('Reconnecting').first().waitFor();
    await hub('fail', { everything: 'ok', answers: 'lost' });
    await expect.poll(async () => (await hub('log')).latest!.activities.some(({ text }) => text === 'one'), { timeout: 30_000 }).toBe(true);
    await hub('fail', { answers: 'ok' });
    await frame.getByText('You said: two').first().waitFor({ timeout: 30_000 });
    await frame.getByText('Reconnecting').waitFor({ state: 'detached' });
    expect((await said()).filter(text => ['one', 'two'].includes(text))).toEqual(['one', 'two']);
    expect((await hub('log')).latest!.activities.filter(({ text }) => text === 'one' || text === 'two')).toHaveLength(2);
  });

  it('asks where sockets are refused', async () => {
    const { page, frame, hub } = await visit();
    await hub('fail', { sockets: 'refused' });
    await open(page);
    await write(page, 'no sockets here');
    await frame.getByText('You said: no sockets here').first().waitFor({ timeout: 15_000 });
  });

  it('says what could not be sent, and lets one edit it', async () => {
    const { page, frame, hub } = await visit();
    await scenes.failed!(page, hub);
    await frame.getByRole('button', { name: 'Edit' }).click();
    expect(await frame.locator('.composer textarea').inputValue()).toBe('This one is refused.');
    expect(await frame.locator('.failed').count()).toBe(0);
  });

  it('ends, asks how it was, thanks, and begins anew', async () => {
    const { page, frame, hub } = await visit();
    await scenes.survey!(page, hub);
    await frame.locator('.helped').getByText('Yes').click();
    await frame.getByRole('textbox').fill('Quick and kind.');
    await frame.getByRole('button', { name: 'Send' }).click();
    await frame.getByText('Thank you').waitFor();
    expect((await hub('log')).latest!.rating).toEqual({ resolved: true, rating: 4, comment: 'Quick and kind.' });
    await frame.getByRole('button', { name: 'Start a new conversation' }).click();
    await frame.getByText('What can I do for you').first().waitFor();
    expect(await frame.locator('.bubble').count()).toBe(1);
  });

  it('may be told only whether it helped', async () => {
    const { page, frame, hub } = await visit();
    await open(page);
    await hub('say', { do: 'end', args: ['completedSuccessfully'] });
    await frame.getByRole('radio', { name: 'No' }).press('Space');
    await frame.getByRole('button', { name: 'Send' }).click();
    await frame.getByText('Thank you').waitFor();
    expect((await hub('log')).latest!.rating).toEqual({ resolved: false });
  });

  it('stars are one radio group: arrow keys choose', async () => {
    const { page, frame, hub } = await visit();
    await scenes.survey!(page, hub);
    await frame.getByRole('radio', { name: 'Good', exact: true }).press('ArrowRight');
    expect(await frame.getByRole('radio', { name: 'Very good' }).isChecked()).toBe(true);
  });

  it('gives the transcript as a text file', async () => {
    const { page, frame, hub } = await visit();
    await scenes.menu!(page, hub);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      frame.getByRole('menuitem', { name: 'Download transcript' }).click(),
    ]);
    const text = readFileSync((await download.path())!, 'utf8');
    expect(text).toContain('Contoso Support. Conversation of');
    expect(text).toContain('Bea Bauer:\nShall I send the invoice again?');
    expect(text).toContain('our carrier (https://track.example/SO-1042)');
  });

  it('stays where one reads, and says that there is more below', async () => {
    const { page, frame, hub } = await visit();
    await scenes.pill!(page, hub);
    expect(await frame.locator('.log').evaluate(log => log.scrollTop)).toBe(0);
    await frame.getByRole('button', { name: 'New messages' }).click();
    await frame.getByRole('button', { name: 'New messages' }).waitFor({ state: 'detached' });
  });

  it('shows a message that is taller than the window from its beginning', async () => {
    const { page, frame, hub } = await visit();
    await open(page);
    await hub('say', { do: 'say', args: ['bot', 'Contoso', `The beginning. ${'And on it goes. '.repeat(250)}`] });
    const row = frame.locator('.row').nth(1);
    await row.waitFor();
    await expect
      .poll(() =>
        row.evaluate(it => Math.abs(Math.round(it.getBoundingClientRect().top - it.closest('.log')!.getBoundingClientRect().top))),
      )
      .toBe(0);
    await hub('say', { do: 'say', args: ['bot', 'Contoso', 'More.'] });
    await frame.getByRole('button', { name: 'New messages' }).click();
    await expect.poll(() => frame.locator('.log').evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight)).toBeLessThan(2);
  });

  it('listens to nobody but its own frame and its own host', async () => {
    const { page, frame, button } = await visit();
    await open(page);
    await page.evaluate(() => postMessage({ baton: 'close' }, '*'));
    await page.evaluate(() => postMessage({ baton: 'state', unread: 7 }, '*'));
    await frame.locator('body').evaluate(() => postMessage({ baton: 'close' }, '*'));
    // Windows take messages in order: when a later one has come, those before it were taken or left.
    const later = () =>
      new Promise<void>(resume => {
        addEventListener('message', ({ data }) => data === 'later' && resume());
        postMessage('later', '*');
      });
    await frame.locator('body').evaluate(later);
    await page.evaluate(later);
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    expect(await button.getAttribute('aria-label')).toBe('Chat');
  });

  it('can be driven by the page: open, set, close; what the page knows goes with the conversation, not in an address', async () => {
    const { page, url, frame, button, hub } = await visit('?context={"topic":"refund"}&name=Ann&email=ann@contoso.example');
    await button.waitFor();
    const baton = (deed: 'open' | 'close' | 'set', context?: object) =>
      page.evaluate(([what, more]) => (window as never as { Baton: Record<string, (more?: object) => void> }).Baton[what]!(more), [
        deed,
        context,
      ] as const);
    await baton('set', { step: 1 });
    await baton('open');
    await frame.getByText('What can I do for you').first().waitFor();
    await baton('set', { step: 2, basket: 99.5 });
    await expect
      .poll(async () => (await hub('log')).latest!.events)
      .toEqual([{ name: 'baton.context', value: { topic: 'refund', step: 2, basket: 99.5 } }]);
    const { asked } = (await hub('log')).latest!;
    expect(asked).toMatchObject({ name: 'Ann', email: 'ann@contoso.example', locale: 'en', context: { topic: 'refund', step: 1 } });
    expect(asked.page).toContain(`${url}/page`);
    expect(page.frames()[1]!.url()).not.toMatch(/Ann|refund/);
    await baton('close');
    expect(await button.getAttribute('aria-expanded')).toBe('false');
  });

  it('fills a small screen, and Tab stays in it', async () => {
    const { page, frame } = await visit('', { viewport: { width: 320, height: 568 } });
    await open(page);
    expect(await page.locator('baton-widget iframe').boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 568 });
    expect(await frame.locator('html').evaluate(html => html.scrollWidth)).toBe(320);
    for (let at = 0; at < 12; at++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BATON-WIDGET');
  });
});
