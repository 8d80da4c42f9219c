// A stand-in for the hub, to drive the built desk without one: node dev/mock.mjs [scene] [port]
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LiveDoor } from './signalr.mjs'
import { Topics } from './topics.mjs'
import { id, put, remove, World } from './world.mjs'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const [scene = 'few', port = '5099'] = process.argv.slice(2)

const live = new LiveDoor({
  Snapshot: () => world.snapshot(),
  Watch: (conversation) => world.watch(conversation),
  Unwatch: () => undefined,
  Typing: () => undefined,
})
const world = new World((events) => live.call('Changed', events))
world.fill(scene)
const topics = new Topics()
topics.fill('full')
let isSignedIn = true
let failing

const problem = (status, code, detail) => ({ status, body: { type: 'about:blank', title: code, status, detail, code } })
const ok = (body) => ({ status: body === undefined ? 204 : 200, body })
const one = (wanted) => world.conversations.get(wanted)

const routes = [
  ...topics.routes,
  [
    'POST',
    /^\/api\/v1\/session$/,
    (_, { password }) => {
      if (password !== 'demo') return problem(401, 'not_signed_in', 'Wrong e-mail or password.')
      isSignedIn = true
      return ok({ token: 'x', user: world.me })
    },
  ],
  [
    'DELETE',
    /^\/api\/v1\/session$/,
    () => {
      isSignedIn = false
      return ok()
    },
  ],
  [
    'GET',
    /^\/api\/v1\/demo$/,
    () =>
      ok({
        users: [
          { name: 'Alex Wilber', email: 'alex@contoso.example', role: 'agent' },
          { name: 'Sam Okafor', email: 'sam@contoso.example', role: 'supervisor' },
        ],
      }),
  ],
  ['GET', /^\/api\/v1\/setup$/, () => ok({ setupNeeded: false })],
  ['GET', /^\/api\/v1\/me$/, () => (isSignedIn ? ok(world.me) : problem(401, 'not_signed_in', 'Sign in first.'))],
  [
    'PUT',
    /^\/api\/v1\/me\/presence$/,
    (_, { presence }) => {
      world.me.presence = presence
      live.call('Changed', [put('me', 'me', world.me)])
      return ok(world.me)
    },
  ],
  [
    'POST',
    /^\/api\/v1\/conversations\/([^/]+)\/(messages|notes)$/,
    ([wanted, what], { clientId, text }) => {
      const conversation = one(wanted)
      const known = conversation.messages.find((message) => message.clientId === clientId)
      return ok(
        known ??
          world.say(conversation, {
            kind: what === 'notes' ? 'note' : 'message',
            from: { kind: 'agent', name: world.me.name },
            text,
            clientId,
          }),
      )
    },
  ],
  [
    'GET',
    /^\/api\/v1\/conversations\/([^/]+)\/messages$/,
    ([wanted], _, query) =>
      ok(
        one(wanted)
          .messages.filter(({ n }) => n > Number(query.get('after')))
          .slice(0, Number(query.get('limit') ?? 50)),
      ),
  ],
  [
    'PUT',
    /^\/api\/v1\/conversations\/([^/]+)\/draft$/,
    ([wanted], draft) => {
      one(wanted).more.draft = draft.text ? draft : undefined
      return ok()
    },
  ],
  [
    'PUT',
    /^\/api\/v1\/conversations\/([^/]+)\/variables$/,
    ([wanted], changes) => {
      const { variables } = one(wanted).more
      for (const [name, value] of Object.entries(changes)) {
        const found = variables.find((variable) => variable.name === name)
        if (found) Object.assign(found, { value, setBy: 'agent' })
        else variables.push({ name, value, type: typeof value === 'string' ? 'text' : typeof value, setBy: 'agent' })
      }
      return ok([...variables])
    },
  ],
  [
    'POST',
    /^\/api\/v1\/conversations\/([^/]+)\/transfer$/,
    ([wanted], { queueId, userId }) => {
      const queue = world.queues.find((one) => one.id === queueId)
      const person = world.people.find((one) => one.id === userId)
      return ok(
        world.change(
          one(wanted),
          queue
            ? { state: 'Waiting', queue: { id: queue.id, name: queue.name }, handler: undefined, waitingSince: new Date().toISOString() }
            : { state: 'WithAgent', handler: { id: person.id, name: person.name, kind: 'agent' } },
        ),
      )
    },
  ],
  [
    'POST',
    /^\/api\/v1\/conversations\/([^/]+)\/end$/,
    ([wanted]) => ok(world.change(one(wanted), { state: 'WrapUp', endedAt: new Date().toISOString() })),
  ],
  [
    'POST',
    /^\/api\/v1\/conversations\/([^/]+)\/close$/,
    ([wanted]) => ok(world.change(one(wanted), { state: 'Closed', closedAt: new Date().toISOString() })),
  ],
  ['GET', /^\/api\/v1\/models$/, () => ok(world.model)],
  [
    'PUT',
    /^\/api\/v1\/models$/,
    (_, { apiKey, ...given }) => {
      world.model = { configured: true, hasKey: apiKey === undefined ? world.model.hasKey === true : apiKey !== '', ...given }
      return ok(world.model)
    },
  ],
  [
    'DELETE',
    /^\/api\/v1\/models$/,
    () => {
      world.model = { configured: false }
      return ok()
    },
  ],
  ['POST', /^\/api\/v1\/models\/test$/, () => ok({ ok: true, sentence: 'It answers.', answer: 'Hello, everybody!', tookMs: 640 })],
  ['GET', /^\/api\/v1\/conversations\/([^/]+)\/routing$/, ([wanted]) => ok(routing(one(wanted)))],
  ['GET', /^\/api\/v1\/conversations\/([^/]+)\/crm$/, ([wanted]) => ok(crm(one(wanted)))],
  [
    'POST',
    /^\/api\/v1\/offers\/([^/]+)\/accept$/,
    ([wanted]) => {
      const offer = world.offers.get(wanted)
      if (!offer || failing === 'gone') return problem(409, 'offer_gone', 'Bea Lindqvist was first.')
      world.offers.delete(wanted)
      live.call('Changed', [remove('offers', wanted)])
      const { id: mine, name } = world.me
      return ok(
        world.change(one(offer.conversationId), {
          state: 'WithAgent',
          handler: { id: mine, name, kind: 'agent' },
          epoch: 3,
          waitingSince: undefined,
        }),
      )
    },
  ],
  [
    'POST',
    /^\/api\/v1\/offers\/([^/]+)\/decline$/,
    ([wanted]) => {
      world.offers.delete(wanted)
      return ok()
    },
  ],
]

