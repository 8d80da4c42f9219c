import { defineConfig } from 'vitest/config';

// Two builds: the frame (a page with hashed assets) and the loader (one plain script, no framework).
// Cards are drawn by the same files here and at the desk; what they need comes from each one's own packages.
const resolve = { dedupe: ['adaptivecards'] };

export default defineConfig(({ mode }) =>
  mode === 'loader'
    ? {
        build: {
          outDir: 'dist',
          emptyOutDir: false,
          rolldownOptions: { input: 'loader/widget.ts', output: { format: 'iife', entryFileNames: 'widget.js' } },
        },
      }
    : {
        base: './',
        resolve,
        build: {
          outDir: 'dist',
          emptyOutDir: true,
          modulePreload: { polyfill: false },
          rolldownOptions: { input: 'frame.html' },
        },
        test: { environment: 'happy-dom', globalSetup: 'tests/built.ts', include: ['tests/**/*.test.{ts,tsx}'], testTimeout: 60_000, server: { deps: { inline: ['adaptivecards'] } }, expect: { poll: { timeout: 20_000 } } },
      },
);
