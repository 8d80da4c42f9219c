// Authoring for the mock hub: one bot's topics, with just enough reading of YAML by lines to draw, check and try them.
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { language } from './language.mjs'

const contoso = fileURLToPath(new URL('../../../src/Baton/Bots/Contoso/', import.meta.url))
const bot = '0199a000-0000-7000-8000-00000000b001'
const problem = (status, code, detail) => ({ status, body: { type: 'about:blank', title: code, status, detail, code } })
const ok = (body) => ({ status: body === undefined ? 204 : 200, body })
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString()

const chat = `name: Where is my order
turns:
  - say: Where is my order?
    expect:
      - What is your order number?
  - say: SO-12345
    expect:
      - What about order SO-12345?
`

/** What is kept: versions, the last of them live, and a draft. */
export class Topics {
  fill(scene) {
    const files = readdirSync(contoso)
      .filter((name) => name.endsWith('.mcs.yml'))
      .map((name) => ({ path: name, text: readFileSync(contoso + name, 'utf8') }))
    const older = files.filter(({ path }) => path !== 'ThankYou.mcs.yml')
    this.versions =
      scene === 'empty'
        ? []
        : [
            { n: 1, at: ago(9000), by: 'Ada Admin', note: 'The first ones, from Copilot Studio', files: older },
            { n: 2, at: ago(300), by: 'Bea Lindqvist', note: '', files: [...files, { path: 'OrderStatus.chat.yml', text: chat }] },
          ]
    this.draft = undefined
    this.revision = 0
    this.actions = [{ name: '4f1c4d2a-refund', url: 'https://flows.contoso.example/refund', hasSecret: true }]
    if (scene === 'wrong') {
      const live = this.live()
      this.save(live.map((file) => (file.path === 'OrderStatus.mcs.yml' ? { ...file, text: file.text.replace('kind: Question', 'kind: Qestion').replace('=Upper(', '=Uper(') } : file)))
      this.draft.files.push({ path: 'Delivery.mcs.yml', text: phrases('Delivery', ['Where is my parcel', 'Track my parcel', 'Order status please']) })
    }
  }

  live = () => this.versions.at(-1)?.files ?? []

  save(files, by = 'Ada Admin') {
    this.revision++
    this.draft = { files, at: new Date().toISOString(), by }
  }

  publish(files, note) {
    const n = (this.versions.at(-1)?.n ?? 0) + 1
    this.versions.push({ n, at: new Date().toISOString(), by: 'Ada Admin', note, files })
    return { n }
  }

  routes = [
    ['GET', /^\/api\/v1\/bots$/, () => ok([{ id: bot, name: 'Contoso assistant', kind: 'topics', hasAuth: false, queueIds: [], capacity: 1000 }])],
    ['GET', /^\/api\/v1\/queues$/, () => ok([])],
    ['GET', /^\/api\/v1\/bots\/[^/]+\/topics$/, () => ok(this.live())],
    [
      'GET',
      /\/topics\/draft$/,
      () =>
        ok({
          revision: this.draft ? this.revision : 0,
          isChanged: this.draft !== undefined,
          changedAt: this.draft?.at,
          changedBy: this.draft?.by,
          files: this.draft?.files ?? this.live(),
        }),
    ],
    [
      'PUT',
      /\/topics\/draft$/,
      (_, { revision, files }) => {
        if (revision !== (this.draft ? this.revision : 0)) return problem(409, 'stale_draft', 'Somebody saved since.')
        this.save(files)
        return ok({ revision: this.revision })
      },
    ],
    [
      'DELETE',
      /\/topics\/draft$/,
      () => {
        this.draft = undefined
        return ok()
      },
    ],
    [
      'POST',
      /\/topics\/draft\/publish$/,
      (_, { note }) => {
        const made = this.publish(this.draft.files, note)
        this.draft = undefined
        return ok(made)
      },
    ],
    [
      'GET',
      /\/topics\/versions$/,
      () => ok(this.versions.map((version, n) => ({ ...version, files: version.files.length, isLive: n === this.versions.length - 1, conversations: n * 3 })).reverse()),
    ],
    ['GET', /\/topics\/versions\/(\d+)$/, ([n]) => ok({ ...this.versions.find((one) => one.n === Number(n)), isLive: Number(n) === this.versions.length })],
    ['POST', /\/topics\/versions\/(\d+)\/publish$/, ([n]) => ok(this.publish(this.versions.find((one) => one.n === Number(n)).files, `Back to version ${n}`))],
    ['GET', /\/actions$/, () => ok(this.actions)],
    [
      'PUT',
      /\/actions$/,
      (_, { actions }) => {
        this.actions = actions.map(({ secret, ...action }) => ({ ...action, hasSecret: Boolean(secret) }))
        return ok(this.actions)
      },
    ],
    ['GET', /^\/api\/v1\/tools$/, () => ok(['get_contact_by_email', 'create_case', 'get_contact_cases'].map((name) => ({ name, title: name.replaceAll('_', ' '), group: 'Contacts' })))],
    ['POST', /^\/api\/v1\/topics\/check$/, (_, { files }) => ok(report(files))],
    ['POST', /^\/api\/v1\/topics\/chats$/, (_, { files }) => ok(results(files))],
    ['POST', /^\/api\/v1\/topics\/test$/, (_, body) => ok(turn(body))],
    ['POST', /^\/api\/v1\/topics\/formula$/, (_, body) => ok(formula(body.formula))],
    ['GET', /^\/api\/v1\/topics\/language$/, () => ok(language)],
  ]
}

