// An administrator writes a topic in a real browser: a mistake is shown and keeps it from visitors, the test chat tries it, it is published and rolled back.
const { hub, look, signIn, tell } = require('./house.cjs');

const hours = kind => `kind: AdaptiveDialog
beginDialog:
  kind: OnRecognizedIntent
  id: main
  intent:
    displayName: Opening hours
    triggerQueries:
      - When are you open
      - Opening hours
  actions:
    - kind: Question
      id: question_day
      variable: init:Topic.Day
      prompt: For which day?
      entity: StringPrebuiltEntity

    - kind: ${kind}
      id: sendMessage_hours
      activity: On {Topic.Day} we are open from nine to five.

    - kind: Question
      id: question_more
      variable: init:Topic.More
      prompt: Shall I tell you another day?
      entity: BooleanPrebuiltEntity
`;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const lookAt = async (...of) => saw.wrong.push(...await look(...of));
  const admin = await newPage();
  const says = text => admin.locator('#setup').getByText(text).first().waitFor();
  const rewrite = async text => {
    await admin.locator('.cm-content').click();
    await admin.keyboard.press('Control+a');
    await admin.keyboard.insertText(text);
  };
  const botSays = text => admin.getByRole('log').getByText(text).first().waitFor();
  const say = async text => {
    await admin.getByLabel('Say to the bot').fill(text);
    await admin.keyboard.press('Enter');
  };

  await signIn(admin, 'admin@contoso.example');
  await admin.goto(`${hub}/desk/setup/bots`);
  await admin.locator('#setup').getByRole('button', { name: 'Contoso assistant' }).click();
  await admin.getByRole('link', { name: 'Write, test and publish topics' }).click();
  await says('Everything is live.');
  saw.topics = await admin.getByRole('region', { name: 'Topics', exact: true }).locator('tbody tr').count();
  await lookAt(admin, 'topics');

  await admin.getByRole('button', { name: 'New topic' }).click();
  await admin.getByLabel('What it is about').fill('Opening hours');
  await lookAt(admin, 'a new topic');
  await admin.getByRole('button', { name: 'Make the topic' }).click();
  await admin.locator('.cm-content').waitFor();

  await rewrite(hours('SendActivty'));
  await says(/error.* from being published/);
  saw.problem = await admin.getByRole('region', { name: 'Problems' }).locator('li').first().innerText();
  await lookAt(admin, 'a mistake');
  await admin.keyboard.press('Escape');
  saw.leftTo = await admin.evaluate(() => document.activeElement?.getAttribute('role'));
  await admin.getByRole('button', { name: 'Publish' }).click();
  saw.refused = await admin.getByRole('dialog').getByRole('alert').innerText();
  await admin.getByRole('dialog').getByRole('button', { name: /line \d+/ }).first().click();
  await admin.locator('.cm-focused').waitFor();

  await rewrite(hours('SendActivity'));
  await says('No problems.');
  await admin.keyboard.press('Control+s');
  await says(/Draft saved\. One file differs/);
  await admin.getByRole('button', { name: 'Start', exact: true }).click();
  await botSays('What can I do for you?');
  await say('When are you open?');
  await botSays('For which day?');
  saw.recognised = await admin.getByRole('log').innerText();
  await say('Monday');
  await botSays('On Monday we are open');
  await admin.locator('.cm-ran').first().waitFor();
  saw.ran = (await admin.locator('.cm-ran').allInnerTexts()).join('\n');
  saw.inGraph = await admin.locator('[data-box=sendMessage_hours]').getAttribute('data-ran');
  saw.variables = await admin.getByRole('tabpanel', { name: 'Variables' }).innerText();
  await admin.locator('[data-box=main]').focus();
  await admin.keyboard.press('ArrowDown');
  saw.belowTrigger = await admin.evaluate(() => document.activeElement?.dataset.box);
  await admin.getByLabel('Formula').fill('Upper(Topic.Day)');
  await says('"MONDAY"');
  await lookAt(admin, 'a test chat');
  await admin.getByRole('button', { name: 'Keep as a test' }).click();
  await says(/Draft saved\. 2 files differ/);

  // Somebody else saves another topic in between.
  await admin.evaluate(async () => {
    const path = `/api/v1${location.pathname.replace('/desk/setup', '')}/draft`;
    const { revision, files } = await (await fetch(path)).json();
    const theirs = files.map(file => file.path === 'ThankYou.mcs.yml' ? { ...file, text: `${file.text}\n# theirs\n` } : file);
    await fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ revision, files: theirs }) });
  });
  await admin.locator('.cm-content').click();
  await admin.keyboard.press('Control+End');
  await admin.keyboard.insertText('# mine\n');
  await admin.keyboard.press('Control+s');
  await admin.getByText('saved too: ThankYou').waitFor();
  await says(/Draft saved\. 3 files differ/);

  await admin.getByRole('button', { name: 'All topics' }).click();
  await admin.getByRole('tab', { name: /^Test chats/ }).click();
  await says(/all \d+ passed/);
  saw.chat = await admin.getByRole('tabpanel').innerText();
  await lookAt(admin, 'test chats');

  await admin.getByRole('button', { name: 'Publish' }).click();
  await admin.getByRole('dialog').getByLabel('Note').fill('Opening hours by day');
  await lookAt(admin, 'publishing', { isNarrowToo: false });
  await admin.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await says('Everything is live.');

  await admin.getByRole('tab', { name: 'Versions' }).click();
  await says('Opening hours by day');
  saw.versions = await admin.getByRole('region', { name: 'Versions' }).locator('tbody').innerText();
  await admin.getByRole('button', { name: 'Version 1', exact: true }).click();
  await admin.getByRole('button', { name: /OpeningHours\.mcs\.yml/ }).click();
  await admin.locator('.cm-editor').waitFor();
  await lookAt(admin, 'versions');
  await admin.getByRole('button', { name: 'Roll back to it' }).click();
  await admin.getByRole('button', { name: 'Version 3', exact: true }).waitFor();
  await admin.getByRole('tab', { name: /^Topics/ }).click();
  saw.topicsAfter = await admin.getByRole('region', { name: 'Topics', exact: true }).locator('tbody tr').count();
  return saw;
});