// What only scripts call.
const strings = {
  scene: ({ name }) => {
    world.fill(name)
    live.drop()
  },
  topics: ({ scene: wanted, role }) => {
    world.me.role = role ?? 'administrator'
    topics.fill(wanted)
    live.drop()
  },
  topicsSavedByBea: ({ path, text }) => {
    const files = topics.draft?.files ?? topics.live()
    topics.save(files.map((file) => (file.path === path ? { path, text } : file)), 'Bea Lindqvist')
  },
  offer: ({ seconds }) => world.offer(seconds),
  say: ({ conversation, text }) =>
    world.say(one(conversation), { from: { kind: 'visitor', name: one(conversation).row.visitor.name }, text }),
  lose: ({ conversation, text }) => {
    world.push(one(conversation), { from: { kind: 'visitor', name: one(conversation).row.visitor.name }, text })
  },
  typing: ({ conversation }) =>
    live.call('Typing', { conversationId: conversation, from: { kind: 'visitor', name: one(conversation).row.visitor.name } }),
  drop: () => live.drop(),
  crm: ({ status }) => {
    world.crm = status
  },
  failing: ({ how }) => {
    failing = how
  },
  signOut: () => {
    isSignedIn = false
  },
}

function crm({ row }) {
  const base = { status: world.crm ?? 'found', openCases: [], checkedAt: new Date().toISOString() }
  if (base.status === 'unavailable')
    return { ...base, problem: { message: 'Couldn’t reach Dynamics.', hint: 'We’ll keep trying; the note will be added when it’s back.' } }
  if (base.status !== 'found') return base
  const url = 'https://contoso.crm.dynamics.com/main.aspx?etn=contact'
  return {
    ...base,
    contact: {
      id: row.contact.id,
      name: row.visitor.name,
      email: row.visitor.email,
      phone: '+44 20 7946 0123',
      company: row.contact.company,
      jobTitle: 'Retail manager',
      vip: row.contact.vip,
      url,
    },
    openCases: [
      {
        id: id(),
        ticketNumber: 'CAS-01042-X3',
        title: 'Charged twice for order 10482',
        status: 'In progress',
        priority: 'High',
        createdAt: new Date(Date.now() - 3 * 864e5).toISOString(),
        url,
      },
      {
        id: id(),
        ticketNumber: 'CAS-00987-K1',
        title: 'Coffee machine leaks at the tank',
        status: 'Waiting for details',
        priority: 'Normal',
        createdAt: new Date(Date.now() - 21 * 864e5).toISOString(),
        url,
      },
    ],
  }
}

