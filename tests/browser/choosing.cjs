// A bot has found out an address that two contacts have: the agent sees both beside the conversation, and says by keyboard which of them it is. Prints what was seen as JSON.
const { hub, look, signIn, tell } = require('./house.cjs');

const pictures = process.env.BATON_PICTURES;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const page = await newPage();
  const side = page.locator('#side-pane');
  const picture = name => pictures && page.screenshot({ path: `${pictures}/choosing-${name}.png` });

  await signIn(page, 'sam@contoso.example');
  await page.goto(`${hub}/desk/c/${process.env.BATON_CONVERSATION}`);
  const choices = side.getByRole('region', { name: 'Contacts that match' });
  await choices.getByRole('listitem').first().waitFor();
  saw.choices = (await choices.getByRole('listitem').allInnerTexts()).sort();
  await picture('wide');
  saw.wrong.push(...await look(page, 'the choice', { isNarrowToo: false }));

  await choices.getByRole('button').first().focus();
  await page.keyboard.press('Tab');
  saw.focused = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('Enter');
  await side.getByRole('heading', { name: saw.focused.replace('It is ', '') }).waitFor();
  await choices.waitFor({ state: 'detached' });
  saw.isFocusKept = await page.evaluate(() => document.activeElement !== document.body && document.getElementById('side-pane').contains(document.activeElement));
  await picture('chosen');
  saw.wrong.push(...await look(page, 'the one that was chosen'));

  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${hub}/desk/c/${process.env.BATON_CONVERSATION}?side`);
  await side.getByText('Open cases').first().waitFor();
  await picture('narrow');
  return saw;
});
