// An agent is suggested an answer: it is at their desk, goes into the reply box when they want it, and the model says what it needs to be asked.
const { hub, look, signIn, tell } = require('./house.cjs');

const pictures = process.env.BATON_PICTURES;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const page = await newPage();
  const side = page.locator('#side-pane');
  const seen = async name => {
    saw.wrong.push(...await look(page, name));
    if (!pictures) return;
    await page.screenshot({ path: `${pictures}/assist-${name}.png` });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${pictures}/assist-${name}-dark.png` });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 800 });
    await page.screenshot({ path: `${pictures}/assist-${name}-320.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
  };

  await signIn(page, 'alex@contoso.example');
  await page.goto(`${hub}/desk/c/${process.env.BATON_CONVERSATION}`);
  await side.getByRole('tab', { name: /^Assist/ }).waitFor();
  await page.locator('#thread').getByText('the lamp').first().waitFor();
  await page.locator('#thread').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('h');
  const card = side.getByRole('article').filter({ hasText: 'Try a restart of the lamp' });
  await card.waitFor();
  await seen('cards');

  await card.getByRole('button', { name: 'A good suggestion' }).click();
  saw.liked = await card.getByRole('button', { name: 'A good suggestion' }).getAttribute('aria-pressed');
  await card.getByRole('button', { name: 'Put into the reply' }).click();
  await card.waitFor({ state: 'detached' });
  saw.reply = await page.locator('#composer').inputValue();
  await page.keyboard.press('Escape');

  await side.getByRole('button', { name: 'Draft an answer' }).click();
  await side.getByText('No model is set up').waitFor();
  saw.noModel = await side.getByText('No model is set up').textContent();
  await seen('no model');

  const admin = await newPage();
  await signIn(admin, 'admin@contoso.example');
  await admin.goto(`${hub}/desk/setup/assist`);
  await admin.locator('#setup').getByRole('checkbox', { name: 'Helper' }).first().waitFor();
  saw.isChosen = await admin.locator('#setup').getByRole('checkbox', { name: 'Helper' }).first().isChecked();
  saw.wrong.push(...await look(admin, 'setup'));
  if (pictures) await admin.screenshot({ path: `${pictures}/assist-setup.png` });
  return saw;
});
