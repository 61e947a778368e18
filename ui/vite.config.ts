import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // Relative, so that the same build runs from Tauri's own protocol and from any folder of a plain web server.
  base: './',
  define: { __VERSION__: JSON.stringify(readFileVersion()) },
  build: {
    target: ['es2022', 'safari16'],
    modulePreload: { polyfill: false },
    // One file: each further one is a round trip to the frame before anything can be painted.
    rolldownOptions: { output: { codeSplitting: false } },
    sourcemap: false,
  },
  server: { strictPort: false, fs: { allow: ['..'] } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
  },
});

function readFileVersion(): string {
  const file = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return file.version;
}
