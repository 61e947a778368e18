// Takes pictures of every view from the demo back end: `npm run screenshots [folder] [filter]`.
// They are for looking at; nothing is compared.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPages } from './pages/browser.mjs';
import { views } from './pages/views.mjs';

const folder = process.argv[2] ?? '../target/screenshots';
const filter = process.argv[3] ?? '';
mkdirSync(folder, { recursive: true });

const { address, context, close } = await openPages();
const failures = [];
for (const [width, height, zoom, suffix] of [
  [860, 600, 1, ''],
  [640, 480, 1, '-small'],
  [640, 900, 2, '-200'],
]) {
  for (const theme of ['light', 'dark']) {
    for (const lang of ['en', 'sv']) {
      for (const [name, scene, hash, act] of views) {
        const file = `${name}-${theme}-${lang}${suffix}`;
        if (!file.includes(filter) || (suffix && (theme === 'dark' || lang === 'en'))) continue;
        const page = await context.newPage();
        page.on('pageerror', (error) => failures.push(`${file}: ${error}`));
        page.on(
          'console',
          (message) => message.type() === 'error' && failures.push(`${file}: ${message.text()}`),
        );
        await page.setViewportSize({ width, height });
        await page.goto(`${address}?scene=${scene}&theme=${theme}&lang=${lang}${hash}`);
        if (zoom !== 1) await page.addStyleTag({ content: `html { font-size: ${zoom * 100}% !important }` });
        await page.locator('h1').first().waitFor();
        await page.waitForTimeout(250);
        if (act) await act(page);
        await page.waitForTimeout(100);
        const wide = await page.evaluate(
          () =>
            [...document.querySelectorAll('html, main')].filter(
              (one) => one.scrollWidth > one.clientWidth + 1,
            ).length,
        );
        if (wide > 0) failures.push(`${file}: wider than the window`);
        await page.screenshot({ path: join(folder, `${file}.png`) });
        await page.close();
      }
    }
  }
}
await close();
if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exitCode = 1;
}
