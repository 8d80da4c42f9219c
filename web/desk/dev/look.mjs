// Takes pictures of the desk in every state and size, and asks axe about each: node dev/look.mjs [part of a name] [light|dark|forced] [width]
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { address, launch, pull } from './browser.mjs'

const only = process.argv[2] ?? ''
const shots = fileURLToPath(new URL('shots/', import.meta.url))
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const sizes = [
  [1440, 900],
  [1024, 768],
  [375, 740],
  [320, 640],
]
await mkdir(shots, { recursive: true })

const openFirst = (page) => page.locator('#conversations ul a').first().click()
const topics = 'setup/bots/0199a000-0000-7000-8000-00000000b001/topics'
const withTopics = (scene, more = {}) => ({ scene: 'one', before: () => pull('topics', { scene, ...more }), at: topics })
const order = `${topics}?topic=OrderStatus.mcs.yml`
const inTopics = { scene: 'one', before: () => pull('topics', { scene: 'full' }), at: order }
const tryChat = async (page) => {
  await page.getByRole('tab', { name: 'YAML' }).waitFor()
  const tab = page.getByRole('tab', { name: 'Test chat' })
  if (await tab.count()) await tab.click()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByLabel('Say to the bot').fill('Where is my order?')
  await page.keyboard.press('Enter')
  await page.getByText('What is your order number?').first().waitFor()
  await page.getByLabel('Say to the bot').fill('SO-12345')
  await page.keyboard.press('Enter')
  await page.getByText('What about order').first().waitFor()
}
const scenes = {
  'model-off': { ...withTopics('full'), at: 'setup/model' },
  'model-tested': {
    ...withTopics('full'),
    at: 'setup/model',
    act: async (page) => {
      await page.getByLabel('Base URL').fill('http://127.0.0.1:11434/v1')
      await page.getByLabel('Model', { exact: true }).fill('small')
      await page.getByRole('button', { name: 'Test', exact: true }).click()
      await page.getByText('Hello, everybody!').waitFor()
    },
  },
  'topics-list': withTopics('full'),
  'topics-empty': withTopics('empty'),
  'topics-wrong': withTopics('wrong'),
  'topics-reader': withTopics('full', { role: 'supervisor' }),
  'topics-overlaps': { ...withTopics('wrong'), at: `${topics}?show=overlaps` },
  'topics-chats': { ...withTopics('wrong'), at: `${topics}?show=chats` },
  'topics-outside': { ...withTopics('full'), at: `${topics}?show=outside` },
  'topics-versions': {
    ...withTopics('full'),
    at: `${topics}?show=versions`,
    act: async (page) => {
      await page.getByRole('button', { name: 'Version 1' }).click()
      await page.getByRole('button', { name: /ThankYou/ }).click()
    },
  },
  'topics-new': { ...withTopics('full'), act: (page) => page.getByRole('button', { name: 'New topic' }).click() },
  'topics-import': { ...withTopics('full'), act: (page) => page.getByRole('button', { name: 'Import' }).click() },
  'topics-bench': inTopics,
  'topics-graph': { ...inTopics, act: (page) => page.getByRole('tab', { name: 'Graph' }).click() },
  'topics-text': {
    ...inTopics,
    act: async (page) => {
      await page.getByRole('tab', { name: 'Graph' }).click()
      await page.getByRole('button', { name: 'As text' }).click()
    },
  },
  'topics-chat': { ...inTopics, act: tryChat },
  'topics-ran': {
    ...inTopics,
    act: async (page) => {
      await tryChat(page)
      await page.getByRole('tab', { name: 'YAML' }).click()
      await page.getByLabel('Formula').fill('Uper(Topic.OrderNumber)')
      await page.getByText('There is no function').waitFor()
    },
  },
  'topics-errors': { ...withTopics('wrong'), at: `${order}&line=17` },
  'topics-complete': {
    ...withTopics('full'),
    at: `${order}&line=18`,
    act: async (page) => {
      await page.getByRole('tab', { name: 'YAML' }).click()
      await page.locator('.cm-content').focus()
      await page.keyboard.press('End')
      await page.keyboard.type('\n')
      await page.keyboard.press('Control+Space')
      await page.locator('.cm-tooltip-autocomplete').waitFor()
    },
  },
  'topics-publish': {
    ...withTopics('full'),
    at: order,
    act: async (page) => {
      await page.locator('.cm-content').focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('\n# Said by Bea: they ask twice.')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Publish' }).click()
      await page.getByRole('dialog').getByLabel('Note').fill('Clearer words')
      await page.waitForTimeout(400)
    },
  },
  'topics-refused': {
    ...withTopics('wrong'),
    act: async (page) => {
      await page.getByText('keep it from being published').waitFor()
      await page.getByRole('button', { name: 'Publish' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  'topics-clash': {
    ...withTopics('full'),
    at: `${topics}?topic=ThankYou.mcs.yml`,
    act: async (page) => {
      await page.locator('.cm-content').focus()
      await pull('topicsSavedByBea', { path: 'ThankYou.mcs.yml', text: 'kind: AdaptiveDialog\n# by Bea\n' })
      await page.keyboard.press('Control+End')
      await page.keyboard.type('\n# mine')
      await page.keyboard.press('Control+s')
      await page.getByRole('alertdialog').waitFor()
    },
  },
  'sign-in': { scene: 'few', before: () => pull('signOut') },
  empty: { scene: 'empty' },
  one: { scene: 'one', act: openFirst },
  list: { scene: 'few' },
  thread: { scene: 'few', act: openFirst },
  unfolded: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('b')
    },
  },
  wrapup: { scene: 'few', act: (page) => page.locator('#conversations ul a', { hasText: 'Wrap-up' }).click() },
  waiting: {
    scene: 'few',
    act: async (page) => {
      await page.getByRole('tab', { name: /Waiting/ }).click()
      await openFirst(page)
    },
  },
  many: { scene: 'many', act: openFirst },
  long: { scene: 'long', act: (page) => page.locator('#conversations ul a').last().click() },
  'long-up': {
    scene: 'long',
    act: async (page) => {
      await page.locator('#conversations ul a').last().click()
      await page.getByRole('log').evaluate((log) => log.scrollTo(0, 0))
    },
  },
  arabic: { scene: 'long', act: openFirst },
  offer: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await pull('offer')
      await page.getByRole('article').waitFor()
    },
  },
  note: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('n')
      await page.keyboard.type('Ask billing about the second charge.')
    },
  },
  transfer: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('t')
      await page.getByRole('dialog').waitFor()
    },
  },
  why: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('w')
      await page.getByRole('table').waitFor()
    },
  },
  palette: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
    },
  },
  keys: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  me: { scene: 'few', act: (page) => page.getByRole('button', { name: /Me and settings/ }).click() },
  side: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('i')
    },
  },
  context: {
    scene: 'few',
    act: async (page) => {
      await scenes.side.act(page)
      await page.getByRole('tab', { name: 'Context' }).click()
      await page.getByRole('button', { name: 'Change topic' }).click()
    },
  },
  about: {
    scene: 'few',
    act: async (page) => {
      await scenes.side.act(page)
      await page.getByRole('tab', { name: 'About' }).click()
    },
  },
  'crm-down': {
    scene: 'few',
    before: () => pull('crm', { status: 'unavailable' }),
    act: (page) => scenes.side.act(page),
    after: () => pull('crm', {}),
  },
  offline: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await pull('failing', { how: 'network' })
      await pull('drop')
      await page.keyboard.press('r')
      await page.keyboard.type('Are you still there?')
      await page.keyboard.press('Control+Enter')
      await page.waitForTimeout(2200)
    },
    after: () => pull('failing', {}),
  },
  failed: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await pull('failing', { how: 'refuse' })
      await page.keyboard.press('r')
      await page.keyboard.type('One moment please.')
      await page.keyboard.press('Control+Enter')
      await page.getByText('Not sent.').waitFor()
    },
    after: () => pull('failing', {}),
  },
  ending: {
    scene: 'few',
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('e')
    },
  },
}

