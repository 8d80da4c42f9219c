// An administrator makes a bot, tests it, publishes it, looks at what leads to it and how it is, and disconnects it. Prints what was seen as JSON.
const { hub, look, signIn, tell } = require('./house.cjs');

const endpoint = process.env.BATON_BOT;
const pictures = process.env.BATON_PICTURES;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const admin = await newPage();
  const setup = admin.locator('#setup');
  const says = text => setup.getByText(text).first().waitFor();
  const lookAt = async name => {
    if (pictures) await picture(admin, name);
    saw.wrong.push(...await look(admin, name));
  };

  await signIn(admin, 'admin@contoso.example');
  await admin.goto(`${hub}/desk/setup/bots`);
  await says('Visitors meet one bot.');
  await lookAt('bots');

  await setup.getByRole('button', { name: 'New bot' }).click();
  await setup.getByRole('group', { name: 'What kind of bot is it?' }).waitFor();
  saw.kinds = await setup.getByRole('group', { name: 'What kind of bot is it?' }).getByRole('button').count();
  await lookAt('kinds');
  await setup.getByRole('button', { name: /^Azure bot/ }).click();
  await setup.getByLabel('Name').fill('Order bot');
  await setup.getByLabel('Messaging endpoint').fill('orders.contoso.example');
  await says('An address such as https://bot.contoso.example/api/messages');
  await setup.getByLabel('Messaging endpoint').fill(endpoint);
  await setup.getByLabel('Languages').fill('en, Deutsch!');
  await says('is no language tag');
  await setup.getByLabel('Languages').fill('en, de-AT');
  await setup.getByLabel('Credentials').selectOption('none');
  await setup.getByLabel('It can’t reach this Baton').check();
  await setup.getByLabel('Privacy notice').fill('What you write goes to the order bot of Contoso Cloud.');
  await setup.getByRole('radio', { name: /^Ask/ }).check();
  await lookAt('new bot');
  await setup.getByRole('button', { name: 'Make the draft' }).click();
  await setup.getByRole('button', { name: 'Order bot' }).waitFor();
  await says('A draft: only whoever tests it meets it.');

  await setup.getByRole('button', { name: 'Order bot' }).click();
  await setup.getByRole('tab', { name: 'Test' }).click();
  await setup.getByLabel('Say to it').fill('Where is my order?');
  await setup.getByRole('button', { name: 'Test', exact: true }).click();
  await says('It answered within');
  saw.said = await setup.getByRole('list', { name: 'What it said' }).innerText();
  saw.calls = await setup.getByRole('list', { name: 'On the wire' }).getByRole('listitem').count();
  await lookAt('tested');

  await setup.getByRole('tab', { name: 'Settings' }).click();
  await setup.getByLabel('Messaging endpoint').fill('http://127.0.0.1:9/api/messages');
  await setup.getByRole('tab', { name: 'Test' }).click();
  await says('It is tested as you have typed it');
  await setup.getByRole('button', { name: 'Test', exact: true }).click();
  await says('Nobody answers at');
  saw.nobody = await setup.getByRole('tabpanel').getByRole('status').first().innerText();
  await lookAt('nobody answers');
  await setup.getByRole('tab', { name: 'Settings' }).click();
  await setup.getByRole('button', { name: 'Discard' }).click();

  await setup.getByRole('button', { name: 'Publish', exact: true }).click();
  await setup.getByRole('button', { name: 'Make it a draft' }).waitFor();
  await setup.getByRole('tab', { name: 'Details' }).click();
  await says('It is in no queue');
  await lookAt('details');
  await setup.getByRole('tab', { name: 'Health' }).click();
  await says('Last hour');
  await lookAt('no health yet');

  await setup.getByRole('button', { name: 'Contoso assistant' }).click();
  await setup.getByRole('tab', { name: 'Health' }).click();
  await setup.getByRole('img').waitFor();
  saw.health = await setup.getByRole('tabpanel').innerText();
  await lookAt('health');
  await setup.getByRole('tab', { name: 'Details' }).click();
  await says('What leads there');
  saw.details = await setup.getByRole('tabpanel').innerText();
  await lookAt('details of a busy bot');
  await setup.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByText('goes to people').waitFor();
  saw.foreseen = await dialog.innerText();
  await lookAt('disconnecting');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await setup.getByRole('button', { name: 'Connect', exact: true }).waitFor();
  await says('Disconnected: it gets no visitors.');
  return saw;
});

/** For whoever wants to see it: wide, dark, and where it is narrow. */
async function picture(page, name) {
  const file = look => `${pictures}/bots-${name.replace(/\W+/g, '-')}-${look}.png`;
  await page.screenshot({ path: file('wide') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: file('dark') });
  await page.emulateMedia({ colorScheme: 'light' });
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.screenshot({ path: file('narrow'), fullPage: true });
  await page.setViewportSize(before);
}
