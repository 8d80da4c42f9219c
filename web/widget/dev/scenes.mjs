import { actions, cards, carousel } from './cards.mjs';

// The states of the window that somebody should look at, each reached the way a visitor reaches it.
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const button = page => page.locator('baton-widget button');
const inside = page => page.frameLocator('baton-widget iframe');

// What is said is also read aloud, from a place of its own: the first of the two is the one to see.
const seen = (page, text) => inside(page).getByText(text).first().waitFor();

export const open = async page => {
  await button(page).click();
  await seen(page, 'What can I do for you');
};

export const write = async (page, text) => {
  const box = inside(page).locator('.composer textarea');
  await box.fill(text);
  await box.press('Enter');
};

const talk = async (page, hub) => {
  await open(page);
  await inside(page).getByRole('button', { name: 'Where is my order?' }).click();
  await seen(page, 'Camping stove');
  await inside(page).getByRole('button', { name: 'Talk to a person' }).click();
  await seen(page, 'Passed on to Billing');
  await hub('say', { do: 'event', args: ['Bea from Billing has joined. She can see what you told the assistant.', 'joined'] });
  await hub('say', { do: 'stand', args: [{ state: 'WithAgent', handler: { name: 'Bea Bauer', kind: 'agent' } }] });
  await hub('say', { do: 'say', args: ['agent', 'Bea Bauer', 'Hello! I’m Bea. I can see your order and the invoice.'] });
  await hub('say', { do: 'say', args: ['agent', 'Bea Bauer', 'Shall I send the invoice again?'] });
  await seen(page, 'send the invoice again');
};

const end = async (page, hub) => {
  await talk(page, hub);
  await inside(page).getByRole('button', { name: 'More' }).click();
  await inside(page).getByRole('menuitem', { name: 'End conversation' }).click();
};

const shown = async (page, hub, message) => {
  await open(page);
  const stands = message.attachments.map((_, at) => `What attachment ${at + 1} says in **words**.`);
  await hub('say', { do: 'say', args: ['bot', 'Contoso Assistant', '', { ...message, channelData: { baton: { words: stands } } }] });
  await inside(page).locator('.cards').first().waitFor();
  await inside(page).locator('[aria-busy]').waitFor({ state: 'detached' });
};

export const scenes = {
  button: async page => button(page).waitFor(),
  empty: open,
  conversation: talk,
  typing: async (page, hub) => {
    await talk(page, hub);
    await write(page, 'Yes please, to the same address as last time.');
    await inside(page).locator('.bubble.typing').waitFor();
  },
  waiting: async page => {
    await open(page);
    await inside(page).getByRole('button', { name: 'Talk to a person' }).click();
    await seen(page, 'number 2 in line');
  },
  words: async (page, hub) => {
    await open(page);
    await write(page, `${long}${long} https://example.com/${'a/'.repeat(60)} 🎉🏕️`);
    await hub('say', {
      do: 'say',
      args: [
        'bot',
        `Contoso ${long}`,
        `# Heading\n${long}${long}\n\n- a list\n- with **bold**\n\n\`\`\`\n${'some code that goes on '.repeat(4)}\n\`\`\``,
      ],
    });
    await hub('say', {
      do: 'say',
      args: ['bot', 'Contoso', '', { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: {} }] }],
    });
    await hub('say', {
      do: 'say',
      args: [
        'bot',
        'Contoso',
        'مرحبا، كيف يمكنني مساعدتك اليوم؟ Order SO-1042.',
        {
          suggestedActions: {
            actions: [
              { type: 'imBack', title: `Yes, ${long}`, value: 'y' },
              { type: 'imBack', title: 'No', value: 'n' },
            ],
          },
        },
      ],
    });
    await seen(page, 'SO-1042');
  },
  menu: async (page, hub) => {
    await talk(page, hub);
    await inside(page).getByRole('button', { name: 'More' }).click();
  },
  ask: end,
  survey: async (page, hub) => {
    await end(page, hub);
    await inside(page).getByRole('button', { name: 'End it' }).click();
    await inside(page).getByRole('radio', { name: 'Good', exact: true }).check();
  },
  ended: async (page, hub) => {
    await end(page, hub);
    await inside(page).getByRole('button', { name: 'End it' }).click();
    await inside(page).getByRole('button', { name: 'Skip' }).click();
  },
  reconnecting: async (page, hub) => {
    await talk(page, hub);
    await hub('fail', { everything: 'down' });
    await hub('cut');
    await write(page, 'Can you still hear me?');
    await seen(page, 'Reconnecting');
    await seen(page, 'Will be sent');
  },
  failed: async (page, hub) => {
    await talk(page, hub);
    await hub('fail', { posts: 'refused' });
    await write(page, 'This one is refused.');
    await seen(page, 'Not sent');
  },
  nearly: async page => {
    await open(page);
    await write(page, '');
    await inside(page).locator('.composer textarea').fill('word '.repeat(5_900));
    await seen(page, 'too many');
  },
  pill: async (page, hub) => {
    await talk(page, hub);
    await inside(page)
      .locator('.log')
      .evaluate(log => log.scrollTo(0, 0));
    await hub('say', { do: 'say', args: ['agent', 'Bea Bauer', 'One more thing.'] });
    await inside(page).getByRole('button', { name: 'New messages' }).waitFor();
  },
  ...Object.fromEntries(Object.keys(cards).map(kind => [kind, (page, hub) => shown(page, hub, { attachments: cards[kind] })])),
  carousel: (page, hub) => shown(page, hub, { attachments: carousel, attachmentLayout: 'carousel', suggestedActions: { actions } }),
  notice: async (page, hub) => {
    await open(page);
    const offered = ['Yes, go on', 'No, a person please'].map(title => ({ type: 'imBack', title, value: title.split(',')[0] }));
    const words = 'What you write goes to **Fabrikam**, who runs this assistant. [Privacy policy](https://contoso.example/privacy)\n\nMay Berta go on?';
    const notice = { type: 'message', text: words, from: { id: 'system', name: '' }, suggestedActions: { actions: offered } };
    await hub('say', { do: 'say', args: ['system', '', words, { ...notice, channelData: { baton: { event: { name: 'privacy_notice' } } } }] });
    await seen(page, 'who runs this assistant');
  },
  changed: async (page, hub) => {
    await talk(page, hub);
    const { latest } = await hub('log');
    const [first, second] = latest.activities.filter(({ channelData }) => channelData.baton.from === 'agent');
    await hub('say', { do: 'push', args: [{ ...first, text: 'Hello! I’m Bea, from Billing.', channelData: { baton: { n: 98, kind: 'message', from: 'agent', revises: first.channelData.baton.n } } }] });
    await hub('say', { do: 'push', args: [{ type: 'messageDelete', id: second.id, channelData: { baton: { n: 99, from: 'agent' } } }] });
    await seen(page, 'taken back');
  },
  streaming: async (page, hub) => {
    await open(page);
    const from = { id: 'bot', name: 'Contoso Assistant' };
    const channelData = { streamType: 'streaming', streamId: 's', streamSequence: 2, baton: { from: 'bot' } };
    await hub('say', { do: 'push', args: [{ type: 'typing', from, text: 'Order **SO-1042** left our warehouse yesterday and is', channelData }] });
    await seen(page, 'left our warehouse');
  },
  gone: async (page, hub) => {
    await talk(page, hub);
    await hub('forget');
    await hub('cut');
    await seen(page, 'no longer available');
  },
};
