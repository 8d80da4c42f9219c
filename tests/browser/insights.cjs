// A supervisor reads how a bot did: the numbers, the conversations behind one, the table behind a plot, the export, and a time without any.
const fs = require('node:fs');
const { hub, look, signIn, tell } = require('./house.cjs');

const pictures = process.env.BATON_PICTURES;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const page = await newPage();
  const reports = page.locator('#reports');
  const shoot = async (name, size, scheme = 'light') => {
    if (!pictures) return;
    const before = page.viewportSize();
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    await page.screenshot({ path: `${pictures}/insights-${name}.png` });
    await page.setViewportSize(before);
    await page.emulateMedia({ colorScheme: 'light' });
  };
  const seen = async name => {
    saw.wrong.push(...await look(page, name));
    await shoot(`${name}-wide`, { width: 1440, height: 2000 });
    await shoot(`${name}-dark`, { width: 1024, height: 1600 }, 'dark');
    await shoot(`${name}-320`, { width: 320, height: 2400 });
  };

  await signIn(page, 'sam@contoso.example');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await reports.getByRole('link', { name: 'Contoso assistant' }).waitFor();
  await seen('all bots');

  await reports.getByRole('link', { name: 'Contoso assistant' }).click();
  await reports.getByRole('button', { name: /^Passed on to a person: / }).waitFor();
  await seen('one bot');

  await reports.getByText('Over time, as a table').click();
  await reports.getByRole('region', { name: 'Over time, as a table' }).waitFor();

  const tokens = reports.getByRole('region', { name: 'Tokens', exact: true });
  saw.tokens = await tokens.locator('dl').innerText();
  await tokens.getByText('By model and by day, as tables').click();
  saw.models = await tokens.getByRole('region', { name: 'Tokens by model' }).innerText();
  await seen('tables');

  await reports.getByRole('button', { name: /^Passed on to a person: / }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Passed on to a person' });
  await dialog.locator('tbody tr').first().waitFor();
  saw.opened = await dialog.locator('tbody tr').count();
  await seen('opened');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  saw.openedByKey = true;

  const download = page.waitForEvent('download');
  await reports.getByRole('button', { name: 'Export as CSV' }).click();
  saw.csv = fs.readFileSync(await (await download).path(), 'utf8');

  await reports.getByLabel('Time', { exact: true }).selectOption('own');
  await reports.getByLabel('First day').fill('2024-01-01');
  await reports.getByLabel('Last day').fill('2024-01-03');
  saw.nothing = await reports.getByText('Numbers appear as soon as').textContent();
  await seen('nothing');
  return saw;
});
