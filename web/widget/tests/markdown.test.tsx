import fc from 'fast-check';
import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { blocks, inline, safeAddress } from '../../cards/markdown.ts';
import { Words } from '../frame/thread/Words.tsx';

const ELEMENTS = new Set(['P', 'STRONG', 'EM', 'CODE', 'PRE', 'UL', 'OL', 'LI', 'A', 'BR']);
const ATTRIBUTES: Record<string, string[]> = {
  A: ['href', 'title', 'target', 'rel'],
  P: ['dir', 'class'],
  PRE: ['dir', 'tabindex'],
  UL: ['dir'],
  OL: ['dir', 'start'],
};

const drawn = (text: string, plain = false) => {
  const box = document.createElement('div');
  render(<Words text={text} plain={plain} />, box);
  return box;
};

const html = (text: string) => drawn(text).innerHTML.replace(/ (dir|title|target|rel|tabindex)="[^"]*"/g, '');

/** Nothing but the elements and attributes that the window draws itself, and no address that could run. */
const harmless = (box: HTMLElement) => {
  for (const element of box.querySelectorAll('*')) {
    expect(ELEMENTS, element.outerHTML).toContain(element.tagName);
    for (const { name, value } of element.attributes) {
      expect(ATTRIBUTES[element.tagName] ?? [], `${element.tagName} ${name}`).toContain(name);
      if (name === 'href') expect(new URL(value).protocol).toMatch(/^(https?|mailto):$/);
      if (name === 'rel') expect(value).toContain('noopener');
    }
  }
};

describe('Markdown draws', () => {
  it.each([
    ['one\ntwo\n\nthree', '<p>one<br>two</p><p>three</p>'],
    ['**bold** and *it* and __b__ and _i_', '<p><strong>bold</strong> and <em>it</em> and <strong>b</strong> and <em>i</em></p>'],
    ['***both***', '<p><strong><em>both</em></strong></p>'],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['`a < b` and ``x ` y``', '<p><code>a &lt; b</code> and <code>x ` y</code></p>'],
    ['```js\n<b>*x*</b>\n```\nafter', '<pre><code>&lt;b&gt;*x*&lt;/b&gt;</code></pre><p>after</p>'],
    ['- a\n- **b**\n\n- c', '<ul><li>a</li><li><strong>b</strong></li><li>c</li></ul>'],
    ['Then:\n1. a\n2. b', '<p>Then:</p><ol start="1"><li>a</li><li>b</li></ol>'],
    ['3) three\n   more of it', '<ol start="3"><li>three<br>more of it</li></ol>'],
    ['In 2026. we\n1990. was', '<p>In 2026. we<br>1990. was</p>'],
    ['# Title', '<p><strong>Title</strong></p>'],
    ['[site](https://a.example/x_(y)) end', '<p><a href="https://a.example/x_(y)">site</a> end</p>'],
    ['![picture](https://a.example/p.png)', '<p><a href="https://a.example/p.png">picture</a></p>'],
    [
      '<https://a.example/>, mail [us](mailto:a@b.example)',
      '<p><a href="https://a.example/">https://a.example/</a>, mail <a href="mailto:a@b.example">us</a></p>',
    ],
    ['See https://a.example/b.', '<p>See <a href="https://a.example/b">https://a.example/b</a>.</p>'],
    ['\\*not bold\\*', '<p>*not bold*</p>'],
    ['**never closed', '<p>**never closed</p>'],
  ])('%j', (text, expected) => expect(html(text)).toBe(expected));

  it("a visitor's own words as they are, with addresses to follow", () => {
    const box = drawn('**no**  two spaces\nhttps://a.example', true);
    expect(box.textContent).toBe('**no**  two spaces\nhttps://a.example');
    expect(box.querySelector('a')?.getAttribute('href')).toBe('https://a.example/');
  });
});

describe('Markdown refuses', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox(1))',
    '[x](file:///etc/passwd)',
    '[x](blob:https://a/b)',
    '[x](//evil.example)',
    '[x](https://good.example\\@evil.example)',
    '[x](https://user:secret@evil.example)',
    '[x](https://a.example/" onmouseover="alert(1))',
    "[x](https://a.example/' onclick='alert(1))",
    '[x](https:javascript:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](\u200bjavascript:alert(1))',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
    '[a](https://a.example "t" onclick=alert(1))',
    '[x](mailto://x)',
    '[x](http://)',
    '[<img src=x onerror=alert(1)>](https://a.example)',
    '**<b onclick=alert(1)>x</b>**',
    '`</code><script>alert(1)</script>`',
    '```\n</pre><script>x</script>\n```',
    '{"__html":"<b>x</b>"}',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ];
  it.each(attacks)('%j', text => {
    const box = drawn(text);
    harmless(box);
    harmless(drawn(text, true));
    expect(box.querySelector('script, img, svg, iframe, b')).toBeNull();
  });

  it.each([
    'javascript:alert(1)',
    ' https://a.example',
    'https://a.example/\u202egnp.exe',
    'https://',
    'ftp://a.example',
    'http:/a',
    `https://a.example/${'x'.repeat(3000)}`,
  ])('the address %j', address => expect(safeAddress(address)).toBeUndefined());
});

describe('Whatever is said', () => {
  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '<script>',
          '</script>',
          '<img src=x onerror=alert(1)>',
          'javascript:',
          'data:',
          '](',
          ')',
          '[',
          '*',
          '**',
          '_',
          '`',
          '```\n',
          '\n',
          '\n\n',
          '- ',
          '1. ',
          '# ',
          'https://',
          'mailto:',
          '\\',
          '"',
          "'",
          '<',
          '>',
          '&',
          '\u202e',
          '\u0000',
          '(',
          '!',
          ' onclick=',
          '{{',
          '\ud83d',
        ),
        fc.string({ maxLength: 6, unit: 'grapheme' }),
      ),
      { maxLength: 40 },
    )
    .map(parts => parts.join(''));

  it('only our own elements appear', () => {
    fc.assert(
      fc.property(nasty, fc.boolean(), (text, plain) => harmless(drawn(text, plain))),
      { numRuns: 600 },
    );
  });

  it('no word is lost', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, fc.constantFrom(' ', '\n', '\n\n', ' * ', ' _ ', '\n- ', ' ** ', '](', ' <', '`'), (all, between) => {
        const text = drawn(all.join(between)).textContent ?? '';
        for (const word of all) expect(text).toContain(word);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    '*a ',
    '_a',
    '`',
    '``x',
    '[',
    '[a](',
    '**',
    '\\',
    '<a:',
    'https://',
    '- ',
    '1. a\n ',
    '***x ',
    '(',
    '[x](https://a(',
    '`'.repeat(50) + ' ',
  ])('a long message of %j is read in time', piece => {
    const text = piece.repeat(Math.ceil(28_672 / piece.length));
    const before = performance.now();
    blocks(text);
    inline(text);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
