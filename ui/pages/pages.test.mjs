// Every page in every state, in a real browser: what anybody can use (WCAG 2.2 AA by axe-core), in both themes; on a
// narrow screen, with large text; without movement for those who want none.
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages } from './browser.mjs';
import { views } from './views.mjs';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let pages;
let page;
/** What the page itself complained about. */
let complaints = [];

beforeAll(async () => {
  pages = await openPages();
  page = await pages.context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});

afterAll(() => pages?.close());

/** Opens a page in a state, as wide as the window is at first. */
async function open(scene, hash, act) {
  complaints = [];
  await page.goto('about:blank');
  await page.setViewportSize({ width: 860, height: 600 });
  await page.goto(`${pages.address}?scene=${scene}&theme=light&lang=sv${hash}`);
  await page.locator('h1').first().waitFor();
  await page.waitForTimeout(250);
  if (act) await act(page);
  await page.waitForTimeout(150);
}

/** What axe-core finds, in a few words. */
async function judge(theme) {
  await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
  // Colours move softly from one theme to the other.
  await page.waitForTimeout(200);
  const found = await page.evaluate(
    (levels) =>
      window.axe.run(document, { runOnly: { type: 'tag', values: levels }, resultTypes: ['violations'] }),
    levels,
  );
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      (node) => `${theme}: ${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 300)}`,
    ),
  );
}

/** What does not fit: a page wider than the screen, or text that its own box cuts off. */
function lost() {
  return page.evaluate(() => {
    const tell = (one) =>
      `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim().slice(0, 60)}`;
    const wide = [...document.querySelectorAll('html, main, dialog')].filter(
      (one) => one.scrollWidth > one.clientWidth + 1,
    );
    const cut = [...document.querySelectorAll('main *, nav *, dialog *')].filter((one) => {
      const style = getComputedStyle(one);
      const hides =
        /hidden|clip/.test(style.overflowX) && style.clipPath === 'none' && style.position !== 'fixed';
      return hides && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1;
    });
    return [...wide.map((one) => `wide: ${tell(one)}`), ...cut.map((one) => `cut off: ${tell(one)}`)];
  });
}

it('the judge finds what is wrong, in each theme', async () => {
  await open('ok', '#overview');
  await page.evaluate(axe.source);
  await page.evaluate(() => {
    document
      .querySelector('main')
      .insertAdjacentHTML(
        'beforeend',
        '<button></button><p style="color: #777; background: #888">Hard to read</p><p style="width: 2000px">Wide</p>',
      );
  });
  for (const theme of ['light', 'dark']) {
    const found = (await judge(theme)).join('\n');
    expect(found).toContain(`${theme}: button-name`);
    expect(found).toContain(`${theme}: color-contrast`);
  }
  expect((await lost()).join('\n')).toContain('wide: main');
});

describe('everybody can use', () => {
  it.each(views)('%s', async (_, scene, hash, act) => {
    await open(scene, hash, act);
    await page.evaluate(axe.source);
    expect([...(await judge('light')), ...(await judge('dark'))]).toEqual([]);

    await page.setViewportSize({ width: 320, height: 640 });
    await page.waitForTimeout(100);
    expect(await lost(), '320 pixels wide').toEqual([]);

    await page.setViewportSize({ width: 640, height: 900 });
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
    await page.waitForTimeout(100);
    expect(await lost(), 'text of twice the size').toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('those who want no movement', () => {
  it.each(['ok', 'working', 'slow'])('get none (%s)', async (scene) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(scene, scene === 'slow' ? '#names' : '#overview');
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((one) => {
        const { animationName, animationDuration, animationIterationCount, transitionDuration } =
          getComputedStyle(one);
        const animated = animationName !== 'none' && parseFloat(animationDuration) > 0.01;
        const endless = animationName !== 'none' && animationIterationCount === 'infinite' && animated;
        const eased = transitionDuration.split(',').some((time) => parseFloat(time) > 0.01);
        return animated || endless || eased ? [`${one.tagName} ${one.className}`] : [];
      }),
    );
    await page.emulateMedia({ reducedMotion: null });
    expect(moving).toEqual([]);
  });
});
