import { defineConfig } from 'vitest/config';

/** The pages in a real browser. They are built first, with their scenes: `npm run test:pages`. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['pages/**/*.test.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
