// A bot elsewhere sends one of each thing that bots send: the visitor sees it drawn, fills it in and rates; the agent sees the same. Prints what was seen as JSON.
const { createServer } = require('node:http');
const { hub, look, signIn, tell } = require('./house.cjs');

const asked = [];

/** The bot: it answers with what its visitor names, and with what they submitted. */
const bot = (samples, port) => new Promise(resolve => {
  const answer = ({ type, text, value, name }) => {
    if (type === 'event' && name === 'startConversation') return [{ type: 'message', text: 'Hello, I am the **card bot**.' }];
    if (type !== 'message') return [];
    if (value) return asked.push(value), [{ type: 'message', text: `I was sent ${Object.keys(value).join(', ')}` }];
    if (text === 'person') return [{ type: 'event', name: 'handoff.initiate', value: { va_AgentMessage: 'Wants a repair' } }];
    if (text === 'carousel') return [{ type: 'message', text: 'Our tents:', attachments: samples.carousel, attachmentLayout: 'carousel', suggestedActions: { actions: samples.actions } }];
    if (text === 'aside') return [{ type: 'message', text: 'With more than words', channelData: { priority: { level: 3 } } }];
    return samples.cards[text] ? [{ type: 'message', text: text === 'adaptive' ? 'Shall we?' : undefined, attachments: samples.cards[text] }]
      : [{ type: 'message', text: `You said ${text}` }];
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ activities: answer(JSON.parse(body)) }));
  }).listen(port, '127.0.0.1', () => resolve(server));
});

tell(async (browser, newPage) => {
  const saw = { wrong: [], blocked: [] };
  const lookAt = async (...of) => saw.wrong.push(...await look(...of));
  const picture = (page, name) => process.env.BATON_PICTURES && page.screenshot({ path: `${process.env.BATON_PICTURES}/${name}.png` });
  const samples = await import('../../web/widget/dev/cards.mjs');
  const server = await bot(samples, Number(process.env.BATON_BOT_PORT));

  // The frame's own policy holds here: what it forbids is told in the console.
  const page = await (await browser.newContext({ viewport: { width: 900, height: 900 }, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(45_000);
  page.on('console', message => /Content Security Policy/i.test(message.text()) && saw.blocked.push(message.text()));
  await page.goto(hub);
  await page.locator('baton-widget button').click();
  const frame = page.frameLocator('baton-widget iframe');
  const inside = () => page.frames().find(one => one.url().includes('/widget/frame'));
  const hears = text => frame.locator('[role=log]').getByText(text).last().waitFor();
  const says = async text => {
    await frame.locator('.composer textarea').fill(text);
    await frame.locator('.composer textarea').press('Enter');
  };
  await hears('card bot');

  const marks = { hero: '.card-hero', thumbnail: '.card-thumbnail', receipt: '.card-receipt', signin: '.card-signin', video: '.card-play', files: '.card-file', unsafe: '.card-words' };
  for (const [name, mark] of Object.entries(marks)) {
    await says(name);
    await frame.locator(mark).last().waitFor();
  }
  await says('carousel');
  await frame.locator('.card-row').waitFor();
  await picture(page, 'cards-carousel');
  await lookAt(page, 'cards', { frame: inside(), isNarrowToo: false });
  saw.twice = await frame.locator('[role=log]').getByText('Order it').count();
  await frame.getByRole('button', { name: 'Ask a person' }).click();
  await hears('You said agent');

  await says('adaptive');
  await frame.getByLabel('Your name').fill('Ada');
  await frame.getByLabel('Afternoon').check();
  await picture(page, 'cards-adaptive');
  await lookAt(page, 'an adaptive card', { frame: inside(), isNarrowToo: false });
  await frame.getByRole('button', { name: 'Book' }).click();
  await hears('I was sent action');
  saw.submitted = asked.at(-1);
  saw.shown = await frame.locator('.mine .bubble').last().innerText();

  await says('csat');
  await frame.getByRole('button', { name: /Rate 4|4/ }).last().click();
  await hears('I was sent rate');
  await says('aside');
  await hears('With more than words');

  const agent = await newPage();
  await signIn(agent, 'alex@contoso.example');
  await agent.getByRole('button', { name: 'Become Available' }).click();
  await says('person');
  await agent.getByRole('button', { name: /accept/i }).first().click();
  await agent.getByText('Wants a repair').first().waitFor();
  await agent.locator('#thread [role=log]').focus();
  await agent.keyboard.press('b');
  const log = agent.locator('#thread [role=log]');
  await log.locator('.adaptive').first().waitFor();
  saw.filled = await log.getByLabel('Filled in').first().innerText();
  saw.isOnlyLookedAt = await log.getByLabel('Your name').isDisabled() && await log.getByRole('button', { name: 'Book' }).isDisabled();
  saw.aside = await log.locator('details').first().textContent();
  await picture(agent, 'cards-desk');
  await lookAt(agent, 'cards at the desk');
  await agent.emulateMedia({ colorScheme: 'dark' });
  await picture(agent, 'cards-desk-dark');
  await agent.setViewportSize({ width: 320, height: 640 });
  await agent.emulateMedia({ colorScheme: 'light' });
  await picture(agent, 'cards-desk-narrow');
  server.close();
  return saw;
});
