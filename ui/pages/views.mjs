// Every page in every state, played by the demo back end: a name, the scene, the place in the window, and what a person
// would do there. Pictures are taken of them (`screenshots.mjs`) and they are judged (`*.test.mjs`).

export const views = [
  ['overview', 'ok', '#overview'],
  ['overview-why', 'ok', '#overview', (page) => page.locator('summary').first().click()],
  ['refused', 'refused', '#overview'],
  ['empty', 'empty', '#overview'],
  ['offline', 'offline', '#overview'],
  ['held', 'held', '#overview'],
  ['problems', 'problems', '#overview'],
  ['many', 'many', '#overview'],
  ['pause-menu', 'ok', '#overview', (page) => page.locator('[aria-haspopup=menu]').click()],
  ['names', 'ok', '#names'],
  ['names-refused', 'refused', '#names'],
  ['names-remove', 'ok', '#names', (page) => page.locator('section button').nth(1).click()],
  ['add', 'ok', '#names/+'],
  ['edit-noip', 'refused', '#names/noip-nas'],
  [
    'edit-wrong',
    'refused',
    '#names/noip-nas',
    async (page) => {
      await page.fill('#name-0', 'two words');
      await page.fill('#username', 'someone@example.net');
      await page.locator('[type=submit]').click();
      await page.locator('form [role=alert]').waitFor();
    },
  ],
  ['name', 'ok', '#names/noip-nas/nas.example.net'],
  ['history', 'ok', '#history'],
  ['settings', 'ok', '#settings'],
  ['settings-problems', 'problems', '#settings'],
  ['account', 'account', '#names', (page) => page.waitForTimeout(900)],
  [
    'account-open',
    'account',
    '#names',
    async (page) => {
      await toDomains(page);
      await page.getByRole('button', { name: /^example\.se/ }).click();
      await page.getByRole('button', { name: /nas\.example\.se/ }).click();
      await page.getByRole('button', { name: /uppdateringsloggen|update log/ }).click();
      await page.waitForTimeout(400);
      await page
        .getByRole('button', { name: /nas\.example\.se A/ })
        .last()
        .scrollIntoViewIfNeeded();
      await page.locator('main').evaluate((main) => main.scrollBy(0, 330));
    },
  ],
  [
    'account-create',
    'account',
    '#names',
    async (page) => {
      await toDomains(page);
      await page.getByRole('button', { name: /^example\.net/ }).click();
      await page
        .getByRole('button', { name: /example\.net/ })
        .nth(1)
        .click();
      await page.waitForTimeout(200);
    },
  ],
  ['account-readonly', 'readonly', '#names', (page) => openDomain(page, 'example.com')],
  ['account-limited', 'limited', '#names', (page) => page.waitForTimeout(900)],
  ['account-rejected', 'rejected', '#names', (page) => page.waitForTimeout(600)],
  ['account-partial', 'partial', '#names', (page) => openDomain(page, 'example.com')],
  ['account-closed', 'account', '#names', (page) => openDomain(page, 'example.com')],
  ['account-slow', 'slow', '#names', (page) => page.waitForTimeout(1600)],
  ['account-bare', 'bare', '#names', (page) => page.waitForTimeout(600)],
  ['account-big', 'big', '#names', (page) => page.waitForTimeout(1500)],
  [
    'key',
    'empty',
    '#names/+',
    async (page) => {
      await page.fill('#secret', 'abc');
      await page.getByRole('button', { name: /^(Test|Testa) / }).click();
      await page.waitForTimeout(500);
      await page.locator('main').evaluate((main) => main.scrollBy(0, 400));
    },
  ],
  ['dns', 'account', '#history/service', (page) => page.waitForTimeout(700)],
  ['addresses', 'account', '#history/addresses', (page) => page.waitForTimeout(500)],
  [
    'addresses-table',
    'many',
    '#history/addresses',
    async (page) => {
      await page.waitForTimeout(500);
      await page.locator('button.chip').nth(1).click();
      await page.locator('details summary').click();
    },
  ],
  ['servers', 'account', '#servers', (page) => page.waitForTimeout(500)],
  [
    'servers-hostname',
    'account',
    '#servers',
    async (page) => {
      await page.waitForTimeout(500);
      for (const which of [1, 0]) await page.locator('main li button[aria-expanded]').nth(which).click();
      await page.waitForTimeout(400);
      await page.locator('form input').first().fill('-fel.example.se');
    },
  ],
  [
    'servers-report',
    'account',
    '#servers',
    async (page) => {
      await page.waitForTimeout(500);
      await page.locator('main li button[aria-expanded]').nth(2).click();
      await page.waitForTimeout(400);
      await page.locator('form input').first().fill('Post2.example.se');
      await page.locator('form [type=submit]').click();
      await page.waitForTimeout(500);
      await page.locator('main').evaluate((main) => main.scrollTo(0, 9999));
    },
  ],
  ['servers-refused', 'readonly', '#servers', (page) => page.waitForTimeout(600)],
  [
    'import',
    'ok',
    '#settings',
    async (page) => {
      const form = page.locator('section', { has: page.locator('h2', { hasText: /^Import/ }) });
      await form.locator('input[type=text]').fill('/etc/ddclient.conf');
      await form.locator('[type=submit]').click();
      await page.waitForTimeout(400);
      await form.locator('details summary').click();
      await form.evaluate((one) => one.scrollIntoView({ block: 'start' }));
    },
  ],
  [
    'rehearsal',
    'ok',
    '#names/noip-nas',
    async (page) => {
      await page.getByRole('button', { name: /would be sent|skulle skickas/ }).click();
      await page.waitForTimeout(400);
      await page.locator('pre').evaluate((one) => one.scrollIntoView({ block: 'center' }));
    },
  ],
  ['edit-custom', 'empty', '#names/+', (page) => page.selectOption('#service', 'custom')],
  ['home-question', 'unasked', '#overview'],
  ['away', 'travelling', '#overview'],
  [
    'settings-home',
    'travelling',
    '#settings',
    async (page) => {
      const home = page.locator('section', {
        has: page.locator('h2', { hasText: /^(Home networks|Hemnätverk)/ }),
      });
      await home.getByRole('button', { name: /^(Forget|Glöm) Hemma/ }).click();
      await home.evaluate((one) => one.scrollIntoView({ block: 'start' }));
    },
  ],
  ['doctor', 'ok', '#doctor', (page) => page.waitForTimeout(300)],
  ['doctor-ill', 'ill', '#doctor', (page) => page.waitForTimeout(300)],
  [
    'doctor-report',
    'ill',
    '#doctor',
    async (page) => {
      await page.waitForTimeout(300);
      await page.locator('details summary').last().click();
      await page.locator('pre').scrollIntoViewIfNeeded();
    },
  ],
  ['dead', 'dead', '#overview'],
  ['old', 'old', '#overview'],
];

/** Scrolls to the list of domains: only what can be seen is drawn. */
async function toDomains(page) {
  await page
    .locator('[role=list]')
    .first()
    .evaluate((list) => list.scrollIntoView({ block: 'start' }));
  await page.waitForTimeout(100);
}

/** Opens a domain of the account, and scrolls to it. */
async function openDomain(page, name) {
  await toDomains(page);
  const row = page.getByRole('button', { name: new RegExp(`^${name.replace('.', '\\.')}`) });
  await row.click();
  await page.waitForTimeout(500);
  await row.evaluate((one) => one.scrollIntoView({ block: 'start' }));
  const one = page.getByRole('button', { name: new RegExp(`^www\\.${name.replace('.', '\\.')}`) });
  if (await one.count()) await one.click();
}
