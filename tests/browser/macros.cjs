// An administrator makes a macro by keyboard; an agent finds it with Ctrl-K, sees what it would do and runs it; a card of an assist calls it by its name.
const { hub, look, signIn, tell } = require('./house.cjs');

const pictures = process.env.BATON_PICTURES;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const seen = async (page, name) => {
    saw.wrong.push(...await look(page, name));
    if (!pictures) return;
    await page.screenshot({ path: `${pictures}/macros-${name}.png` });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${pictures}/macros-${name}-dark.png` });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 800 });
    await page.screenshot({ path: `${pictures}/macros-${name}-320.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
  };

  const admin = await newPage();
  await signIn(admin, 'admin@contoso.example');
  await admin.goto(`${hub}/desk/setup/macros`);
  await admin.getByText('No macro yet').waitFor();
  await seen(admin, 'empty');
  await admin.getByRole('button', { name: 'New macro' }).click();
  await admin.getByLabel('Name').fill('Call back');
  await admin.getByLabel('What it is for').fill('Promises a call and makes a note of it');
  const add = async kind => {
    await admin.getByLabel('What the next step does').selectOption(kind);
    await admin.getByRole('button', { name: 'Add the step' }).click();
  };
  await add('say');
  await admin.keyboard.type('We will call you at {phone}, {visitor.name|friend}.');
  await add('tool');
  await admin.getByRole('listitem', { name: /^Step 2/ }).getByLabel('Tool').selectOption('get_contact_by_email');
  saw.complaint = await admin.getByRole('listitem', { name: /^Step 2/ }).getByRole('status').textContent();
  await seen(admin, 'form');
  await admin.getByRole('button', { name: 'Take step 2 away' }).click();
  await add('reply');
  await admin.keyboard.type('Is there anything else?');
  await add('note');
  await admin.keyboard.type('Call {phone}');
  await admin.keyboard.press('Alt+ArrowUp');
  await admin.keyboard.type(' soon');
  await admin.getByRole('button', { name: 'Make the macro' }).click();
  await admin.getByRole('button', { name: 'Call back' }).waitFor();
  await admin.getByRole('button', { name: 'Call back' }).click();
  saw.steps = await admin.getByRole('listitem', { name: /^Step/ }).evaluateAll(all => all.map(one => one.getAttribute('aria-label')).join());
  await admin.getByRole('checkbox', { name: 'Billing' }).check();
  saw.whose = await admin.getByText('Saving changes:').locator('..').innerText();
  await seen(admin, 'list');
  await admin.getByRole('button', { name: 'Discard' }).click();

  const page = await newPage();
  await signIn(page, 'alex@contoso.example');
  await page.goto(`${hub}/desk/c/${process.env.BATON_CONVERSATION}`);
  await page.locator('#thread').getByText('the lamp').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill('call b');
  await page.getByRole('option', { name: /Call back/ }).waitFor();
  await seen(page, 'palette');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('phone').fill('555-0100');
  await dialog.getByText('We will call you at 555-0100').waitFor();
  await seen(page, 'preview');
  await page.keyboard.press('Enter');
  await dialog.getByText('Done.', { exact: true }).waitFor();
  await seen(page, 'done');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  saw.reply = await page.locator('#composer').inputValue();
  await page.locator('#thread').getByText('We will call you at 555-0100').waitFor();

  await page.keyboard.press('Escape');
  await page.locator('#thread').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('m');
  await page.getByRole('dialog', { name: 'Run a macro' }).getByRole('option', { name: /Call back/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Run a macro' }).waitFor({ state: 'detached' });
  await page.keyboard.press('h');
  const card = page.locator('#side-pane').getByRole('article').filter({ hasText: 'They want a call' });
  await card.getByLabel('phone').fill('555-0199');
  await seen(page, 'card');
  await card.getByRole('button', { name: 'Ring the bell' }).click();
  saw.custom = await card.getByText('does not know').textContent();
  await card.getByRole('button', { name: 'No such macro' }).click();
  saw.unknown = await card.getByText('There is no macro').textContent();
  await card.getByRole('button', { name: 'Promise a call' }).click();
  await dialog.getByText('We will call you at 555-0199').waitFor();
  await dialog.getByRole('button', { name: 'Run' }).click();
  await dialog.getByText('Done.', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await card.waitFor({ state: 'detached' });
  return saw;
});
