// An administrator makes an AI bot step by step, tries it, publishes it, writes an article and asks for it. Prints what was seen as JSON.
const { look, signIn, tell } = require('./house.cjs');

const shots = process.env.BATON_SHOTS;

tell(async (_, newPage) => {
  const saw = { wrong: [] };
  const admin = await newPage();
  const lookAt = async name => {
    saw.wrong.push(...await look(admin, name));
    if (!shots) return;
    await admin.screenshot({ path: `${shots}/${name}.png` });
    await admin.emulateMedia({ colorScheme: 'dark' });
    await admin.screenshot({ path: `${shots}/${name}-dark.png` });
    await admin.emulateMedia({ colorScheme: 'light' });
    const before = admin.viewportSize();
    await admin.setViewportSize({ width: 320, height: 640 });
    await admin.screenshot({ path: `${shots}/${name}-320.png`, fullPage: true });
    await admin.setViewportSize(before);
  };
  const says = text => admin.locator('#setup').getByText(text).first().waitFor();
  const next = async () => { await admin.getByRole('button', { name: /^Next: / }).click(); };

  await signIn(admin, 'admin@contoso.example');
  await admin.keyboard.press('g');
  await admin.keyboard.press('s');
  await admin.getByRole('link', { name: 'Bots', exact: true }).click();
  await admin.getByRole('button', { name: 'New bot' }).click();
  await admin.getByRole('button', { name: /^AI bot/ }).click();
  await says('Begin with what comes nearest');
  await admin.getByRole('radio', { name: /Customer Service Bot/ }).check();
  await lookAt('ai-templates');

  await next();
  saw.withoutCompany = await admin.getByText('Still missing: the company').isVisible();
  await admin.getByLabel('Company').fill('Contoso Coffee');
  saw.greeting = await admin.getByLabel('Greeting').inputValue();
  await lookAt('ai-company');
  await next();

  await says(/ of \d+ tools/);
  await admin.getByRole('checkbox', { name: 'Update case' }).uncheck();
  await lookAt('ai-tools');
  await next();
  await says('Code keeps to these');
  await admin.getByLabel('Words of your own').fill('recall, injury');
  await lookAt('ai-rails');
  await next();
  await lookAt('ai-knowledge-step');
  await next();
  await admin.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor();
  saw.prompt = await admin.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue();
  await lookAt('ai-prompt');

  // Back without loss.
  await admin.getByRole('button', { name: 'Back', exact: true }).click();
  await admin.getByRole('button', { name: 'Back', exact: true }).click();
  saw.wordsAreKept = await admin.getByLabel('Words of your own').inputValue();
  await admin.getByRole('button', { name: /^7\. / }).or(admin.getByRole('button', { name: /^6\. / })).first().click();
  await next();

  await admin.getByRole('button', { name: 'Start', exact: true }).click();
  await says('customer service. What can I help you with');
  await admin.getByRole('button', { name: 'Show my open cases' }).click();
  await says('What is your e-mail address?');
  await admin.getByLabel('Say to the bot').fill('adele@contoso.example');
  await admin.keyboard.press('Enter');
  await says('You have 2 open cases');
  await lookAt('ai-chat');
  await next();

  await says('Speaks for');
  await lookAt('ai-publish');
  await admin.getByRole('button', { name: 'Publish', exact: true }).click();
  await says('Version 1 is live');
  await lookAt('ai-page');
  await admin.getByRole('tab', { name: 'Versions' }).click();
  await admin.getByRole('button', { name: 'Version 1' }).click();
  await says('Nothing differs');
  await lookAt('ai-versions');

  await admin.getByRole('tab', { name: 'Prompt' }).click();
  await admin.getByRole('textbox', { name: 'Prompt', exact: true }).fill(`${saw.prompt}\nAlways say hello twice.`);
  await admin.getByRole('button', { name: 'Write it anew from the template' }).click();
  await says('What goes of your own is marked');
  await lookAt('ai-anew');
  await admin.getByRole('button', { name: 'Keep mine' }).click();
  await admin.getByRole('button', { name: 'Save the draft' }).click();
  await says('the draft differs from it');

  await admin.getByRole('tab', { name: 'Golden chats' }).click();
  await says('No golden chat yet');
  await admin.getByRole('button', { name: 'Add a chat' }).click();
  await admin.getByLabel('Name').fill('Hello');
  await admin.getByLabel('From').selectOption('type');
  await admin.getByLabel('What is said').fill('hello\n> tools get_case\n> facts assistant');
  await admin.getByRole('button', { name: 'Keep it' }).click();
  await admin.getByRole('button', { name: 'Run all' }).click();
  await says('without get_case');
  await lookAt('ai-golden');

  await admin.getByRole('link', { name: 'Knowledge' }).click();
  await says('No article yet');
  await lookAt('knowledge-empty');
  await admin.getByRole('button', { name: 'Write an article' }).click();
  await admin.getByLabel('Title').fill('Returns');
  await admin.getByLabel('Text').fill('# Returns\nYou can send any kettle back within 30 days.\n\n# Warranty\nThe warranty is two years.');
  await admin.getByRole('button', { name: 'Keep the article' }).click();
  await says('One article, 2 passages.');
  await admin.getByLabel('What a visitor may ask').fill('How long is the warranty?');
  await admin.keyboard.press('Enter');
  await says('The warranty is two years.');
  await lookAt('knowledge');
  return saw;
});
