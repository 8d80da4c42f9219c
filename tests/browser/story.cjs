// One chat in real browsers: a visitor at the demo's shop, an agent at the desk. Prints what both saw as JSON.
const { chromium } = require('playwright-core');
const axe = require('axe-core');

const hub = process.env.BATON_URL.replace(/\/$/, '');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const Patience = { timeout: 30_000 };

/** What axe finds wrong on a page, as short lines. */
async function wrong(frame) {
  await frame.evaluate(axe.source);
  const found = await frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(violation => `${violation.id}: ${violation.nodes[0].target.join(' ')}`);
}

async function visit(browser) {
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 800 } })).newPage();
  await page.goto(hub);
  await page.locator('baton-widget button').click();
  const frame = page.frameLocator('baton-widget iframe');
  await frame.locator('.composer textarea').waitFor(Patience);
  const log = frame.locator('[role=log]');
  return {
    frame, log, page,
    async says(text) {
      await frame.locator('.composer textarea').fill(text);
      await frame.locator('.composer textarea').press('Enter');
    },
    hears: text => log.getByText(text).first().waitFor(Patience),
  };
}

async function signIn(browser, email, password) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })).newPage();
  await page.goto(`${hub}/desk`);
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.getByLabel(/password/i).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /mine/i }).first().waitFor(Patience);
  await page.evaluate(() => fetch('/api/v1/me/presence', {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ presence: 'Available' }),
  }));
  return page;
}

async function story() {
  const browser = await chromium.launch({ executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium', args: flags });
  try {
    const saw = {};
    const agent = await signIn(browser, 'alex@contoso.example', process.env.BATON_PASSWORD);
    const visitor = await visit(browser);
    await visitor.hears(/Contoso's assistant/);
    await visitor.says('Show my open cases');   // the shop has signed Adele in: nobody asks who she is
    await visitor.hears(/CAS-/);
    await visitor.says('I want to talk to a person');
    await visitor.hears(/getting somebody/);

    await agent.getByRole('button', { name: /accept/i }).first().click(Patience);
    await agent.getByText('Adele Vance').first().waitFor(Patience);
    await agent.getByText(/Order 10472/).first().waitFor(Patience);
    saw.deskWrong = await wrong(agent.mainFrame());
    await agent.getByPlaceholder(/write your answer/i).fill('Hello Adele, Alex here.');
    await agent.keyboard.press('Control+Enter');
    await visitor.hears(/Alex here/);
    saw.visitorHeard = (await visitor.log.innerText()).split('\n').filter(Boolean);
    await agent.getByRole('button', { name: /^end/i }).first().click(Patience);
    await visitor.frame.getByRole('radio').first().waitFor(Patience);
    saw.surveyStars = await visitor.frame.getByRole('radio').count();
    await visitor.page.screenshot({ path: process.env.BATON_PICTURE || '/dev/null', type: 'png' });
    return saw;
  } finally {
    await browser.close();
  }
}

story().then(saw => console.log(JSON.stringify(saw)), failure => {
  console.error(failure);
  process.exit(1);
});
