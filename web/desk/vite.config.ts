import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const hub = 'http://127.0.0.1:5080'

export default defineConfig({
  base: '/desk/',
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false },
  server: {
    proxy: {
      '/api': hub,
      '/live': { target: hub, ws: true },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
