// What the stories share: a browser, people in it, and axe.
const { chromium } = require('playwright-core');
const axe = require('axe-core');

const hub = process.env.BATON_URL.replace(/\/$/, '');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const patience = { timeout: 45_000 };
const wide = { width: 1440, height: 900 };
const narrow = { width: 320, height: 640 };

const open = () => chromium.launch({ executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium', args: flags });

/** A page of somebody's own. Motion is off: axe must not meet half-shown colours. */
async function page(browser, viewport = wide) {
  const made = await (await browser.newContext({ viewport, bypassCSP: true, reducedMotion: 'reduce' })).newPage();
  made.setDefaultTimeout(patience.timeout);
  return made;
}

/** What axe finds wrong in a frame (WCAG 2.2 AA and good practice), as short lines. */
async function ask(frame, name, rules) {
  if (!await frame.evaluate(() => 'axe' in globalThis)) await frame.evaluate(axe.source);
  await settle(frame);
  // Fluent's open menus and dialogs keep hidden stops that send the focus on at once; axe can't know that, so they are left out.
  const found = await frame.evaluate(only => globalThis.axe.run({ exclude: [['[data-tabster-dummy]']] },
    { resultTypes: ['violations'], ...only && { runOnly: only } }), rules);
  return found.violations.flatMap(violation =>
    violation.nodes.map(node => `${name}: ${violation.id} at ${node.target.join(' ')} ${node.failureSummary.split('\n')[1] ?? ''}`));
}

/** Waits until nothing fades any more, for some frames on end: one that ends may begin another, and axe must not meet half of two colours. */
const settle = frame => frame.evaluate(async quietFrames => {
  const isFading = one => one.playState !== 'finished' && one.effect?.getComputedTiming().endTime !== Infinity;
  for (let quiet = 0; quiet < quietFrames; quiet++) {
    await new Promise(requestAnimationFrame);
    const fading = document.getAnimations().filter(isFading);
    if (fading.length === 0) continue;
    quiet = -1;
    await Promise.allSettled(fading.map(one => one.finished));
  }
}, 4);

/** Colours in dark, everything in light, everything but colours and nothing sideways where it is narrow. */
async function look(page, name, { frame = page.mainFrame(), isNarrowToo = true } = {}) {
  const wrong = await ask(frame, `${name}, light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  wrong.push(...await ask(frame, `${name}, dark`, ['color-contrast']));
  await page.emulateMedia({ colorScheme: 'light' });
  if (!isNarrowToo) return wrong;
  const before = page.viewportSize();
  await page.setViewportSize(narrow);
  wrong.push(...await ask(frame, `${name}, narrow`));
  // A pane that scrolls by itself hides what sticks out of it from the page.
  const isWide = () => [document.documentElement, ...document.querySelectorAll('#setup > [role=region], #reports')].some(one => one.scrollWidth > one.clientWidth);
  if (await frame.evaluate(isWide)) wrong.push(`${name}, narrow: scrolls sideways`);
  await page.setViewportSize(before);
  return wrong;
}

async function signIn(page, email) {
  await page.goto(`${hub}/desk`);
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.getByLabel(/password/i).fill(process.env.BATON_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /mine/i }).first().waitFor();
}

/** Tells a story and prints what was seen as JSON; where it breaks off, leaves a picture of the page that broke. */
function tell(story) {
  const pages = [];
  const run = async () => {
    const browser = await open();
    try {
      return await story(browser, async viewport => {
        const made = await page(browser, viewport);
        pages.push(made);
        return made;
      });
    } catch (failure) {
      const folder = process.env.BATON_PICTURES;
      if (folder) for (const [n, one] of pages.entries()) await one.screenshot({ path: `${folder}/broken-${n}.png` }).catch(() => {});
      throw failure;
    } finally {
      await browser.close();
    }
  };
  run().then(saw => console.log(JSON.stringify(saw)), failure => {
    console.error(failure);
    process.exit(1);
  });
}

module.exports = { hub, look, signIn, tell };
