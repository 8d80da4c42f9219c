// A bot that reads from a script: enough to see every part of the window.
const later = (milliseconds, then) => setTimeout(then, milliseconds);

const replies = titles => ({ suggestedActions: { actions: titles.map(title => ({ type: 'imBack', title, value: title })) } });

/** Answers what the visitor said; without words it greets. */
export const botAnswers = (conversation, text, to) => {
  const bot = 'Contoso Assistant';
  const stand = more => to.stand({ state: 'WithBot', handler: { name: bot, kind: 'bot' }, ...more });
  if (text === undefined) {
    stand();
    return to.say(
      'bot',
      bot,
      'Hi, I’m the **Contoso assistant**. What can I do for you?',
      replies(['Where is my order?', 'My open cases', 'Talk to a person']),
    );
  }
  if (conversation.state === 'WithAgent') {
    to.typing('agent', 'Bea Bauer');
    return later(300, () => to.say('agent', 'Bea Bauer', 'Thanks, I see it. One moment please.'));
  }
  if (/person/i.test(text)) {
    to.event('Passed on to Billing, with everything you told the assistant.', 'escalated');
    to.stand({ state: 'Waiting', queue: 'Billing', position: 2 });
    return undefined;
  }
  if (/order/i.test(text)) {
    to.typing('bot', bot);
    return later(150, () =>
      to.say(
        'bot',
        bot,
        [
          'Order **SO-1042** left our warehouse *yesterday*:',
          '',
          '1. Tent “Skagen”, 2 persons',
          '2. Camping stove',
          '',
          'Follow it at [our carrier](https://track.example/SO-1042), code `TRK-99`.',
        ].join('\n'),
        replies(['Thank you', 'Talk to a person']),
      ),
    );
  }
  return to.say('bot', bot, `You said: ${text}`);
};
