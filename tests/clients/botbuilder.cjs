// The official botbuilder, unmodified, as a bot at an address of its own: it greets, echoes, and does what it is told to.
//   prints its port; then a line of JSON for each event that it gets. Its credentials, if any, are configuration: see docs/guides/bots-elsewhere.md
const { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, EventFactory, MessageFactory, TurnContext } = require('botbuilder');
const express = require('express');

const { hubCredentials } = require('./hub-credentials.cjs');
const { AuthenticationConfiguration } = require('botframework-connector');

const callers = (process.env.AllowedCallers ?? '').split(' ');
const mayCall = async claims => {
  const caller = claims.find(claim => claim.type === 'appid')?.value;   // a channel has none
  if (caller && !callers.includes(caller)) throw new Error('This caller is not known.');
};
const adapter = new CloudAdapter(process.env.MicrosoftAppId
  ? new ConfigurationBotFrameworkAuthentication(process.env, hubCredentials(process.env), new AuthenticationConfiguration([], mayCall, (process.env.TokenIssuers ?? '').split(' ').filter(Boolean)))
  : new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (_, problem) => { throw problem; };

const escalate = text => ({
  type: 'message', text,
  channelData: { tags: JSON.stringify({ type: 'Escalate', context: { BotHandoffTopic: 'CreditCard', IDNumber: 101, tier: { value: 'gold', isDisplayable: true } } }) },
});

let first;
const deeds = {
  suggest: context => context.sendActivity(MessageFactory.suggestedActions(['Red', 'Blue'], 'Pick one')),
  card: context => context.sendActivity({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Your order', text: 'It is on its way.', buttons: [{ type: 'openUrl', title: 'Track it', value: 'https://shop.example/7' }] } }],
  }),
  // Copilot Studio's survey, in the shape that its agents send.
  survey: context => context.sendActivity({
    type: 'message',
    attachments: [{
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard', version: '1.0',
        body: [
          { type: 'TextBlock', text: 'Great! Please rate your experience.' },
          { type: 'ColumnSet', columns: [1, 2, 3, 4, 5].map(n => ({
            type: 'Column', items: [{ type: 'Image', url: `https://shop.example/${n}.png`, size: 'small', altText: `${n}`, selectAction: { type: 'Action.Submit', title: `Rate ${n}`, data: { rate: `${n}` } } }],
          })) },
        ],
      },
    }],
  }),
  types: async context => {
    await context.sendActivity({ type: 'typing' });
    await context.sendActivity('Done typing');
  },
  human: async context => {
    await context.sendActivity('One moment, please.');
    await context.sendActivity(EventFactory.createHandoffInitiation(context, { va_AgentMessage: 'Wants a new card', Skill: 'cards', Tries: 2, Basket: { items: [1, 2] } }));
  },
  omnichannel: context => context.sendActivity(escalate('Lost the card, is angry')),
  end: async context => {
    await context.sendActivity('Goodbye.');
    await context.sendActivity({ type: 'endOfConversation', code: 'completedSuccessfully' });
  },
  edit: async context => {
    const { id } = await context.sendActivity('Let me see');
    await context.updateActivity({ type: 'message', id, text: 'I have seen' });
  },
  takeback: async context => {
    const { id } = await context.sendActivity('Not for you');
    await context.sendActivity('Sorry');
    await context.deleteActivity(id);
  },
  crash: () => { throw new Error('as I was told'); },
  hang: context => new Promise(() => heard(context.activity.text)),
  mute: async context => heard(context.activity.text),
  later: context => {
    first = TurnContext.getConversationReference(context.activity);
  },
  members: async context => {
    const connector = context.turnState.get(context.adapter.ConnectorClientKey);
    const members = await connector.conversations.getConversationMembers(context.activity.conversation.id);
    await context.sendActivity(`Here: ${members.map(member => member.role).join(' and ')}`);
  },
};

/** Says on its output what it was told. */
const heard = name => console.log(JSON.stringify({ name }));

class Bot extends ActivityHandler {
  constructor() {
    super();
    this.onMembersAdded(async (context, next) => {
      for (const member of context.activity.membersAdded)
        if (member.id !== context.activity.recipient.id) await context.sendActivity(`Welcome, ${member.name}`);
      await next();
    });
    this.onMessage(async (context, next) => {
      const deed = deeds[context.activity.text];
      await (deed ? deed(context) : context.sendActivity(`Echo: ${context.activity.text || JSON.stringify(context.activity.value)}`));
      await next();
    });
    this.onEvent(async (context, next) => {
      console.log(JSON.stringify({ name: context.activity.name, value: context.activity.value, channelData: context.activity.channelData }));
      await next();
    });
  }
}

const bot = new Bot();
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) => adapter.process(request, response, context => bot.run(context)));

// The test's way to make it speak on its own accord: in the conversation in which it was told "later".
app.post('/speak', async (_, response) => {
  try {
    await adapter.continueConversationAsync(process.env.MicrosoftAppId ?? '', first, context => context.sendActivity('By the way'));
    response.json({ status: 200 });
  } catch (refused) {
    response.json({ status: refused.statusCode, code: refused.details?.error?.code ?? refused.code });
  }
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
