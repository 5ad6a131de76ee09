// WCAG 2.2 AA in every state, language, width and colour scheme, and nothing that moves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { root } from '../support/modules.mjs';
import { stateIs, status, World } from './support/world.mjs';

const require = createRequire(join(root, 'wasm/package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const world = new World();
after(() => world.close());
before(async () => {
  await world.open();
  const { edge } = world;
  edge.placeOrder('536365', 'demo-ada', 12_450, 340);
  edge.placeOrder('537001', 'demo-ada', 32_200, 120);
  edge.refund('537001', 4_500, 119);
  edge.adjust('demo-ada', 50, 'Sorry for the late parcel', 20);
  edge.placeOrder('540112', 'demo-ada', 8_450, 3);
  edge.hold('h1', 'demo-ada', 100);
  edge.placeOrder('537002', 'demo-bao', 20_000, 60);
  edge.redeem('h2', 'demo-bao', 200);
  edge.refund('537002', 5_000);
});
afterEach(() => (world.edge.trouble = {}));

async function violationsOf(page) {
  await page.evaluate(axe);
  const runOnly = { type: 'tag', values: tags };
  const results = await page.evaluate((options) => globalThis.axe.run(document, options), { runOnly });
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

const states = [
  { name: 'a guest', path: '/' },
  { name: 'a guest with a cart', path: '/cart', cart: ['mint', 'cups'] },
  { name: 'a new member', path: '/account', member: 'demo-cleo' },
  { name: 'a member with everything', path: '/account', member: 'demo-ada' },
  { name: 'a member who owes points', path: '/account', member: 'demo-bao' },
  { name: 'a cart', path: '/cart', member: 'demo-ada', cart: ['assam', 'teapot'] },
  { name: 'a product', path: '/product/jasmine', member: 'demo-ada' },
  { name: 'an edge that is down', path: '/account', member: 'demo-ada', isStale: true },
];

for (const { name, path, isStale, ...options } of states) {
  test(`axe finds nothing, nothing moves and nothing overflows: ${name}`, async () => {
    for (const language of ['en', 'zh']) {
      for (const [colorScheme, width] of [['light', 1200], ['dark', 1200], ['light', 320]]) {
        const page = await world.page({ ...options, colorScheme, bypassCSP: true, viewport: { width, height: 800 } });
        await page.goto(`/${language}${path}`);
        await stateIs(page, 'ready');
        if (isStale) {
          world.edge.trouble = { down: true };
          await page.evaluate(() => document.querySelector('laurel-store').refresh());
          await stateIs(page, 'stale');
        }
        const shifts = await page.evaluate(() => new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(globalThis.seen.shifts)));
        }));
        const context = `${language} ${colorScheme} ${width}`;
        assert.deepEqual(shifts, [], context);
        const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        assert.ok(fits, `${context} overflows`);
        assert.deepEqual(await violationsOf(page), [], context);
        world.edge.trouble = {};
        await page.context().close();
      }
    }
  });
}

test('the balance is announced when it changes, and only then', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  const changes = () => page.evaluate(() => globalThis.changes);
  await page.evaluate(() => {
    globalThis.changes = 0;
    const output = document.querySelector('output[aria-live=polite]');
    const count = (records) => (globalThis.changes += records.length);
    new MutationObserver(count).observe(output, { childList: true, characterData: true, subtree: true });
  });
  await page.evaluate(() => document.querySelector('laurel-store').refresh());
  assert.equal(await changes(), 0);
  world.edge.adjust('demo-ada', 10, 'A present');
  await page.evaluate(() => document.querySelector('laurel-store').refresh());
  assert.notEqual(await changes(), 0);
});

test('the keyboard reaches every control of the cart, in order, with a focus that can be seen', async () => {
  const page = await world.page({ cart: ['assam'] });
  await page.goto('/en/cart');
  await stateIs(page, 'ready');
  const reached = [];
  for (let i = 0; i < 14; i++) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => {
      const { activeElement: element } = document;
      if (element === document.body) return '';
      const isVisible = getComputedStyle(element).outlineStyle !== 'none';
      return `${(element.textContent || element.name).trim().split('\n')[0]}${isVisible ? '' : ' without focus ring'}`;
    }));
  }
  const order = ['Skip to content', 'Shop', 'Account', '中文', 'Morning Assam', 'quantity', 'Remove', 'Place the order'];
  const places = order.map((name) => reached.findIndex((text) => text.startsWith(name)));
  assert.ok(places.every((place, index) => place > (places[index - 1] ?? -1)), reached.join(' | '));
  assert.deepEqual(reached.filter((text) => text.endsWith('without focus ring')), []);
});

test('in forced colours the notes and the cart keep their marks', async () => {
  const page = await world.page({ member: 'demo-ada', forcedColors: 'active' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  const width = (selector) => (
    page.locator(selector).first().evaluate((element) => getComputedStyle(element).borderTopWidth));
  assert.equal(await width('.laurel-status__cart'), '1px');
  assert.notEqual(await width(status), '0px');
});

test('with reduced motion nothing is animated', async () => {
  const page = await world.page({ member: 'demo-ada', reducedMotion: 'reduce' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  const durations = await page.locator(`${status} *`).evaluateAll((elements) => (
    elements.map((element) => getComputedStyle(element).transitionDuration)
  ));
  assert.deepEqual([...new Set(durations)], ['0s']);
});
