// An empty Baton in a real browser: where the link is, the link, the first administrator, and what they are led to. Prints what was seen as JSON.
const { hub, look, tell } = require('./house.cjs');

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const lookAt = async (...of) => saw.wrong.push(...await look(...of));
  const ada = await newPage();
  await ada.goto(`${hub}/desk`);
  await ada.getByText('./baton setup-link').waitFor();
  await lookAt(ada, 'no link');

  await ada.goto(process.env.BATON_LINK);
  await ada.getByLabel('Your name').fill('Ada Lovelace');
  await ada.getByLabel('E-mail').fill('ada@fabrikam.example');
  await ada.getByLabel('Password', { exact: true }).fill('ada ada ada');
  await ada.getByRole('button', { name: 'Become administrator' }).click();
  saw.unmet = await ada.locator('#password-rules [data-missing=true]').count();
  await lookAt(ada, 'first run');
  await ada.getByLabel('Password', { exact: true }).fill('a long walk by the river');
  await ada.getByRole('button', { name: 'Become administrator' }).click();
  await ada.getByRole('heading', { name: 'Welcome to Baton' }).waitFor();
  saw.address = ada.url();
  await lookAt(ada, 'welcome');
  await ada.getByRole('link', { name: /Make a queue/ }).click();

  await ada.getByRole('button', { name: 'New queue' }).click();
  await ada.getByLabel('Name').fill('Everybody');
  await ada.getByLabel('The fallback').check();
  await ada.getByLabel('Ada Lovelace').check();
  await ada.getByRole('button', { name: 'Make the queue' }).click();
  await ada.getByRole('button', { name: 'Everybody' }).waitFor();
  await ada.getByRole('link', { name: 'Rules' }).click();
  await ada.getByRole('button', { name: 'New workstream' }).click();
  await ada.getByLabel('Name').fill('All chats');
  await ada.getByRole('button', { name: 'Make the workstream' }).click();
  await ada.getByRole('button', { name: 'All chats' }).waitFor();
  await ada.getByRole('navigation', { name: 'Setup' }).getByRole('link', { name: 'Channels' }).click();
  await ada.getByRole('button', { name: 'New channel' }).click();
  await ada.getByLabel('Name').fill('Our shop');
  await ada.getByRole('button', { name: 'Make the channel' }).click();
  await ada.getByRole('button', { name: 'Our shop' }).click();
  saw.html = await ada.getByRole('region', { name: 'Line of HTML' }).innerText();

  const stranger = await newPage();
  await stranger.goto(process.env.BATON_LINK);
  await stranger.getByText('The set-up link has done its work').waitFor();
  await lookAt(stranger, 'used link');
  return saw;
});
