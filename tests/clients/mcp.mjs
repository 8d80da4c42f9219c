// The official MCP clients for TypeScript, unmodified, against a running Baton: the one of the initialize revisions (@modelcontextprotocol/sdk) and the
// one of 2026-07-28 (@modelcontextprotocol/client), over HTTP and through ./baton mcp.
//   BATON_URL, BATON_KEY, BATON_HURRIED_KEY (3 calls a minute), BATON_DLL, BATON_CONTACT, BATON_EMAIL      prints one JSON object: what the clients saw
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewStdioTransport } from '@modelcontextprotocol/client/stdio';

const { BATON_URL: hub, BATON_KEY: key, BATON_HURRIED_KEY: hurriedKey, BATON_DLL: dll, BATON_CONTACT: contact, BATON_EMAIL: email } = process.env;
const about = { name: 'tests', version: '1.0.0' };
const options = bearer => ({ requestInit: { headers: { Authorization: `Bearer ${bearer}` } } });
const overHttp = bearer => new StreamableHTTPClientTransport(new URL('/mcp', hub), options(bearer));
const overStdio = bearer => ({ command: 'dotnet', args: [dll, 'mcp'], env: { ...process.env, BATON_URL: hub, BATON_KEY: bearer }, stderr: 'pipe' });

/** What a call came to, and whether its text says the same as its structure. */
const call = async (client, name, given, more) => {
  const { isError = false, structuredContent, content, _meta } = await client.callTool({ name, arguments: given }, ...(more ?? []));
  return { isError, structured: structuredContent, same: JSON.stringify(structuredContent) === JSON.stringify(JSON.parse(content[0].text)), run: _meta?.['baton/run'] };
};
/** The same, by somebody who says yes where a yes is asked for. */
const callAndAgree = async (client, name, given) => {
  const first = await call(client, name, given);
  return first.structured.code === 'confirmation_required' ? call(client, name, { ...given, confirmation: first.structured.confirmation }) : first;
};
const failure = async deed => {
  try {
    await deed();
    return null;
  } catch (error) {
    return { name: error.constructor.name, code: error.code ?? null, message: error.message };
  }
};

async function overTheOldProtocol() {
  const client = new Client(about);
  const transport = overHttp(key);
  await client.connect(transport);
  const { tools } = await client.listTools();
  const progress = [];
  return {
    server: client.getServerVersion(),
    instructions: client.getInstructions(),
    revision: transport.protocolVersion,
    session: transport.sessionId ?? null,
    ping: await client.ping(),
    tools: Object.fromEntries(tools.map(tool => [tool.name, tool])),
    read: await call(client, 'get_contact_by_email', { email }),
    change: await callAndAgree(client, 'update_contact', { contact_id: contact, phone: '+49 30 2' }),
    create: await call(client, 'create_case', { title: 'From a program', description: 'Over MCP', contact_id: contact }),
    wrongInput: await call(client, 'get_contact_by_email', { mail: email }),
    several: await call(client, 'get_contact', { email: 'sam@contoso.example' }),
    unknownTool: await failure(() => client.callTool({ name: 'drop_everything', arguments: {} })),
    hidden: await failure(() => client.callTool({ name: 'secret_handshake', arguments: {} })),
    slow: await call(client, 'wait_a_while', {}, [undefined, { onprogress: told => progress.push(told), resetTimeoutOnProgress: true }]),
    progress,
    atOnce: (await Promise.all(Array.from({ length: 20 }, () => call(client, 'get_contact_by_email', { email })))).filter(answer => answer.structured.count === 1).length,
    end: await failure(() => transport.terminateSession()),
  };
}

async function inAHurry() {
  const client = new Client(about);
  await client.connect(overHttp(hurriedKey));
  const outcomes = [];
  for (let i = 0; i < 4; i++) outcomes.push(await failure(() => client.callTool({ name: 'get_contact_by_email', arguments: { email } })));
  return outcomes;
}

async function overStandardStreams() {
  const client = new Client(about);
  const transport = new StdioClientTransport(overStdio(key));
  await client.connect(transport);
  const { tools } = await client.listTools();
  const progress = [];
  const saw = {
    server: client.getServerVersion(),
    tools: tools.length,
    read: await call(client, 'get_contact_by_email', { email }),
    slow: await call(client, 'wait_a_while', {}, [undefined, { onprogress: told => progress.push(told) }]),
    progress,
    atOnce: (await Promise.all(Array.from({ length: 30 }, () => call(client, 'get_contact_by_email', { email })))).length,
    unknownTool: await failure(() => client.callTool({ name: 'drop_everything', arguments: {} })),
  };
  await client.close();
  const stranger = new Client(about);
  return { ...saw, stranger: await failure(() => stranger.connect(new StdioClientTransport(overStdio(`${key.slice(0, -4)}AAAA`)))) };
}

async function overTheNewProtocol(transport) {
  const client = new NewClient(about, { versionNegotiation: { mode: 'auto' } });
  await client.connect(transport);
  const { tools } = await client.listTools();
  const saw = {
    revision: client.getNegotiatedProtocolVersion?.() ?? null,
    tools: tools.length,
    read: await call(client, 'get_contact_by_email', { email }),
    wrongInput: await call(client, 'get_contact_by_email', { mail: email }),
    unknownTool: await failure(() => client.callTool({ name: 'drop_everything', arguments: {} })),
  };
  await client.close();
  return saw;
}

const saw = {
  old: await overTheOldProtocol(),
  stranger: await failure(() => new Client(about).connect(overHttp(`${key.slice(0, -4)}AAAA`))),
  nobody: await failure(() => new Client(about).connect(new StreamableHTTPClientTransport(new URL('/mcp', hub)))),
  hurried: await inAHurry(),
  stdio: await overStandardStreams(),
  fresh: await overTheNewProtocol(new NewTransport(new URL('/mcp', hub), options(key))),
  freshStdio: await overTheNewProtocol(new NewStdioTransport(overStdio(key))),
};
process.stdout.write(`${JSON.stringify(saw)}\n`, () => process.exit(0));
