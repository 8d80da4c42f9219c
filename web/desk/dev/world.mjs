// A small hub in memory: it keeps the collections of the live contract and says every change as events.
import { answers, arabic, asks, emoji, long, longName, visitors } from './words.mjs'

const minute = 60_000
const recentMax = 200
let counter = 0

/** A UUIDv7 of a moment. */
export function id(at = Date.now()) {
  const time = at.toString(16).padStart(12, '0')
  const tail = (counter++).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`
}

export class World {
  constructor(tell) {
    this.tell = tell
    this.fill('one')
  }

  fill(scene) {
    this.scene = scene
    this.queues = [
      { id: id(), name: 'Billing', waiting: 0 },
      { id: id(), name: 'Support', waiting: 0 },
      { id: id(), name: 'Returns and repairs', waiting: 0 },
    ]
    this.me = {
      id: id(),
      name: 'Alex Wilber',
      email: 'alex@contoso.example',
      role: scene === 'many' ? 'supervisor' : 'agent',
      presence: 'Available',
      capacity: 5,
      load: 0,
      queues: this.queues.map(({ id, name }) => ({ id, name })),
    }
    this.bea = { id: id(), name: 'Bea Lindqvist', kind: 'agent', role: 'agent', presence: 'Busy', capacity: 5, load: 2 }
    this.bot = { id: id(), name: 'Concierge', kind: 'bot', role: 'bot', presence: 'Available', capacity: 1000, load: 3 }
    this.people = [
      this.bea,
      this.bot,
      { id: id(), name: 'Sam Okafor', kind: 'agent', role: 'supervisor', presence: 'Available', capacity: 3, load: 0 },
      { id: id(), name: 'Dana Kowalczyk', kind: 'agent', role: 'agent', presence: 'Away', capacity: 4, load: 0 },
    ]
    this.conversations = new Map()
    this.offers = new Map()
    this.crmDown = false
    this.model = { configured: false }
    scenes[scene](this)
    this.me.load = this.mine().length
  }

  mine() {
    return [...this.conversations.values()].filter(({ row }) => row.handler?.id === this.me.id)
  }

  add({
    visitor = visitors[this.conversations.size % visitors.length],
    state = 'WithAgent',
    handler = this.me,
    age = 12,
    turns = 3,
    botTurns = 2,
    queue = 0,
    channel = 'widget',
  }) {
    const [name, email, company, vip] = visitor
    const createdAt = Date.now() - age * minute
    const row = {
      id: id(createdAt),
      version: 1,
      state,
      channel,
      visitor: { id: id(), name, email },
      contact: company && { id: id(), name, company, vip },
      queue: state === 'WithBot' ? undefined : named(this.queues[queue]),
      handler:
        state === 'WithAgent' || state === 'WrapUp'
          ? { ...named(handler), kind: 'agent' }
          : state === 'WithBot'
            ? { ...named(this.bot), kind: 'bot' }
            : undefined,
      epoch: state === 'WithBot' ? 1 : 2,
      messages: 0,
      createdAt: iso(createdAt),
      locale: 'en-GB',
      waitingSince: state === 'Waiting' || state === 'Offered' ? iso(createdAt + minute) : undefined,
    }
    const conversation = {
      row,
      messages: [],
      more: {
        summary: botTurns
          ? `**${name}** was charged twice for one order and wants the second charge back.\n\nTried: found the contact, looked up order 10482, saw one payment only.`
          : undefined,
        summaryBy: botTurns ? 'Concierge' : undefined,
        escalationReason: botTurns ? 'The visitor asked for a person.' : undefined,
        variables: [
          { name: 'topic', type: 'text', value: 'refund', setBy: 'bot' },
          { name: 'orderNumber', type: 'number', value: 10482, setBy: 'visitor' },
          { name: 'isReturning', type: 'boolean', value: true, setBy: 'system' },
        ],
      },
    }
    this.conversations.set(row.id, conversation)
    const step = (age * minute) / (turns * 2 + botTurns * 2 + 3)
    let at = createdAt
    const next = () => (at += step * 0.9)
    for (let turn = 0; turn < botTurns; turn++) {
      this.push(conversation, {
        from: { kind: 'visitor', name },
        text: turn === 0 ? 'Hi' : 'I want to talk to a person please',
        at: next(),
      })
      this.push(conversation, {
        from: { kind: 'bot', name: 'Concierge' },
        text:
          turn === 0
            ? 'Hello! I am **Concierge**. What can I do for you?'
            : 'Of course. I pass you on to a colleague, with everything you told me.',
        at: next(),
        suggested:
          turn === 0
            ? [
                { title: 'Order status', text: 'order' },
                { title: 'A person', text: 'person' },
              ]
            : undefined,
      })
    }
    if (botTurns && state === 'WithAgent')
      this.push(conversation, {
        kind: 'event',
        from: { kind: 'system', name: 'Baton' },
        text: `${handler.name} from ${this.queues[queue].name} has joined`,
        event: { name: 'agentJoined' },
        at: next(),
      })
    for (let turn = 0; turn < turns; turn++) {
      this.push(conversation, { from: { kind: 'visitor', name }, text: asks[(turn + this.conversations.size) % asks.length], at: next() })
      if (state === 'WithAgent' && turn < turns - 1)
        this.push(conversation, { from: { kind: 'agent', name: handler.name }, text: answers[turn % answers.length], at: next() })
    }
    return conversation
  }

  push(conversation, { kind = 'message', from, text, at = Date.now(), ...more }) {
    const message = { n: conversation.messages.length + 1, kind, from, text, at: iso(at), ...more }
    conversation.messages.push(message)
    const { row } = conversation
    row.version++
    row.messages = message.n
    if (kind === 'message') row.last = { n: message.n, text: text.slice(0, 160), from, at: message.at }
    return message
  }

  /** Says something now and tells everybody. */
  say(conversation, message) {
    const said = this.push(conversation, message)
    this.tell([this.putRow(conversation), this.putOpen(conversation), put('messages', `${conversation.row.id}/${said.n}`, said)])
    return said
  }

  offer(seconds = 120) {
    const conversation = this.add({ visitor: visitors[this.conversations.size % visitors.length], state: 'Offered', turns: 1, age: 2 })
    const { row } = conversation
    const offer = {
      id: id(),
      conversationId: row.id,
      queueId: row.queue.id,
      expiresAt: iso(Date.now() + seconds * 1000),
      queueName: row.queue.name,
      why: 'You have the most free room in Billing: 3 of 5.',
      visitorName: row.visitor.name,
      lastText: row.last.text,
      channel: row.channel,
      waitingSince: row.waitingSince,
    }
    this.offers.set(offer.id, offer)
    this.tell([this.putRow(conversation), put('offers', offer.id, offer)])
    return offer
  }

  change(conversation, part) {
    Object.assign(conversation.row, part)
    conversation.row.version++
    const { row } = conversation
    this.me.load = this.mine().length
    const events = row.state === 'Closed' ? [remove('conversations', row.id), remove('open', row.id)] : [this.putRow(conversation)]
    if (row.state !== 'Closed') events.push(this.isMine(conversation) ? this.putOpen(conversation) : remove('open', row.id))
    if (this.isMine(conversation) && row.state !== 'Closed')
      for (const message of conversation.messages.slice(-recentMax)) events.push(put('messages', `${row.id}/${message.n}`, message))
    else for (const message of conversation.messages) events.push(remove('messages', `${row.id}/${message.n}`))
    this.tell([...events, put('me', 'me', this.me)])
    return row
  }

  snapshot() {
    const mine = this.mine()
    return {
      collections: {
        me: { me: this.me },
        conversations: Object.fromEntries(
          [...this.conversations.values()].filter(({ row }) => row.state !== 'Closed').map(({ row }) => [row.id, row]),
        ),
        offers: Object.fromEntries(this.offers),
        queues: keyed(this.queues),
        people: keyed(this.people),
        open: Object.fromEntries(mine.map((conversation) => [conversation.row.id, this.whole(conversation)])),
        messages: Object.fromEntries(
          mine.flatMap(({ row, messages }) => messages.slice(-recentMax).map((message) => [`${row.id}/${message.n}`, message])),
        ),
      },
    }
  }

  watch(wanted) {
    const conversation = this.conversations.get(wanted)
    if (!conversation) throw new Error('not_found')
    return { conversation: this.whole(conversation), messages: conversation.messages.slice(-recentMax) }
  }

  whole({ row, more }) {
    return { ...row, ...more }
  }

  isMine({ row }) {
    return row.handler?.id === this.me.id
  }

  putRow({ row }) {
    return put('conversations', row.id, row)
  }

  putOpen(conversation) {
    return put('open', conversation.row.id, this.whole(conversation))
  }
}

const scenes = {
  empty: () => undefined,
  one: (world) => world.add({}),
  few: (world) => {
    world.add({ age: 3, turns: 2 })
    world.add({ age: 14, turns: 4, channel: 'whatsapp' })
    world.add({ age: 95, turns: 6, queue: 1 })
    world.add({ age: 60 * 26, turns: 5, state: 'WrapUp' })
    for (let n = 0; n < 6; n++) world.add({ state: 'Waiting', age: 2 + n * 3, turns: 1, queue: n % 3 })
    world.add({ state: 'WithBot', age: 1, turns: 0 })
    world.add({ state: 'WithAgent', handler: world.bea, age: 22 })
  },
  many: (world) => {
    for (let n = 0; n < 2000; n++) world.add({ age: 5 + n, turns: 8, queue: n % 3 })
    for (let n = 0; n < 300; n++) world.add({ state: 'Waiting', age: 1 + n, turns: 1 })
    const last = [...world.conversations.values()][0]
    for (let n = 0; n < 1000; n++) {
      world.push(last, {
        from: { kind: 'visitor', name: last.row.visitor.name },
        text: asks[n % asks.length],
        at: Date.now() - (1000 - n) * 1000,
      })
      world.push(last, {
        from: { kind: 'agent', name: world.me.name },
        text: answers[n % answers.length],
        at: Date.now() - (1000 - n) * 1000 + 400,
      })
    }
  },
  long: (world) => {
    const one = world.add({
      visitor: [
        longName,
        `${longName.toLowerCase().replaceAll(' ', '.')}@contoso.example`,
        'Contoso Pharmaceuticals and Agricultural Machinery Holding International',
        true,
      ],
      turns: 1,
    })
    const say = (kind, text) => world.push(one, { from: { kind, name: kind === 'agent' ? world.me.name : longName }, text })
    say('visitor', long)
    say('visitor', arabic)
    say('agent', 'a'.repeat(300) + ' <img src=x onerror=alert(1)> **bold** `code` [bad](javascript:alert(1))')
    say('visitor', emoji)
    world.push(one, {
      kind: 'note',
      from: { kind: 'agent', name: world.me.name },
      text: 'Escalated twice before; be kind. ' + 'x'.repeat(120),
    })
    one.more.variables.push({
      name: 'aVeryLongVariableNameThatSomebodyThoughtWasAGoodIdeaAtTheTime',
      type: 'text',
      value: long.slice(0, 900),
      setBy: 'visitor',
    })
    world.add({ visitor: ['محمد عبد الرحمن', 'm@contoso.example', 'كونتوسو', false], turns: 1 })
    world.push([...world.conversations.values()][1], { from: { kind: 'visitor', name: 'محمد عبد الرحمن' }, text: arabic })
  },
}

export function put(collection, key, value) {
  return { op: 'put', in: collection, key, value }
}

export function remove(collection, key) {
  return { op: 'remove', in: collection, key }
}

const iso = (at) => new Date(at).toISOString()
const named = ({ id, name }) => ({ id, name })
const keyed = (list) => Object.fromEntries(list.map((one) => [one.id, one]))
