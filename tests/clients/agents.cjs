// Microsoft's Agents SDK, unmodified, as a bot at an address of its own: it greets, echoes, and does what it is told to, as botbuilder.cjs does.
//   PORT=... says where; what it may be called by is configuration (Connections__..., see docs/guides/bots-elsewhere.md); a line of JSON for each event that it gets
const { AgentApplication, CloudAdapter, MemoryStorage, MessageFactory } = require('@microsoft/agents-hosting');
const { Activity } = require('@microsoft/agents-activity');
const { startServer } = require('@microsoft/agents-hosting-express');

const agent = new AgentApplication({ storage: new MemoryStorage(), adapter: new CloudAdapter() });

let first;
const deeds = {
  suggest: context => context.sendActivity(MessageFactory.suggestedActions(['Red', 'Blue'], 'Pick one')),
  card: context => context.sendActivity({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Your order', text: 'It is on its way.', buttons: [{ type: 'openUrl', title: 'Track it', value: 'https://shop.example/7' }] } }],
  }),
  types: async context => {
    await context.sendActivity({ type: 'typing' });
    await context.sendActivity('Done typing');
  },
  human: async context => {
    await context.sendActivity('One moment, please.');
    await context.sendActivity({ type: 'event', name: 'handoff.initiate', value: { va_AgentMessage: 'Wants a new card', Skill: 'cards', Tries: 2, Basket: { items: [1, 2] } } });
  },
  end: async context => {
    await context.sendActivity('Goodbye.');
    await context.sendActivity({ type: 'endOfConversation', code: 'completedSuccessfully' });
  },
  edit: async context => {
    const { id } = await context.sendActivity('Let me see');
    await context.updateActivity(Activity.fromObject({ type: 'message', id, text: 'I have seen' }));
  },
  takeback: async context => {
    const { id } = await context.sendActivity('Not for you');
    await context.sendActivity('Sorry');
    await context.deleteActivity(id);
  },
  streams: async context => {
    context.streamingResponse.queueInformativeUpdate('Looking it up');
    context.streamingResponse.queueTextChunk('Your order ');
    await new Promise(resolve => setTimeout(resolve, 1200));
    context.streamingResponse.queueTextChunk('is on its way.');
    await context.streamingResponse.endStream();
  },
  crash: () => { throw new Error('as I was told'); },
  hang: context => new Promise(() => heard(context.activity.text)),
  later: async context => { first = context.activity.getConversationReference(); },
  members: async context => {
    const connector = context.turnState.get(context.adapter.ConnectorClientKey);
    const member = await connector.getConversationMember(context.activity.from.id, context.activity.conversation.id);
    await context.sendActivity(`Here: ${member.role}`);
  },
};

/** Says on its output what it was told. */
const heard = name => console.log(JSON.stringify({ name }));

agent.onConversationUpdate('membersAdded', async context => {
  for (const member of context.activity.membersAdded)
    if (member.id !== context.activity.recipient.id) await context.sendActivity(`Welcome, ${member.name}`);
});
agent.onActivity('message', async context => {
  const deed = deeds[context.activity.text];
  await (deed ? deed(context) : context.sendActivity(`Echo: ${context.activity.text}`));
});
agent.onActivity('event', async context => {
  console.log(JSON.stringify({ name: context.activity.name, value: context.activity.value, channelData: context.activity.channelData }));
});

// The test's way to make it speak on its own accord: in the conversation in which it was told "later".
const speak = app => app.post('/speak', async (_, response) => {
  try {
    const identity = process.env.Connections__ServiceConnection__Settings__ClientId ?? {};   // nobody, where tokens are off
    await agent.adapter.continueConversation(identity, first, async context => { await context.sendActivity('By the way'); });
    response.json({ status: 200 });
  } catch (refused) {
    response.json({ status: refused.response?.status ?? refused.status ?? 0, code: refused.message });
  }
});
startServer(agent, { beforeListen: speak });
