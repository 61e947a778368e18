// Measures the names page with 300 domains and 2,000 configurations: `npm run measure`.
// The numbers are for reading; nothing fails by them. Each answer of the demo back end takes 120 ms.
import { openPages } from './pages/browser.mjs';

const { address, context, close } = await openPages();
const page = await context.newPage();
await page.setViewportSize({ width: 860, height: 600 });
const tell = (what, numbers) => console.log(`${what.padEnd(24)} ${JSON.stringify(numbers)}`);

for (const run of ['cold', 'warm', 'warm']) {
  await page.goto('about:blank');
  await page.goto(`${address}?scene=big&lang=en#names`);
  await page.getByText('Load all names').waitFor();
  const painted = await page.evaluate(() => ({
    firstPaintMs: Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1),
    domainsMs: Math.round(performance.now()),
    nodes: document.querySelectorAll('*').length,
  }));
  tell(`open (${run})`, painted);
}

const began = Date.now();
await page.getByText('Load all names').click();
await page.getByText(/^Loading names/).waitFor();
await page.getByText(/^Loading names/).waitFor({ state: 'detached', timeout: 120_000 });
tell('load all', { ms: Date.now() - began });

const opened = await page.evaluate(async () => {
  const began = performance.now();
  const rows = document.querySelectorAll('[role=listitem] > button[aria-expanded=false]');
  for (const row of [...rows].slice(0, 8)) row.click();
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return { ms: Math.round(performance.now() - began) };
});
tell('open 8 domains', opened);

const scrolled = await page.evaluate(async () => {
  const main = document.querySelector('main');
  const frames = [];
  let last = performance.now();
  for (let y = 0; y < 12_000; y += 120) {
    main.scrollTop = y;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  frames.sort((one, other) => one - other);
  const at = (part) => Math.round(frames[Math.floor((frames.length - 1) * part)] * 10) / 10;
  return {
    medianMs: at(0.5),
    p95Ms: at(0.95),
    worstMs: at(1),
    nodes: document.querySelectorAll('*').length,
  };
});
tell('scroll, per frame', scrolled);

for (const text of ['hem', 'domain-2', 'kamera.domain-123']) {
  const found = await page.evaluate(async (text) => {
    const field = document.querySelector('input[type=search]');
    const began = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    return { ms: Math.round(performance.now() - began) };
  }, text);
  tell(`search “${text}”`, found);
}
await close();
