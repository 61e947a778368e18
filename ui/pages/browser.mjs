// A Chromium of this system, and the pages with their scenes. Needs no internet.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Opens the browser, and serves what `npm run build:scenes` built. */
export async function openPages() {
  const program = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  if (!program) throw new Error('no Chromium was found: install it, or name one in CHROMIUM');
  const server = await preview({
    mode: 'scenes',
    logLevel: 'error',
    preview: { port: 0, host: '127.0.0.1' },
  });
  const profile = mkdtempSync(join(tmpdir(), 'hemma-pages-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    address: server.resolvedUrls.local[0],
    context,
    close: async () => {
      await context.close();
      await server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