function routing({ row }) {
  const candidate = (person, verdict, reason) => ({
    id: person.id,
    name: person.name,
    kind: person.kind ?? 'agent',
    capacity: person.capacity,
    load: person.load,
    presence: person.presence,
    verdict,
    reason,
  })
  return [
    {
      at: row.createdAt,
      why: 'The bot passed the conversation on; the rules ran again.',
      queue: row.queue ?? world.queues[0],
      chosen: { id: world.me.id, name: world.me.name },
      candidates: [
        candidate(world.me, 'chosen', 'most free room: 3 of 5'),
        candidate(world.bea, 'passed over', 'is Busy'),
        candidate(world.people[3], 'passed over', 'is Away'),
        candidate(world.bot, 'passed over', 'gave this conversation up before'),
      ],
      rules: [
        { name: 'VIPs first', matched: false, reason: 'vip is not set' },
        { name: 'Refunds to Billing', matched: true, reason: 'topic equals “refund”' },
      ],
    },
    {
      at: row.createdAt,
      why: 'A new conversation.',
      queue: world.queues[1],
      chosen: { id: world.bot.id, name: world.bot.name },
      candidates: [candidate(world.bot, 'chosen', 'a bot takes at once')],
      rules: [],
    },
  ]
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://mock')
  if (request.url.startsWith('/live/negotiate'))
    return send(response, isSignedIn ? ok(live.negotiate()) : problem(401, 'not_signed_in', 'Sign in first.'))
  const body = await read(request)
  if (pathname.startsWith('/string/')) return send(response, ok(strings[pathname.slice('/string/'.length)](body) ?? {}))
  if (!pathname.startsWith('/api/')) return page(pathname, response)
  if (failing === 'network') return request.socket.destroy()
  if (failing === 'refuse' && /messages$/.test(pathname) && request.method === 'POST')
    return send(response, problem(409, 'conversation_closed', 'This conversation has been closed.'))
  for (const [method, path, run] of routes) {
    const match = request.method === method && path.exec(pathname)
    if (match) return send(response, run(match.slice(1), body, searchParams))
  }
  send(response, problem(404, 'not_found', 'There is nothing here.'))
}

function send(response, { status, body }) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

async function read(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text.startsWith('{') ? JSON.parse(text) : {}
}

async function page(pathname, response) {
  const wanted = normalize(pathname.replace(/^\/desk/, '')).replace(/^(\.\.[/\\])+/, '')
  const file = extname(wanted) ? wanted : 'index.html'
  try {
    const content = await readFile(join(dist, file))
    response.writeHead(200, { 'content-type': kinds[extname(file)] ?? 'application/octet-stream' })
    response.end(content)
  } catch {
    response.writeHead(404).end()
  }
}

const server = createServer((request, response) => void answer(request, response))
server.on('upgrade', (request, socket, head) => (failing === 'network' ? socket.destroy() : live.upgrade(request, socket, head)))
server.listen(Number(port), '127.0.0.1', () =>
  console.log(`The desk on a mock hub: http://127.0.0.1:${server.address().port}/desk/ (scene ${scene}; password "demo")`),
)
