// What the page may do, keep and send: a strict policy holds, nothing is stored unasked, nothing leaves the shop's
// origin.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eventsOf, stateIs, World } from './support/world.mjs';

const world = new World();
after(() => world.close());
before(async () => {
  await world.open();
  world.edge.placeOrder('536365', 'demo-ada', 12_450, 100);
});
afterEach(() => (world.edge.trouble = {}));

const withConsent = (html) => html.replace('<laurel-store ', '$&consent="storage" ');
const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

test('everything runs under the strictest policy, Trusted Types included, without a single violation', async () => {
  for (const path of ['/en/', '/zh/product/assam', '/en/cart', '/zh/account']) {
    const page = await world.page({ member: 'demo-ada', cart: ['assam'] });
    const response = await page.goto(path);
    const policy = response.headers()['content-security-policy'];
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';.*style-src 'self';/);
    assert.match(policy, /require-trusted-types-for 'script'/);
    await stateIs(page, 'ready');
    assert.equal((await eventsOf(page, 'laurel-decision')).at(-1).source, 'device');
    assert.deepEqual(await page.evaluate(() => globalThis.seen.violations), []);
    assert.deepEqual(page.problems, []);
  }
});

test('the page talks to its own origin alone, and the edge gets no cookie and no referrer', async () => {
  const page = await world.page({ member: 'demo-ada' });
  const seen = [];
  page.on('request', (request) => seen.push(request));
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  assert.deepEqual([...new Set(seen.map((request) => new URL(request.url()).origin))], [world.shop.address]);
  for (const request of seen.filter((one) => one.url().includes('/laurel/v1/'))) {
    const headers = await request.allHeaders();
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.referer, undefined);
  }
});

test('without consent nothing is stored on the device', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  assert.deepEqual(await databases(page), []);
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  assert.deepEqual(kept, [0, 0, '']);
  assert.deepEqual((await page.context().cookies()).map(({ name }) => name), ['shop']);
});

test('with consent the last answer is there at the next visit, marked, before the edge has said anything', async () => {
  const page = await world.page({ member: 'demo-ada', change: withConsent });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  assert.deepEqual(await databases(page), ['laurel']);
  world.edge.trouble = { down: true, only: '/v1/' };
  await page.goto('/en/account');
  await stateIs(page, 'stale');
  await page.locator('.laurel-status__balance').waitFor();
  assert.equal(await page.locator('.laurel-status__balance').textContent(), '124 points');
  assert.equal(await page.locator('.laurel-status__stale').isVisible(), true);
  assert.equal((await eventsOf(page, 'laurel-decision'))[0].source, 'snapshot');
});

test('what was kept for one member is not shown to another, and goes when nobody is signed in', async () => {
  const page = await world.page({ member: 'demo-ada', change: withConsent });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  await page.request.post(`${world.shop.address}/sign-in`, { form: { member: 'demo-bao' }, maxRedirects: 0 });
  world.edge.trouble = { down: true, only: '/v1/' };
  await page.goto('/en/account');
  await stateIs(page, 'stale');
  assert.equal(await page.locator('.laurel-status__balance').count(), 0);
  world.edge.trouble = {};
  await page.request.post(`${world.shop.address}/sign-out`, { form: {}, maxRedirects: 0 });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
});

test('withdrawn consent takes back what was kept', async () => {
  const page = await world.page({ member: 'demo-ada', change: withConsent });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  await page.evaluate(() => document.querySelector('laurel-store').removeAttribute('consent'));
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
});
