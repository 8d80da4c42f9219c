// An administrator looks at a bot that trusts Baton, says by which event it is told the context, and replaces Baton's keys. Prints what was seen as JSON.
const { hub, look, signIn, tell } = require('./house.cjs');

const pictures = process.env.BATON_PICTURES;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const admin = await newPage();
  const setup = admin.locator('#setup');
  const lookAt = async name => {
    if (pictures) await picture(admin, name);
    saw.wrong.push(...await look(admin, name));
  };

  await signIn(admin, 'admin@contoso.example');
  await admin.goto(`${hub}/desk/setup/bots`);
  await setup.getByRole('button', { name: 'Trusting bot' }).click();
  await setup.getByLabel('Is told what is known of the visitor by').selectOption('both');
  await setup.getByText('is told the context by').first().waitFor();
  await lookAt('context event');
  await setup.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('The bot Trusting bot is saved.').first().waitFor();

  await setup.getByRole('button', { name: 'Trusting bot' }).click();
  await setup.getByRole('tab', { name: 'On its side' }).click();
  const keys = setup.getByRole('heading', { name: 'Baton’s keys' });
  await keys.scrollIntoViewIfNeeded();
  const key = setup.getByText(/Signs since/);
  saw.before = await key.innerText();
  await lookAt('keys');
  await setup.getByRole('button', { name: 'Replace the keys now' }).click();
  const dialog = admin.getByRole('dialog');
  saw.foreseen = await dialog.innerText();
  await lookAt('replacing keys');
  await dialog.getByRole('button', { name: 'Replace them' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await admin.getByText('Baton signs with a new key.').first().waitFor();
  saw.after = await key.innerText();
  return saw;
});

/** For whoever wants to see it: wide, dark, and where it is narrow. */
async function picture(page, name) {
  const file = look => `${pictures}/keys-${name.replace(/\W+/g, '-')}-${look}.png`;
  await page.screenshot({ path: file('wide') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: file('dark') });
  await page.emulateMedia({ colorScheme: 'light' });
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.screenshot({ path: file('narrow'), fullPage: true });
  await page.setViewportSize(before);
}
