import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, it } from 'vitest';

const LOADER_BYTES_MAX = 3 * 1024;
const FRAME_BYTES_MAX = 45 * 1024;
const CARDS_BYTES_MAX = 8 * 1024;
const RENDERER_BYTES_MAX = 60 * 1024;

const folder = inject('dist');
const weight = (name: string) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length;

describe('What a visitor downloads, gzip', () => {
  it('the loader, which every page of the host carries', () => {
    expect(weight('widget.js')).toBeLessThanOrEqual(LOADER_BYTES_MAX);
  });

  it('the frame to its first paint: page, style, script and the heaviest language', () => {
    const assets = readdirSync(join(folder, 'assets'));
    const first = assets.filter(name => name.startsWith('frame-'));
    const languages = assets.filter(name => /^(de|ar)-/.test(name)).map(name => weight(`assets/${name}`));
    expect(languages).toHaveLength(2);
    expect(first.map(name => name.split('.').at(-1)).toSorted()).toEqual(['css', 'js']);
    const all = first.reduce((sum, name) => sum + weight(`assets/${name}`), weight('frame.html')) + Math.max(0, ...languages);
    console.info(`loader ${weight('widget.js')} bytes, frame ${all} bytes`);
    expect(all).toBeLessThanOrEqual(FRAME_BYTES_MAX);
  });

  it('cards, with the first one that comes; Adaptive Cards come with a renderer of their own', () => {
    const drawing = readdirSync(join(folder, 'assets')).filter(name => name.startsWith('draw-') || name.startsWith('words-'));
    expect(drawing.reduce((sum, name) => sum + weight(`assets/${name}`), 0)).toBeLessThanOrEqual(CARDS_BYTES_MAX);
    const renderer = readdirSync(join(folder, 'assets')).find(name => name.startsWith('adaptive-'))!;
    expect(weight(`assets/${renderer}`)).toBeLessThanOrEqual(RENDERER_BYTES_MAX);
  });

  it('the loader is one plain script that asks for nothing else', () => {
    const text = readFileSync(join(folder, 'widget.js'), 'utf8');
    expect(text).not.toMatch(/\b(import|export|require)\b\s*[({'"]/);
    expect(text).not.toMatch(/innerHTML|document\.cookie|eval\(|insertAdjacentHTML|setAttribute\(.style/);
  });
});
