import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ command, mode }) => ({
  plugins: [svelte(), svelteTesting(), mode === 'scenes' ? null : budget({ first: 55_000, all: 120_000 })],
  // Relative, so that the same build runs from Tauri's own protocol and from any folder of a plain web server.
  base: './',
  define: {
    __VERSION__: JSON.stringify(readFileVersion()),
    __SCENES__: JSON.stringify(command === 'serve' || mode === 'scenes'),
  },
  build: {
    target: ['es2022', 'safari16'],
    modulePreload: { polyfill: false },
    // What is shown first lies in one file: each further one is a round trip to the frame before anything is painted.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
    outDir: mode === 'scenes' ? '../target/ui-scenes' : 'dist',
    emptyOutDir: true,
    sourcemap: false,
  },
  server: { strictPort: false, fs: { allow: ['..'] } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
  },
}));

/** Fails the build when what is shown first, or all of it, has more bytes than promised when compressed. */
function budget(most: { first: number; all: number }): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    writeBundle(_, files) {
      const size = (own: (name: string) => boolean) =>
        Object.values(files)
          .filter(({ fileName }) => own(fileName))
          .map((file) => gzipSync(file.type === 'chunk' ? file.code : file.source).length)
          .reduce((sum, bytes) => sum + bytes, 0);
      const is = { first: size((name) => /first-|index\.html/.test(name)), all: size(() => true) };
      this.info(`compressed: ${is.first} bytes are shown first, ${is.all} in all`);
      if (is.first > most.first || is.all > most.all)
        this.error(`too large: ${most.first} and ${most.all} bytes are promised`);
    },
  };
}

function readFileVersion(): string {
  const file = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return file.version;
}
