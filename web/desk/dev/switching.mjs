// How fast is another conversation on the screen with 2,000 open? Clicks through the list and times each until it is painted.
import { address, launch, pull } from './browser.mjs'

const times = Number(process.argv[2] ?? 200)
const { browser, close } = await launch()
await pull('scene', { name: 'many' })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const began = Date.now()
await page.goto(`${address}/desk/`)
await page.locator('#conversations ul a').first().waitFor({ timeout: 60_000 })
console.log(`2,000 conversations shown ${Date.now() - began} ms after the address was entered`)

// On a busy machine the clock tells of the neighbours; the main thread's own time does not.
const devtools = await page.context().newCDPSession(page)
await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
const busyMs = async () => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000
const before = await busyMs()
const taken = await page.evaluate(async (times) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const scroller = document.querySelector('#conversations ul').parentElement
  const taken = []
  for (let time = 0; time < times; time++) {
    scroller.scrollTop = ((time * 7919) % 1990) * 68
    await painted()
    await painted()
    const links = [...document.querySelectorAll('#conversations ul a')].filter((link) => link.getAttribute('aria-current') === null)
    const link = links[Math.floor(links.length / 2)]
    const start = performance.now()
    link.click()
    await painted()
    while (!location.pathname.endsWith(link.getAttribute('href').split('/').at(-1)) || !document.querySelector('[role=log]'))
      await painted()
    taken.push(performance.now() - start)
  }
  return taken
}, times)

taken.sort((one, other) => one - other)
const at = (part) => taken[Math.min(taken.length - 1, Math.floor(taken.length * part))].toFixed(1)
console.log(
  `${times} switches: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms; main thread ${(((await busyMs()) - before) / times).toFixed(1)} ms each, moving the list included`,
)

await page.locator('#conversations ul').evaluate((list) => list.parentElement.scrollTo(0, 0))
await page.locator('#conversations ul a').first().click()
const log = page.getByRole('log')
const long = await log.evaluate(async (log) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const frames = []
  for (let step = 0; step < 400; step++) {
    const start = performance.now()
    log.scrollTop = Math.max(0, log.scrollTop - 2_000)
    await painted()
    frames.push(performance.now() - start)
    if (log.scrollTop === 0 && step > 300) break
  }
  frames.sort((one, other) => one - other)
  return { bubbles: log.querySelectorAll('[data-kind]').length, p95: frames[Math.floor(frames.length * 0.95)].toFixed(1) }
})
console.log(`scrolling up through 2,000 messages: ${long.bubbles} bubbles drawn, p95 of a step ${long.p95} ms`)
await close()
