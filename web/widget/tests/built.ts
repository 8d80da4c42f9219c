// Builds the widget once for all tests that look at what visitors download.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built widget. */
    dist: string;
  }
}

export default async ({ provide }: TestProject) => {
  const dist = mkdtempSync(join(tmpdir(), 'baton-widget-'));
  for (const mode of ['production', 'loader']) await build({ mode, logLevel: 'error', build: { outDir: dist, emptyOutDir: false } });
  provide('dist', dist);
  return () => rmSync(dist, { recursive: true, force: true });
};
