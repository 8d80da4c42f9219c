// One chat in real browsers: a visitor at the demo's shop, an agent at the desk. Prints what both saw as JSON.
const { hub, look, signIn, tell } = require('./house.cjs');

async function visit(page) {
  await page.goto(hub);
  await page.locator('baton-widget button').click();
  const frame = page.frameLocator('baton-widget iframe');
  await frame.locator('.composer textarea').waitFor();
  const log = frame.locator('[role=log]');
  return {
    frame, log, page,
    inside: () => page.frames().find(one => one.url().includes('/widget/frame')),
    async says(text) {
      await frame.locator('.composer textarea').fill(text);
      await frame.locator('.composer textarea').press('Enter');
    },
    hears: text => log.getByText(text).first().waitFor(),
  };
}

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const lookAt = async (...of) => saw.wrong.push(...await look(...of));
  const agent = await newPage();
  await agent.goto(`${hub}/desk`);
  await agent.getByLabel(/password/i).waitFor();
  await lookAt(agent, 'sign-in');
  await signIn(agent, 'alex@contoso.example');
  await lookAt(agent, 'empty inbox');
  await agent.getByRole('button', { name: 'Become Available' }).click();

  const visitor = await visit(await newPage({ width: 1200, height: 800 }));
  await visitor.hears(/Contoso's assistant/);
  await lookAt(visitor.page, 'demo page', { isNarrowToo: false });
  await visitor.says('Show my open cases');   // the shop has signed Adele in: nobody asks who she is
  await visitor.hears(/CAS-/);
  await lookAt(visitor.page, 'widget', { frame: visitor.inside() });
  await visitor.says('I want to talk to a person');
  await visitor.hears(/getting somebody/);

  const accept = agent.getByRole('button', { name: /accept/i }).first();
  await accept.waitFor();
  await lookAt(agent, 'offer');
  await accept.click();
  await agent.getByText('Adele Vance').first().waitFor();
  await agent.getByText(/Order 10472/).first().waitFor();
  await lookAt(agent, 'conversation');
  for (const [key, name] of [['t', 'transfer'], ['w', 'why me'], ['?', 'keys']]) {
    await agent.locator('#thread [role=log]').focus();
    await agent.keyboard.press(key);
    await agent.getByRole('dialog').waitFor();
    await lookAt(agent, name);
    await agent.keyboard.press('Escape');
    await agent.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await agent.getByPlaceholder(/write your answer/i).fill('Hello Adele, Alex here.');
  await agent.keyboard.press('Control+Enter');
  await visitor.hears(/Alex here/);
  saw.visitorHeard = (await visitor.log.innerText()).split('\n').filter(Boolean);
  await agent.getByRole('button', { name: /^end/i }).first().click();
  await visitor.frame.locator('input[name=rating]').first().waitFor();
  saw.surveyStars = await visitor.frame.locator('input[name=rating]').count();
  await lookAt(visitor.page, 'survey', { frame: visitor.inside() });
  await agent.getByText('Leave a note for whoever').first().waitFor();
  await lookAt(agent, 'wrap-up');
  return saw;
});
