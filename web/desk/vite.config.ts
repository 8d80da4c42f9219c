import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const hub = 'http://127.0.0.1:5080'

export default defineConfig({
  base: '/desk/',
  plugins: [react()],
  // Cards are drawn by the same files here and in the widget; what they need comes from each one's own packages.
  resolve: { dedupe: ['adaptivecards'] },
  build: { target: 'es2022', sourcemap: false },
  server: {
    proxy: {
      '/api': hub,
      '/live': { target: hub, ws: true },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
