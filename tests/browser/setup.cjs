// An administrator sets Baton up in a real browser: Dynamics first with a wrong secret, then with the right one. Prints what was seen as JSON.
const { hub, look, signIn, tell } = require('./house.cjs');

const { BATON_SANDBOX: sandbox, BATON_TENANT: tenant, BATON_CLIENT: client, BATON_SECRET: secret } = process.env;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const lookAt = async (...of) => saw.wrong.push(...await look(...of));
  const admin = await newPage();
  const says = text => admin.locator('#setup').getByText(text).first().waitFor();

  await signIn(admin, 'admin@contoso.example');
  await admin.keyboard.press('g');
  await admin.keyboard.press('s');
  await admin.getByRole('heading', { name: 'Setup', level: 2 }).first().waitFor();
  await lookAt(admin, 'setup');

  await admin.getByRole('link', { name: 'The connection' }).click();
  await says('Not connected.');
  await admin.getByLabel('Instance URL').fill(sandbox);
  await admin.getByLabel('Tenant ID').fill(tenant);
  await admin.getByLabel('Application (client) ID').fill(client);
  await admin.getByText('Another cloud').click();
  await admin.getByLabel('Sign-in address').fill(sandbox);

  await admin.getByLabel('Client secret', { exact: true }).fill(client);
  await says('This looks like the Secret ID');
  saw.mayConnectWithSecretId = await admin.getByRole('button', { name: 'Connect' }).getAttribute('aria-disabled') !== 'true';

  await admin.getByLabel('Client secret', { exact: true }).fill('not the secret');
  await admin.getByRole('button', { name: 'Test' }).click();
  await says('The test stopped at a step');
  saw.toldOfWrongSecret = await admin.locator('#setup [data-outcome=failed]').innerText();
  saw.secretIsMarked = await admin.getByLabel('Client secret', { exact: true }).getAttribute('aria-invalid') === 'true';
  await lookAt(admin, 'wrong secret');

  await admin.getByLabel('Client secret', { exact: true }).fill(secret);
  await says('the secret is kept sealed');
  await admin.getByRole('button', { name: 'Connect' }).click();
  await says('Everything answers.');
  saw.connected = await admin.locator('#setup header [role=status]').first().innerText();
  await lookAt(admin, 'connected');

  await admin.getByRole('link', { name: 'Beside the conversation' }).click();
  await says('Only the standard fields.');
  await admin.getByRole('combobox', { name: 'Column' }).pressSequentially('department');
  await admin.getByRole('listbox').getByRole('option', { name: /department/i }).click();
  await says('Department added');
  await lookAt(admin, 'a column added');
  await admin.getByRole('button', { name: 'Save' }).click();
  await says('One column added.');

  await admin.getByRole('link', { name: 'Try it' }).click();
  await admin.getByLabel('Tool', { exact: true }).selectOption('get_contact_by_email');
  await admin.getByLabel('Email').fill('adele@contoso.example');
  await admin.getByRole('button', { name: 'Run', exact: true }).click();
  await says('Done');
  saw.tried = await admin.getByRole('region', { name: 'Result' }).innerText();
  saw.requests = await admin.getByRole('region', { name: 'Requests outside' }).locator('tbody tr').count();
  await lookAt(admin, 'tried');

  const contact = JSON.parse(saw.tried).matches[0].contact_id;
  await admin.getByLabel('Tool', { exact: true }).selectOption('update_contact');
  await admin.getByLabel('Contact ID').fill(contact);
  await admin.getByLabel('Phone').fill('+43 1 234567');
  await admin.getByRole('button', { name: 'Run', exact: true }).click();
  await says('Nothing is changed yet');
  saw.foreseen = await admin.locator('#setup ins').innerText();
  await lookAt(admin, 'foreseen');
  await admin.getByRole('button', { name: 'Confirm and run' }).click();
  await says('Done');

  await admin.getByRole('link', { name: 'Policies' }).click();
  await admin.getByLabel('Get contact by e-mail, Contoso assistant').selectOption('forbid');
  await says('Get contact by e-mail: forbid');
  await admin.getByRole('button', { name: 'Save' }).click();
  await says('One rule differs');
  await lookAt(admin, 'policies');
  await admin.getByRole('link', { name: 'Try it' }).click();
  await admin.getByLabel('Tool', { exact: true }).selectOption('get_contact_by_email');
  await admin.getByLabel('Email').fill('adele@contoso.example');
  await admin.getByLabel('Run as').selectOption({ label: 'Contoso assistant' });
  await admin.getByRole('button', { name: 'Run', exact: true }).click();
  await says('is not allowed to use');

  await admin.getByRole('link', { name: 'Keys' }).click();
  await admin.getByLabel('Name').fill('Night script');
  await admin.getByRole('button', { name: 'Make the key' }).click();
  await says('Copy it now');
  saw.key = await admin.getByRole('region', { name: 'Key', exact: true }).innerText();
  await lookAt(admin, 'keys');
  await admin.getByRole('button', { name: 'Revoke Night script' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await says('No program has a key.');

  await admin.getByRole('link', { name: 'Activity log' }).click();
  await admin.locator('#setup tbody button').first().click();
  await says('Requests outside');
  await lookAt(admin, 'activity');

  for (const page of ['Channels', 'Bots', 'Queues', 'Rules', 'People']) {
    await admin.getByRole('navigation', { name: 'Setup' }).getByRole('link', { name: page }).click();
    await admin.locator('#setup tbody button').first().click();
    await admin.locator('#setup form').waitFor();
    await lookAt(admin, page);
  }

  await admin.goto(`${hub}/desk/setup/dynamics`);
  await says('Everything answers.');
  await admin.getByRole('button', { name: 'Disconnect' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await says('Not connected.');

  for (const path of ['/', '/records', '/switches']) {
    await admin.goto(sandbox + path);
    await lookAt(admin, `sandbox ${path}`);
  }
  return saw;
});