const phrases = (name, said) =>
  `kind: AdaptiveDialog\nbeginDialog:\n  kind: OnRecognizedIntent\n  id: main\n  intent:\n    displayName: ${name}\n    triggerQueries:\n${said.map((one) => `      - ${one}\n`).join('')}  actions:\n    - kind: SendActivity\n      id: sendMessage_a\n      activity: It is on its way.\n`

function report(files) {
  const topics = files.filter(({ path }) => !path.endsWith('.chat.yml')).map(read)
  return { problems: files.flatMap(problemsOf), topics: topics.map(({ steps: _, ...topic }) => topic), overlaps: overlaps(topics), results: results(files) }
}

function problemsOf({ path, text }) {
  const known = new Set([...language.kinds.map(({ kind }) => kind), 'AdaptiveDialog'])
  return text.split('\n').flatMap((line, n) => {
    const [, kind] = /^\s*- kind: (\w+)/.exec(line) ?? []
    const wrong = (column, message, isWarning = false) => [{ path, line: n + 1, column, isWarning, code: 'wrong', message }]
    if (kind && !known.has(kind) && /^[A-Z]\w*$/.test(kind) && /Qest/.test(kind)) return wrong(line.indexOf(kind) + 1, `There is no kind “${kind}”. Did you mean “Question”?`)
    if (line.includes('Uper(')) return wrong(line.indexOf('Uper') + 1, 'There is no function “Uper”. Did you mean “Upper”?')
    if (/\t/.test(line)) return wrong(line.indexOf('\t') + 1, 'YAML indents by spaces, not by tabs.')
    return []
  })
}

function overlaps(topics) {
  const words = (phrase) => new Set(phrase.toLowerCase().split(/\W+/))
  const found = []
  for (const [n, a] of topics.entries())
    for (const b of topics.slice(n + 1))
      for (const phrase of a.phrases)
        for (const otherPhrase of b.phrases) {
          const [one, other] = [words(phrase), words(otherPhrase)]
          const score = [...one].filter((word) => other.has(word)).length / Math.max(one.size, other.size)
          if (score >= 0.6) found.push({ phrase, path: a.path, otherPhrase, otherPath: b.path, score })
        }
  return found.sort((a, b) => b.score - a.score).slice(0, 20)
}

function results(files) {
  const isWrong = files.flatMap(problemsOf).length > 0
  return files
    .filter(({ path }) => path.endsWith('.chat.yml'))
    .map(({ path, text }) => ({
      path,
      name: /^name: (.*)$/m.exec(text)?.[1] ?? path,
      passed: !isWrong,
      turns: [...text.matchAll(/ {2}- say: (.*)\n {4}expect:\n {6}- (.*)/g)].map(([whole, said, expected]) => ({
        line: text.slice(0, text.indexOf(whole)).split('\n').length,
        said,
        expected: [expected],
        got: [isWrong ? 'I didn’t understand that.' : expected],
        passed: !isWrong,
        problem: isWrong ? `The bot did not say: ${expected}` : undefined,
      })),
    }))
}

