// The official botframework-directlinejs, unmodified, against a running Baton whose bot greets, echoes and hangs up on "bye".
//   BATON_URL, BATON_DIRECTLINE_SECRET      prints one JSON object: what the client saw
global.XMLHttpRequest = require('xhr2');
const { WebSocket } = require('ws');
const { DirectLine, ConnectionStatus } = require('botframework-directlinejs');

const sockets = [];
global.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    sockets.push(this);
  }
};

const hub = process.env.BATON_URL.replace(/\/$/, '');
const secret = process.env.BATON_DIRECTLINE_SECRET;
const PATIENCE_MILLISECONDS = 60_000;

/** A client with all that it hears. `random` is an option of the client: it then waits three seconds before it comes back, and not up to fifteen. */
const begin = options => {
  const line = new DirectLine({ domain: `${hub}/v3/directline`, random: () => 0, timeout: 5_000, ...options });
  const heard = [];
  const states = [];
  let wake = () => {};
  line.connectionStatus$.subscribe(state => states.push(ConnectionStatus[state]));
  line.activity$.subscribe(activity => {
    heard.push(activity);
    wake();
  }, problem => states.push(`error: ${problem.message ?? problem}`));
  const hears = async (what, right) => {
    const until = Date.now() + PATIENCE_MILLISECONDS;
    while (!heard.some(right)) {
      if (Date.now() > until) throw new Error(`${what} was never heard, only ${JSON.stringify(heard.map(said))}`);
      await new Promise(done => {
        wake = done;
        setTimeout(done, 250);
      });
    }
  };
  const say = (text, clientActivityID) => asked(line.postActivity({ type: 'message', from: { id: 'dl_ann' }, text, channelData: { clientActivityID } }));
  return { line, heard, states, hears, say, hearsText: text => hears(text, activity => activity.text === text) };
};

const asked = observable => new Promise((answer, refuse) => observable.subscribe(answer, refuse));
const said = activity => activity.text ?? activity.type;
const mode = async options => {
  const token = await makeToken();
  const client = begin({ token, ...options });
  await client.hearsText('Hello');
  return client;
};

const makeToken = async () => {
  const answer = await fetch(`${hub}/v3/directline/tokens/generate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: { id: 'dl_ann', name: 'Ann' } }),
  });
  return (await answer.json()).token;
};

/** Start, post, hear, lose the line, come back, renew, end. */
const overSocket = async () => {
  const client = await mode({});
  const ids = [await client.say('one', 'c1')];
  await client.hearsText('You said: one');

  sockets.at(-1).terminate();
  ids.push(await client.say('two', 'c2'), await client.say('three', 'c3'));
  await client.hearsText('You said: three');
  const reopened = sockets.length;

  const before = client.line.token;
  const renewed = await asked(client.line.refreshToken());
  client.line.token = renewed;
  ids.push(await client.say('four', 'c4'));
  await client.hearsText('You said: four');
  const session = await asked(client.line.getSessionId());
  const typing = await asked(client.line.postActivity({ type: 'typing', from: { id: 'dl_ann' } }));

  ids.push(await client.say('bye', 'c5'));
  await client.hears('the end', activity => activity.type === 'endOfConversation');
  const afterEnd = await client.say('too late', 'c6').catch(problem => problem.status);
  const stored = await fetch(`${hub}/v3/directline/conversations/${client.line.conversationId}/activities`, { headers: { Authorization: `Bearer ${renewed}` } });
  const result = {
    conversationId: client.line.conversationId, ids, renewed: renewed !== before, reopened, session, typing, afterEnd, states: [...client.states],
    heard: client.heard.filter(activity => activity.type !== 'typing').map(said),
    echoes: client.heard.filter(activity => activity.channelData?.clientActivityID).map(({ id, channelData, from }) => ({ id, client: channelData.clientActivityID, from: from.id })),
    watermark: client.line.watermark, codes: client.heard.filter(activity => activity.code).map(activity => activity.code),
    storedAfterEnd: (await stored.json()).activities.map(said),
  };
  client.line.end();
  return result;
};

const overPolling = async () => {
  const client = await mode({ webSocket: false, pollingInterval: 200 });
  const id = await client.say('one', 'p1');
  await client.hearsText('You said: one');
  const result = { id, heard: client.heard.map(said), states: [...client.states] };
  client.line.end();
  return result;
};

/** A server side that uses the secret for everything. */
const withSecret = async () => {
  const client = begin({ secret });
  await client.hearsText('Hello');
  const id = await client.say('one', 's1');
  await client.hearsText('You said: one');
  const result = { id, heard: client.heard.map(said) };
  client.line.end();
  return result;
};

/** A page that was reloaded: it has the token, the conversation and its watermark, and nothing else. */
const reloaded = async () => {
  const client = await mode({});
  await client.say('one', 'r1');
  await client.hearsText('You said: one');
  const { token, conversationId, watermark } = client.line;
  client.line.end();
  sockets.at(-1).terminate();
  const again = begin({ token, conversationId, watermark });
  await again.say('two', 'r2');
  await again.hearsText('You said: two');
  const result = { heard: again.heard.map(said), states: [...again.states] };
  again.line.end();
  return result;
};

const unwelcome = async () => {
  const client = begin({ token: 'not.a.token' });
  const posted = await client.say('hello').catch(problem => problem.message ?? String(problem));
  return { posted, states: client.states };
};

(async () => {
  const [socket, polling, server, reload, stranger] = await Promise.all([overSocket(), overPolling(), withSecret(), reloaded(), unwelcome()]);
  console.log(JSON.stringify({ socket, polling, server, reload, stranger }));
  process.exit(0);
})().catch(problem => {
  console.error(problem);
  process.exit(1);
});
