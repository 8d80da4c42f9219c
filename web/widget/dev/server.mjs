// A stand-in for the hub, to look at the widget alone: real HTTP and a real WebSocket, the part of Direct Line that the widget uses,
// a bot that reads from a script, and failures to switch on. Nothing here is the product.
//   node dev/server.mjs [port]      then open the address that it prints
//   POST /dev/fail {"posts":"lost|broken|refused|slow|ok", "answers":"lost|ok", "sockets":"refused|ok", "everything":"down|ok",
//                   "tokens":"expired|ok"}
//   POST /dev/cut                   closes every socket;  POST /dev/say {from, name, text, kind, ...}  speaks into the last conversation
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { botAnswers } from './bot.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const types = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8' };
const frameCsp =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'";
const hostCsp = nonce =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; frame-src 'self'; require-trusted-types-for 'script'`;

export const startServer = ({ port = 0, dist = join(here, '../dist'), channel = {}, expiresIn = 1800, greets = true } = {}) => {
  const conversations = new Map();
  const tokens = new Map();
  const fail = {};
  const log = [];
  let latest;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://dev');
    const body = await bodyOf(request);
    try {
      await answer(request, response, url, body);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      send(response, problem.status, { error: { code: problem.code, message: problem.message } }, problem.headers);
    }
  });

  const answer = async (request, response, url, body) => {
    const path = url.pathname;
    if (path.startsWith('/dev/')) return control(response, path, body);
    if (path === '/widget.js') return file(response, 'widget.js');
    if (path === '/widget/frame') return file(response, 'frame.html', { 'Content-Security-Policy': frameCsp });
    if (path.startsWith('/widget/assets/')) return file(response, path.slice('/widget/'.length));
    if (path === '/' || path === '/page') return page(response, url);
    if (fail.everything === 'down') return request.socket.destroy();
    log.push(`${request.method} ${path}${url.search}`);
    if (path.startsWith('/widget/channels/'))
      return send(response, 200, {
        id: 'default',
        name: 'Contoso Support',
        color: '#0f6cbd',
        greeting: 'Hello! Ask us about orders, invoices or your account.',
        ...channel,
      });
    if (path === '/widget/session') return session(response, body);
    const bearer = request.headers.authorization?.replace('Bearer ', '');
    const conversation = tokens.get(bearer);
    if (!bearer) throw new Problem(401, 'MissingToken', 'Show a token.');
    if (!conversation || fail.tokens === 'expired') throw new Problem(403, 'TokenExpired', 'This token has expired.');
    if (path === '/widget/survey') return survey(response, conversation, body);
    if (path === '/v3/directline/tokens/refresh') return send(response, 200, opened(conversation));
    if (path === '/v3/directline/conversations') return begin(response, conversation);
    const asked = /^\/v3\/directline\/conversations\/([^/]+)(\/activities)?$/.exec(path);
    if (!asked || asked[1] !== conversation.id) throw new Problem(404, 'NotFound', 'There is no such conversation.');
    if (!asked[2])
      return send(response, 200, opened(conversation, url.searchParams.get('watermark') ?? String(conversation.activities.length)));
    if (request.method === 'GET') return send(response, 200, after(conversation, url.searchParams.get('watermark')));
    return post(request, response, conversation, body);
  };

  const session = (response, asked) => {
    const { channel: id, visitorId = `dl_${randomUUID()}`, name = 'Visitor' } = asked;
    if (id === 'missing') throw new Problem(404, 'not_found', 'There is no such channel.');
    const conversation = {
      id: randomUUID(),
      visitorId,
      name,
      asked,
      events: [],
      activities: [],
      sockets: new Set(),
      clientIds: new Map(),
      state: 'WithBot',
      step: 0,
    };
    conversations.set(conversation.id, conversation);
    latest = conversation;
    send(response, 200, { ...opened(conversation), conversationId: conversation.id, expiresIn, visitorId, visitorName: name });
  };

  const opened = (conversation, watermark) => {
    const token = randomUUID();
    tokens.set(token, conversation);
    const { port: own } = server.address();
    const from = watermark === undefined ? '' : `&watermark=${watermark}`;
    return {
      conversationId: conversation.id,
      token,
      expires_in: expiresIn,
      streamUrl: `ws://127.0.0.1:${own}/v3/directline/conversations/${conversation.id}/stream?t=${token}${from}`,
    };
  };

  const begin = (response, conversation) => {
    if (!conversation.begun && greets) queueMicrotask(() => botAnswers(conversation, undefined, speaker(conversation)));
    conversation.begun = true;
    send(response, 201, opened(conversation, '0'));
  };

  const survey = (response, conversation, body) => {
    if (conversation.state !== 'Closed') throw new Problem(409, 'not_ended', 'The conversation has not ended.');
    conversation.rating = body;
    send(response, 204);
  };

  const post = async (request, response, conversation, body) => {
    if (fail.posts === 'lost') return request.socket.destroy();
    if (fail.posts === 'broken') throw new Problem(500, 'ServiceError', 'Something broke.');
    if (fail.posts === 'refused') throw new Problem(413, 'MessageSizeTooBig', 'The message is too long.');
    if (fail.posts === 'slow') await new Promise(done => setTimeout(done, 2000));
    if (conversation.state === 'Closed') throw new Problem(409, 'conversation_closed', 'This conversation has been closed.');
    if (body.type === 'endOfConversation') {
      send(response, 200, { id: '' });
      return speaker(conversation).end('userCancelled');
    }
    if (body.type === 'event') conversation.events.push({ name: body.name, value: body.value });
    if (body.type !== 'message') return send(response, 200, { id: '' });
    const clientId = body.channelData?.clientActivityID;
    const known = clientId && conversation.clientIds.get(clientId);
    if (known) return send(response, 200, { id: known.id });
    const stored = store(conversation, { ...body, from: { id: conversation.visitorId, name: conversation.name } }, 'visitor');
    conversation.clientIds.set(clientId, stored);
    if (fail.answers === 'lost') request.socket.destroy();
    else send(response, 200, { id: stored.id });
    botAnswers(conversation, body.text, speaker(conversation));
  };

  const store = (conversation, activity, from, kind = 'message', event) => {
    const n = conversation.activities.length + 1;
    const stored = {
      ...activity,
      id: `${conversation.id}|${String(n).padStart(7, '0')}`,
      timestamp: activity.timestamp ?? new Date().toISOString(),
      channelData: { ...activity.channelData, baton: { ...activity.channelData?.baton, n, kind, from, event: event ?? activity.channelData?.baton?.event } },
    };
    conversation.activities.push(stored);
    push(conversation, { activities: [stored], watermark: String(n) });
    return stored;
  };

  const push = (conversation, set) => {
    for (const socket of conversation.sockets) socket.send(JSON.stringify(set));
  };

  const speaker = conversation => ({
    say: (from, name, text, more = {}) => store(conversation, { type: 'message', text, from: { id: name, name }, ...more }, from),
    event: (text, name) => store(conversation, { type: 'message', text, from: { id: 'system', name: '' } }, 'system', 'event', { name }),
    push: activity => push(conversation, { activities: [activity] }),
    typing: (from, name) =>
      push(conversation, { activities: [{ type: 'typing', from: { id: name, name }, channelData: { baton: { from } } }] }),
    stand: standing => {
      conversation.state = standing.state;
      conversation.standing = standing;
      push(conversation, { activities: [{ type: 'event', name: 'baton.state', value: standing }] });
    },
    end: code => {
      conversation.state = 'Closed';
      conversation.standing = { state: 'Closed', survey: true };
      push(conversation, {
        activities: [
          { type: 'event', name: 'baton.state', value: conversation.standing },
          { type: 'endOfConversation', code },
        ],
      });
    },
  });

  const after = (conversation, watermark) => ({
    activities: conversation.activities.slice(Number(watermark ?? 0)),
    watermark: String(conversation.activities.length),
  });

  const control = (response, path, body) => {
    if (path === '/dev/fail') Object.assign(fail, body);
    if (path === '/dev/cut') for (const one of conversations.values()) for (const socket of one.sockets) socket.terminate();
    if (path === '/dev/forget') tokens.clear();
    if (path === '/dev/say' && latest) {
      const { do: deed = 'say', args = [] } = body;
      speaker(latest)[deed](...args);
    }
    send(response, 200, {
      log,
      latest: latest && {
        id: latest.id,
        activities: latest.activities,
        rating: latest.rating,
        state: latest.state,
        asked: latest.asked,
        events: latest.events,
      },
    });
  };

  const file = (response, name, headers = {}) => {
    const path = join(dist, normalize(`/${name}`));
    if (!existsSync(path)) return send(response, 404, {});
    response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream', ...headers }).end(readFileSync(path));
  };

  // The host's page: as strict as a page can be, so that what works here works anywhere. ?lang= and any data-* attribute by its name.
  const page = (response, url) => {
    const nonce = randomUUID();
    const escape = text => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
    const lang = escape(url.searchParams.get('lang') ?? 'en');
    const attributes = [...url.searchParams]
      .filter(([key]) => !['lang', 'twice'].includes(key))
      .map(([key, value]) => ` data-${key}="${escape(value)}"`)
      .join('');
    const tag = `<script nonce="${nonce}" src="/widget.js" data-channel="default"${attributes} async></script>`;
    response.writeHead(200, { 'Content-Type': types['.html'], 'Content-Security-Policy': hostCsp(nonce) }).end(`<!doctype html>
<html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Contoso</title>
<style nonce="${nonce}">
body{font:16px/1.6 system-ui;margin:3rem auto;max-width:40rem;padding:0 1rem;color:#242629;background:#fff}
button{background:red!important}iframe{border:9px solid red}
</style>
<main><h1>Contoso Outdoor</h1><p>Tents, boots and good advice. <a href="/page?lang=${lang}">Another page</a></p></main>
${tag}${url.searchParams.has('twice') ? tag : ''}</html>`);
  };

  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://dev');
    const conversation = tokens.get(url.searchParams.get('t'));
    if (!conversation || fail.sockets === 'refused' || fail.everything === 'down') return socket.destroy();
    sockets.handleUpgrade(request, socket, head, opening => {
      conversation.sockets.add(opening);
      opening.on('close', () => conversation.sockets.delete(opening));
      opening.send('');
      const standing = conversation.standing ?? { state: conversation.state, handler: { name: 'Contoso Assistant', kind: 'bot' } };
      opening.send(JSON.stringify({ activities: [{ type: 'event', name: 'baton.state', value: standing }] }));
      const missed = after(conversation, url.searchParams.get('watermark'));
      if (missed.activities.length) opening.send(JSON.stringify(missed));
    });
  });

  return new Promise(resolve =>
    server.listen(port, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        stop: () => {
          for (const one of conversations.values()) for (const socket of one.sockets) socket.terminate();
          server.closeAllConnections();
          server.close();
        },
      }),
    ),
  );
};

class Problem extends Error {
  constructor(status, code, message, headers) {
    super(message);
    Object.assign(this, { status, code, headers });
  }
}

const send = (response, status, body, headers = {}) =>
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(status === 204 ? undefined : JSON.stringify(body));

const bodyOf = async request => {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startServer({ port: Number(process.argv[2] ?? 5090) });
  console.log(`The widget's stand-in is ready: ${url}`);
}