const titles = { SendActivity: 'Message', Question: 'Question', ConditionGroup: 'Condition', SetVariable: 'Set a variable', BeginDialog: 'Go to a topic', TransferConversationV2: 'Bring in a person', InvokeFlowAction: 'Run a tool' }

/** Nodes and edges by the indentation of "- kind:" lines: what is deeper belongs to the condition above it. */
function read({ path, text }) {
  const lines = text.split('\n')
  const trigger = /^ {2}kind: (\w+)/m.exec(text)?.[1] ?? 'OnRedirect'
  const said = [...text.matchAll(/^ {6}- ([^\n{:]*)$/gm)].map(([, phrase]) => phrase.trim())
  const nodes = [{ id: 'main', kind: trigger, title: 'Trigger', text: said.slice(0, 3).join(', '), line: 2, endLine: 4 }]
  const steps = []
  lines.forEach((line, n) => {
    const [, lead, kind] = /^(\s*)- kind: ([A-Z]\w+)/.exec(line) ?? []
    if (!kind || kind === 'MessageBack' || kind === 'AutomaticTaskInput') return
    let end = n + 1
    while (end < lines.length && (lines[end].trim() === '' || lines[end].search(/\S/) > lead.length)) end++
    const part = lines.slice(n, end)
    const value = (name) => part.map((one) => new RegExp(`^\\s*${name}: (.*)$`).exec(one)?.[1]).find(Boolean)
    const id = /^\s*id: (.*)$/.exec(lines[n + 1] ?? '')?.[1] ?? `line:${n + 1}`
    while (lines[end - 1]?.trim() === '') end--
    steps.push({ id, kind, depth: lead.length, line: n + 1, endLine: end, value, label: labelAbove(lines, n, lead.length) })
    nodes.push({ id, kind, title: titles[kind] ?? kind, text: (value('prompt') ?? value('activity') ?? value('dialog') ?? value('value') ?? value('variable') ?? '').slice(0, 140), line: n + 1, endLine: end })
  })
  return { path, name: path.replace(/(\.mcs)?\.ya?ml$/, ''), trigger, priority: 0, phrases: said, isSystem: trigger !== 'OnRecognizedIntent', nodes, edges: edgesOf(steps), steps }
}

function labelAbove(lines, n, depth) {
  for (let at = n - 1; at >= 0; at--) {
    const indent = lines[at].search(/\S/)
    if (indent < 0 || indent >= depth) continue
    if (/elseActions:/.test(lines[at])) return 'else'
    if (/actions:/.test(lines[at])) {
      const condition = lines.slice(Math.max(0, at - 4), at).findLast((line) => /condition: /.test(line))
      return condition?.replace(/.*condition: =?/, '') ?? ''
    }
    return ''
  }
  return ''
}

function edgesOf(steps) {
  const edges = []
  const leaves = (step) =>
    step.kind === 'BeginDialog' ? edges.push({ from: step.id, to: `topic:${(step.value('dialog') ?? '').split('.').at(-1)}.mcs.yml`, label: '' }) : step.kind === 'TransferConversationV2' && edges.push({ from: step.id, to: 'transfer', label: '' })
  const run = (from, list, label) => {
    let [open, way] = [from, label]
    for (let at = 0; at < list.length; at++) {
      const step = list[at]
      for (const before of open) edges.push({ from: before, to: step.id, label: way ?? '' })
      way = ''
      leaves(step)
      const inner = []
      while (list[at + 1] && list[at + 1].depth > step.depth) inner.push(list[++at])
      if (inner.length === 0) {
        open = [step.id]
        continue
      }
      const ends = []
      const branches = inner.reduce((all, one) => {
        if (one.depth <= inner[0].depth + 4 && one.label !== all.at(-1)?.label && !inner.some((other) => other.kind === 'ConditionGroup' && other.line < one.line && other.endLine >= one.line)) all.push({ label: one.label, steps: [one] })
        else all.at(-1).steps.push(one)
        return all
      }, [])
      for (const branch of branches) ends.push(...run([step.id], branch.steps, branch.label))
      open = ends
    }
    return open
  }
  const ends = run(['main'], steps)
  for (const end of ends) if (!edges.some(({ from, to }) => from === end && (to === 'transfer' || to.startsWith('topic:')))) edges.push({ from: end, to: 'end', label: '' })
  return edges
}

/** A turn goes on to the next question or tool; the state says where. */
function turn({ files, state, say }) {
  const topics = files.filter(({ path }) => !path.endsWith('.chat.yml')).map(read)
  const before = state ? JSON.parse(Buffer.from(state, 'base64')) : { variables: {} }
  const done = { says: [], trace: [], recognised: [], outcome: { kind: 'waiting' } }
  let [topic, at] = [topics.find(({ path }) => path === before.path), before.at ?? 0]
  const words = say.text?.toLowerCase() ?? ''
  if (topic && before.variable) before.variables[before.variable] = say.text ?? JSON.stringify(say.tool ?? say.http ?? say.answer ?? say.value)
  if (!topic) {
    const score = (phrase) => phrase.toLowerCase().split(/\W+/).filter((word) => word && words.split(/\W+/).includes(word)).length / phrase.split(/\W+/).length
    const found = topics.flatMap((one) => one.phrases.map((phrase) => ({ one, phrase, score: score(phrase) }))).filter((one) => one.score >= 0.5).sort((a, b) => b.score - a.score)
    done.recognised = found.slice(0, 3).map(({ one, phrase, score }) => ({ path: one.path, phrase, score, why: 'most of its words are in what was said.' }))
    topic = say.start ? topics.find(({ trigger }) => trigger === 'OnConversationStart') : (found[0]?.one ?? topics.find(({ trigger }) => trigger === 'OnUnknownIntent'))
    at = 0
    if (topic) done.trace.push({ path: topic.path, node: 'main', line: 2 })
  }
  const after = { variables: before.variables }
  const steps = topic?.steps ?? []
  for (; at < steps.length; at++) {
    const step = steps[at]
    done.trace.push({ path: topic.path, node: step.id, line: step.line })
    if (step.kind === 'SendActivity') done.says.push({ kind: 'message', text: filled(step.value('activity') || 'Hello! How can I help?', before.variables) })
    if (step.kind === 'TransferConversationV2') {
      done.outcome = { kind: 'transfer' }
      break
    }
    if (step.kind === 'Question') {
      done.says.push({ kind: 'message', text: filled(step.value('prompt'), before.variables), suggestedActions: /matter/.test(step.id) ? [{ title: 'It is late', value: 'late' }, { title: 'Something is damaged', value: 'damaged' }] : [] })
      Object.assign(after, { path: topic.path, at: at + 1, variable: step.value('variable').replace('init:', '') })
      break
    }
    if (step.kind === 'InvokeFlowAction') {
      done.outcome = { kind: 'tool', name: step.value('flowId') ?? 'a tool', input: { email: 'adele@contoso.example' } }
      Object.assign(after, { path: topic.path, at: at + 1 })
      break
    }
    if (step.kind === 'ConditionGroup' || step.kind === 'BeginDialog') at = step.kind === 'BeginDialog' ? steps.length : at
  }
  return {
    ...done,
    state: Buffer.from(JSON.stringify(after)).toString('base64'),
    variables: Object.entries(before.variables).map(([name, value]) => ({ scope: name.split('.')[0], name: name.split('.')[1], type: 'String', value: JSON.stringify(value) })),
  }
}

const filled = (text, variables) => text.replace(/\{(?:Global|Topic)\.(\w+)\}/g, (whole, name) => variables[`Topic.${name}`] ?? variables[`Global.${name}`] ?? whole)

function formula(text) {
  const [, name] = /^\s*(\w+)\(/.exec(text) ?? []
  if (name && !language.functions.some((one) => one.name === name))
    return { error: `There is no function “${name}”.`, start: text.indexOf(name), length: name.length, hint: 'Did you mean “Upper”?' }
  const [, inner] = /^Upper\("(.*)"\)$/.exec(text) ?? []
  if (inner !== undefined) return { result: JSON.stringify(inner.toUpperCase()), type: 'String' }
  return /^\d+$/.test(text) ? { result: text, type: 'Number' } : { result: 'Blank()', type: 'Blank' }
}