// Fluent's open menus keep hidden stops that send the focus on at once; axe can't know that, so they are left out.
const { browser, close } = await launch()
let found = 0
for (const [name, { scene, before, at = '', act, after }] of Object.entries(scenes)) {
  if (!name.includes(only)) continue
  for (const [width, height] of sizes) {
    if (process.argv[4] && process.argv[4] !== String(width)) continue
    for (const look of process.argv[3]
      ? [process.argv[3]]
      : name === 'thread' || name === 'offer'
        ? ['light', 'dark', 'forced']
        : ['light', 'dark']) {
      await pull('scene', { name: scene })
      await before?.()
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: look === 'dark' ? 'dark' : 'light',
        forcedColors: look === 'forced' ? 'active' : 'none',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => console.log(`${name} ${width} ${look}: ${error}`))
      await page.goto(`${address}/desk/${at}`)
      await page.locator('main').first().waitFor({ state: 'attached' })
      await page.waitForTimeout(500)
      await act?.(page)
      await page.waitForTimeout(350)
      await page.screenshot({ path: `${shots}${name}-${width}-${look}.png` })
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => globalThis.axe.run({ exclude: [['[data-tabster-dummy]']] }))
      found += violations.length
      for (const { id, nodes } of violations)
        console.log(
          `${name} ${width} ${look}: ${id}\n  ${nodes
            .slice(0, 3)
            .map((node) => `${node.html.slice(0, 160)} ${node.failureSummary.split('\n')[1] ?? ''}`)
            .join('\n  ')}`,
        )
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
        console.log(`${name} ${width} ${look}: scrolls sideways`)
      await context.close()
      if (name === 'sign-in') await fetch(`${address}/api/v1/session`, { method: 'POST', body: '{"password":"demo"}' })
      await after?.()
    }
  }
}
await close()
console.log(`axe found ${found}`)
