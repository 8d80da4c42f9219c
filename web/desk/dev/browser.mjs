// A browser and a mock of one's own for the scripts beside this file.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

/** Where the mock answers, once it is launched. */
export let address

export async function launch() {
  const mock = spawn(process.execPath, [fileURLToPath(new URL('mock.mjs', import.meta.url)), 'few', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => mock.kill())
  const said = await new Promise((ready) => mock.stdout.once('data', ready))
  ;[address] = /http:\/\/[\d.:]+/.exec(String(said))
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const close = async () => {
    await browser.close()
    mock.kill()
  }
  return { browser, close }
}

/** Pulls a string of the mock. */
export async function pull(name, body = {}) {
  const response = await fetch(`${address}/string/${name}`, { method: 'POST', body: JSON.stringify(body) })
  return response.json()
}
