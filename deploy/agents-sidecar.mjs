// Gives a bot of the Microsoft 365 Agents SDK its tokens for Baton, in the way in which the SDK asks a sidecar (AuthType EntraAuthSideCar). Runs beside the bot, on the
// same machine, and is told the bot's secret, so that Baton gives tokens only to who has one. No packages; Node 20 or newer:
//   BATON_URL=https://chat.contoso.example CLIENT_ID=<application id> CLIENT_SECRET=bsec_... PORT=5178 node agents-sidecar.mjs
import { createServer } from 'node:http';

const { BATON_URL, CLIENT_ID, CLIENT_SECRET, PORT = '5178' } = process.env;
if (!BATON_URL || !CLIENT_ID || !CLIENT_SECRET) throw new Error('Set BATON_URL, CLIENT_ID and CLIENT_SECRET.');

async function token(scope) {
  const form = { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET, scope: scope.endsWith('/.default') ? scope : `${scope}/.default` };
  const answer = await fetch(new URL('/hubtenant/oauth2/v2.0/token', BATON_URL), { method: 'POST', body: new URLSearchParams(form), signal: AbortSignal.timeout(10_000) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error_description ?? `Baton answers ${answer.status}.`);
  return said.access_token;
}

const server = createServer(async (request, response) => {
  const say = (status, body) => response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
  const address = new URL(request.url, 'http://127.0.0.1');
  // A web page that found a name for this machine is not the bot.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) return say(403, { error: 'Ask at 127.0.0.1.' });
  if (address.pathname === '/healthz') return say(200, { status: 'ok' });
  if (!address.pathname.startsWith('/AuthorizationHeaderUnauthenticated/')) return say(404, { error: 'There is nothing here.' });
  try {
    say(200, { authorizationHeader: `Bearer ${await token(address.searchParams.get('optionsOverride.Scopes') ?? 'https://api.botframework.com')}` });
  } catch (refused) {
    say(502, { error: refused.message });
  }
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(server.address().port));
