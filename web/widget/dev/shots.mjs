// Takes a picture of every scene:  node dev/shots.mjs [folder] [scene...]
import { mkdirSync } from 'node:fs';
import { launch } from './browser.mjs';
import { cards } from './cards.mjs';
import { scenes } from './scenes.mjs';
import { startServer } from './server.mjs';

const [folder = 'shots', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const withCards = ['notice', 'changed', 'streaming', ...Object.keys(cards), 'carousel'];

const looks = [
  { look: 'light', viewport: { width: 520, height: 760 }, of: Object.keys(scenes) },
  {
    look: 'dark',
    viewport: { width: 520, height: 760 },
    options: { colorScheme: 'dark' },
    of: ['conversation', 'words', 'survey', 'failed', 'menu', ...withCards],
  },
  {
    look: 'arabic',
    viewport: { width: 520, height: 760 },
    query: '?lang=ar&locale=ar&position=left',
    of: ['conversation', 'survey', 'failed', 'menu', 'reconnecting', 'adaptive', 'receipt', 'carousel'],
    arabic: true,
  },
  { look: 'phone', viewport: { width: 320, height: 568 }, of: ['empty', 'conversation', 'words', 'survey', 'failed', 'ask', ...withCards] },
  { look: 'low', viewport: { width: 640, height: 360 }, of: ['conversation', 'survey'] },
  { look: 'forced', viewport: { width: 520, height: 760 }, options: { forcedColors: 'active' }, of: ['button', 'conversation', 'survey', 'adaptive', 'hero'] },
  { look: 'yellow', viewport: { width: 520, height: 760 }, query: '?color=gold&label=Ask%20us', of: ['conversation', 'survey'] },
  { look: 'black', viewport: { width: 520, height: 760 }, query: '?color=%23111&theme=dark', of: ['conversation'] },
];

const browser = await launch();
for (const { look, viewport, options, query = '', of, arabic } of looks) {
  for (const name of of.filter(scene => !only.length || only.includes(scene) || only.includes(look))) {
    const server = await startServer();
    const context = await browser.newContext({ viewport, ...options });
    const page = await context.newPage();
    page.on(
      'console',
      message => message.type() === 'error' && !/ERR_|net::|status of/.test(message.text()) && console.log(look, name, message.text()),
    );
    page.on('pageerror', problem => console.log(look, name, String(problem)));
    page.setDefaultTimeout(8_000);
    const hub = async (deed, body = {}) => (await fetch(`${server.url}/dev/${deed}`, { method: 'POST', body: JSON.stringify(body) })).json();
    await page.goto(`${server.url}/page${query}`);
    try {
      await scenes[name](arabic ? inArabic(page) : page, hub);
    } catch (problem) {
      console.log(look, name, String(problem).split('\n').slice(0, 3).join(' '));
    }
    await page.waitForTimeout(350);
    await page.screenshot({ path: `${folder}/${name}-${look}.png` });
    await context.close();
    server.stop();
  }
}
await browser.close();

// The scenes look for English words; in Arabic the same controls say other ones.
function inArabic(page) {
  const words = {
    More: 'المزيد',
    'End conversation': 'إنهاء المحادثة',
    'End it': 'إنهاء',
    Good: 'جيدة',
    'Not sent': 'لم تُرسل',
    Reconnecting: 'جارٍ إعادة الاتصال',
    'Will be sent': 'ستُرسل لاحقًا',
  };
  const say = text => words[text] ?? text;
  const wrap = frame => ({
    getByText: text => frame.getByText(say(text)),
    getByRole: (role, { name, ...more }) => frame.getByRole(role, { name: say(name), ...more }),
    locator: selector => frame.locator(selector),
  });
  return { locator: selector => page.locator(selector), frameLocator: selector => wrap(page.frameLocator(selector)) };
}
