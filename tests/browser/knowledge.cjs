// An administrator names an embedding model, sees articles found by what they mean, gives a bot a model of its own, and tests it. Prints what was seen as JSON.
const { look, signIn, tell } = require('./house.cjs');

const [hub, model] = [process.env.BATON_URL.replace(/\/$/, ''), process.env.BATON_MODEL];
const shots = process.env.BATON_SHOTS;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const admin = await newPage();
  const lookAt = async name => {
    saw.wrong.push(...await look(admin, name));
    if (shots) await admin.screenshot({ path: `${shots}/${name}.png` });
  };
  const says = text => admin.locator('#setup').getByText(text).first().waitFor();
  const setup = async (path, text) => {
    await admin.goto(`${hub}/desk/setup/${path}`);
    await says(text);
  };
  const open = async () => {
    await setup('bots', 'Kettles');
    await admin.getByRole('button', { name: 'Kettles' }).click();
  };

  await signIn(admin, 'admin@contoso.example');
  await setup('model', 'How to reach it');
  await admin.getByLabel('Base URL').first().fill(model);
  await admin.getByLabel('Key', { exact: true }).fill('sandbox-model-key');
  await admin.getByLabel('Model', { exact: true }).fill('sandbox-small');
  await admin.getByText('Knowledge', { exact: true }).click();
  await admin.getByLabel('Embedding model').fill('sandbox-embedding');
  await admin.getByRole('button', { name: 'Test', exact: true }).click();
  await says('Its embeddings have 512 numbers.');
  await lookAt('knowledge-model');
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('The model is saved.').waitFor();

  await open();
  await admin.getByRole('link', { name: 'Prompt, tools, rails and versions' }).click();
  await admin.getByRole('link', { name: 'Knowledge' }).click();
  await says('Found by words, and by what they mean to sandbox-embedding.');
  await admin.getByLabel('What a visitor may ask').fill('my boiler is broken');
  await admin.keyboard.press('Enter');
  await says('Found by what it means.');
  await lookAt('knowledge-meaning');

  await admin.getByRole('button', { name: 'Kettles', exact: true }).click();
  await admin.getByRole('tab', { name: 'Limits' }).click();
  await admin.getByLabel('Token limit').fill('0');
  saw.refused = await admin.getByLabel('Token limit').getAttribute('aria-invalid');
  await admin.getByLabel('Token limit').fill('321');
  await admin.getByRole('group', { name: 'Model of its own' }).getByLabel('Model').fill('sandbox-spare');
  await says('Saving changes: model of its own');
  await lookAt('ai-model');
  await admin.getByRole('button', { name: 'Save the draft' }).click();
  await admin.getByText('Saving changes: model of its own').waitFor({ state: 'detached' });
  await says('It runs on sandbox-spare.');

  await open();
  await admin.getByRole('tab', { name: 'Test' }).click();
  await admin.getByLabel('Say to it').fill('Hello');
  await admin.keyboard.press('Enter');
  await says('Baton → model');
  saw.sent = await admin.getByRole('region', { name: 'Sent, call 1' }).innerText();
  await lookAt('ai-test');
  return saw;
});
