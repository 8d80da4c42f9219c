// A bot of npm's botbuilder: greets, and answers every message with another one. node botbuilder.cjs PORT
const { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } = require('botbuilder');
const express = require('express');

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));

class Bot extends ActivityHandler {
  constructor() {
    super();
    this.onMembersAdded(async (context, next) => {
      if (context.activity.membersAdded.some(member => member.id !== context.activity.recipient.id)) await context.sendActivity('Welcome');
      await next();
    });
    this.onMessage(async (context, next) => {
      await context.sendActivity(`Echo: ${context.activity.text}`);
      await next();
    });
  }
}

const bot = new Bot();
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) => adapter.process(request, response, context => bot.run(context)));
app.listen(Number(process.argv[2]), '127.0.0.1');
