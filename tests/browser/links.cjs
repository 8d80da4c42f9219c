// An administrator opens the pages of the set-up by their links, as colleagues send them. Prints what was seen as JSON.
const { hub, look, signIn, tell } = require('./house.cjs');

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const page = await newPage();
  const setup = page.locator('#setup');
  const open = path => page.goto(`${hub}/desk/setup/${path}`);
  const title = name => setup.getByRole('heading', { level: 3, name, exact: true });

  await signIn(page, 'admin@contoso.example');
  await open('bots/new');
  await setup.getByRole('group', { name: 'What kind of bot is it?' }).waitFor();
  saw.wrong.push(...await look(page, 'a new bot by its link'));
  await page.goBack();
  await open('bots/new/');
  const kinds = setup.getByRole('group', { name: 'What kind of bot is it?' }).getByRole('button');
  await kinds.first().waitFor();
  saw.kinds = await kinds.count();

  // What is opened by hand has an address too, and going back closes it.
  await open('queues');
  await setup.getByRole('button', { name: 'Billing' }).click();
  await title('Billing').waitFor();
  saw.queue = new URL(page.url()).pathname;
  await page.goBack();
  await title('Billing').waitFor({ state: 'hidden' });

  await page.goto(hub + saw.queue);
  await title('Billing').waitFor();
  saw.name = await setup.getByLabel('Name').inputValue();
  await setup.getByRole('button', { name: 'New queue' }).click();
  await title('New queue').waitFor();
  saw.making = new URL(page.url()).pathname;

  await open('queues/01900000-0000-7000-8000-000000000000');
  saw.gone = await setup.getByText('is not here any more').textContent();
  for (const one of ['channels/new', 'people/new', 'queues/new']) {
    await open(one);
    await setup.getByRole('heading', { level: 3, name: /^New / }).waitFor();
  }

  // Who may only look is shown the list.
  const sam = await newPage();
  await signIn(sam, 'sam@contoso.example');
  await sam.goto(`${hub}/desk/setup/queues/new`);
  await sam.locator('#setup').getByRole('button', { name: 'Billing' }).waitFor();
  saw.samMakes = await sam.locator('#setup').getByRole('heading', { name: 'New queue' }).count();
  return saw;
});
