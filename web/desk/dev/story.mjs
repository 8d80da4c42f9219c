// An agent's shift against the mock, by keys where there are keys; fails where the desk breaks a promise.
import assert from 'node:assert/strict'
import { address, launch, pull } from './browser.mjs'

const { browser, close } = await launch()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const page = await context.newPage()
const errors = []
page.on('pageerror', (error) => errors.push(String(error)))
const { keyboard } = page
const log = page.getByRole('log')
const row = (name) => page.locator('#conversations ul a', { hasText: name })
const seen = (locator) => locator.first().waitFor({ timeout: 15_000 })
const gone = (locator) => locator.first().waitFor({ state: 'detached', timeout: 15_000 })
const idOpen = () => new URL(page.url()).pathname.split('/').at(-1)

const steps = {
  'signed out, the address waits behind the sign-in': async () => {
    await pull('scene', { name: 'few' })
    await page.goto(`${address}/desk/`)
    await row('Adele Vance').click()
    await pull('signOut')
    await page.reload()
    await seen(page.getByText('Sign in to Baton'))
    const wanted = page.url()
    await page.getByRole('button', { name: /Alex Wilber/ }).click()
    await page.getByLabel('Password').fill('wrong')
    await keyboard.press('Enter')
    await seen(page.getByText('don’t go together'))
    await page.getByLabel('Password').fill('demo')
    await keyboard.press('Enter')
    await seen(log)
    assert.equal(page.url(), wanted)
  },
  'J and K move, Enter opens': async () => {
    await row('Adele Vance').focus()
    await keyboard.press('j')
    await page.waitForFunction(() => document.activeElement.textContent.includes('Diego'))
    await keyboard.press('k')
    await keyboard.press('j')
    await keyboard.press('Enter')
    await seen(page.getByRole('heading', { name: 'Diego Siciliani', level: 2 }))
  },
  'R writes, Ctrl-Enter sends, the words show at once and once': async () => {
    await keyboard.press('r')
    await page.waitForFunction(() => document.activeElement.id === 'composer')
    await keyboard.type('I am **on** it.')
    await keyboard.press('Control+Enter')
    await seen(log.getByText('I am on it.'))
    await seen(log.getByText('Sent'))
    assert.equal(await log.getByText('I am on it.').count(), 1)
    assert.equal(await page.locator('#composer').inputValue(), '')
  },
  'keys are words while typing': async () => {
    await keyboard.type('journey kept')
    assert.equal(await page.locator('#composer').inputValue(), 'journey kept')
  },
  'a draft outlives a reload': async () => {
    await page.waitForTimeout(1_200)
    await page.reload()
    await seen(log)
    await page.waitForFunction(() => document.getElementById('composer')?.value === 'journey kept')
    await page.locator('#composer').fill('')
    await keyboard.press('Escape')
  },
  'the visitor is seen writing, then heard': async () => {
    await pull('typing', { conversation: idOpen() })
    await seen(page.getByText('is writing'))
    await pull('say', { conversation: idOpen(), text: 'Any news?' })
    await seen(log.getByText('Any news?'))
    await gone(page.getByText('is writing'))
  },
  'without a line words wait, and go out by themselves': async () => {
    await pull('failing', { how: 'network' })
    await pull('drop')
    await keyboard.press('r')
    await keyboard.type('Still here')
    await keyboard.press('Control+Enter')
    await seen(page.getByText('Not sent yet'))
    await seen(page.getByText('Reconnecting'))
    await pull('failing', {})
    await gone(page.getByText('Not sent yet'))
    await gone(page.getByText('Reconnecting'))
    assert.equal(await log.getByText('Still here').count(), 1)
  },
  'what was said while the line was down is there after': async () => {
    await pull('drop')
    await pull('say', { conversation: idOpen(), text: 'Said in the dark' })
    await seen(log.getByText('Said in the dark'))
  },
  'a lost message is noticed by the gap and fetched': async () => {
    await pull('lose', { conversation: idOpen(), text: 'Lost on the way' })
    await pull('say', { conversation: idOpen(), text: 'After the gap' })
    await seen(log.getByText('Lost on the way'))
    await seen(log.getByText('After the gap'))
  },
  'a refused message can go back to the composer': async () => {
    await pull('failing', { how: 'refuse' })
    await page.locator('#composer').fill('Too late?')
    await keyboard.press('Control+Enter')
    await seen(page.getByText('This conversation has been closed.'))
    await pull('failing', {})
    await page.getByRole('button', { name: 'Back to the composer' }).click()
    assert.equal(await page.locator('#composer').inputValue(), 'Too late?')
    await page.locator('#composer').fill('')
    await keyboard.press('Escape')
  },
  'an offer is accepted with A and opens': async () => {
    await pull('offer')
    await seen(page.getByRole('article'))
    assert.match(await page.title(), /offered to you/)
    await keyboard.press('a')
    await gone(page.getByRole('article'))
    await seen(page.locator('#composer'))
    assert.equal(await page.title(), 'Baton')
  },
  'an offer that is gone says who was first': async () => {
    await pull('failing', { how: 'gone' })
    await pull('offer')
    await seen(page.getByRole('article'))
    await page
      .getByRole('button', { name: /Accept/ })
      .first()
      .click()
    await seen(page.getByText('Bea Lindqvist was first.'))
    await pull('failing', {})
  },
  'D declines': async () => {
    await pull('offer')
    await seen(page.getByRole('article'))
    await keyboard.press('d')
    await gone(page.getByRole('article'))
  },
  'ending can be undone; then wrap-up, a note, and closed': async () => {
    await row('Adele Vance').click()
    await keyboard.press('e')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.waitForTimeout(5_500)
    await seen(page.getByRole('radio', { name: 'Reply' }))
    await keyboard.press('e')
    await seen(page.getByText('Leave a note for whoever helps Adele next'))
    await keyboard.press('n')
    await page.locator('#composer').fill('Refund promised.')
    await keyboard.press('Control+Enter')
    await seen(log.getByText('Refund promised.'))
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await gone(row('Adele Vance'))
    await seen(log)
  },
  'T transfers by keys': async () => {
    await row('Diego Siciliani').click()
    await keyboard.press('t')
    await seen(page.getByRole('combobox', { name: 'Transfer to' }))
    await keyboard.type('supp')
    await keyboard.press('Enter')
    await keyboard.type('Knows the machine better')
    await keyboard.press('Control+Enter')
    await seen(page.getByText('Diego Siciliani goes to Support.'))
    await gone(row('Diego Siciliani'))
  },
  'a waiting conversation can be read and not answered': async () => {
    await keyboard.press('g')
    await keyboard.press('w')
    await row('Diego Siciliani').last().click()
    await seen(log)
    await seen(page.getByText('Waiting in Support.'))
    assert.equal(await page.locator('#composer').count(), 0)
    await page.getByRole('button', { name: 'Write a note', exact: true }).click()
    await page.locator('#composer').fill('He called before.')
    await keyboard.press('Control+Enter')
    await seen(log.getByText('He called before.'))
    await seen(log.getByText('only colleagues see it'))
    await page.mouse.move(700, 300) // a tip under the mouse takes the next Esc for itself
  },
  'Ctrl-K finds a person; the dialog gives the focus back': async () => {
    await keyboard.press('Control+k')
    await seen(page.getByRole('combobox', { name: 'Find anything' }))
    await keyboard.press('Escape')
    await gone(page.getByRole('dialog'))
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY')
    await keyboard.press('Control+k')
    await keyboard.type('Lidia')
    await keyboard.press('Enter')
    await seen(page.getByRole('heading', { name: 'Lidia Holloway', level: 2 }))
  },
  'a context variable can be corrected': async () => {
    await page.getByRole('tab', { name: 'Context' }).click()
    await page.getByRole('button', { name: 'Change orderNumber' }).click()
    await page.getByLabel('orderNumber').fill('abc')
    await keyboard.press('Enter')
    await seen(page.getByText('That is not a number.'))
    await page.getByLabel('orderNumber').fill('777')
    await keyboard.press('Enter')
    await seen(page.getByText('777'))
  },
  'HTML in anybody’s words stays words': async () => {
    await pull('scene', { name: 'long' })
    await page.goto(`${address}/desk/`)
    await page.locator('#conversations ul a').last().click()
    await seen(log.getByText('<img src=x onerror=alert(1)>'))
    assert.equal(await log.locator('img').count(), 0)
    assert.equal(await log.locator('a[href^="javascript"]').count(), 0)
  },
  'a stranger’s address says so': async () => {
    await page.goto(`${address}/desk/c/nowhere`)
    await seen(page.getByText('This conversation isn’t here'))
  },
}

for (const [name, step] of Object.entries(steps)) {
  await step().catch(async (error) => {
    console.log(`✗ ${name}\n${error.stack}\n${errors.join('\n')}`)
    await page.screenshot({ path: new URL('shots/story.png', import.meta.url).pathname })
    await close()
    process.exit(1)
  })
  console.log(`✓ ${name}`)
}
assert.deepEqual(errors, [])
await close()
