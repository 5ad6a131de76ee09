// What stays on the page when something is missing: JavaScript, WebAssembly, the edge, or the answer's promptness.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eventOf, eventsOf, stateIs, status, World } from './support/world.mjs';

const world = new World();
after(() => world.close());
before(async () => {
  await world.open();
  world.edge.placeOrder('536365', 'demo-ada', 12_450, 100);
});
afterEach(() => (world.edge.trouble = {}));

const balance = '.laurel-status__balance';
const note = '.laurel-status__stale';

function decisionFrom(page, source) {
  return page.waitForFunction((wanted) => globalThis.seen.events.some((event) => event.source === wanted), source);
}

test('without JavaScript the shop has put the points into the page', async () => {
  const page = await world.page({ member: 'demo-ada', javaScriptEnabled: false });
  await page.goto('/en/account');
  assert.equal(await page.locator(balance).textContent(), '124 points');
  assert.equal(await page.locator(note).isVisible(), false);
});

test('where the policy refuses WebAssembly the edge decides, and the cart still shows', async () => {
  const policy = (text) => text.replace(" 'wasm-unsafe-eval'", '');
  const page = await world.page({ member: 'demo-ada', cart: ['assam'], policy });
  await page.goto('/en/cart');
  await decisionFrom(page, 'edge');
  await page.waitForFunction(() => /earns 6 points/.test(document.querySelector('.laurel-status__cart').textContent));
  assert.equal(await page.locator(balance).textContent(), '124 points');
  assert.deepEqual(await eventsOf(page, 'laurel-error'), []);
  world.edge.requests.length = 0;
  await page.evaluate(() => document.querySelector('laurel-store').refresh());
  assert.equal(world.edge.requests.filter((line) => /core\.wasm|v1\/me/.test(line)).length, 0);
});

test('where the core is not to be had the edge decides', async () => {
  world.edge.trouble = { down: true, only: '/e/1/core' };
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await decisionFrom(page, 'edge');
  await stateIs(page, 'ready');
  assert.equal(await page.locator(balance).textContent(), '124 points');
});

test('a core that comes late takes over from the edge', async () => {
  world.edge.trouble = { slow: 3000, only: '/e/1/core.wasm' };
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account', { waitUntil: 'domcontentloaded' });
  await decisionFrom(page, 'edge');
  assert.equal(await page.locator(balance).textContent(), '124 points');
  // What it decides alike is not announced again; the next question is its own.
  await page.waitForFunction(() => {
    const store = document.querySelector('laurel-store');
    store.cart = { currency: 'GBP', amount_minor: (store.cart?.amount_minor ?? 0) + 100 };
    return globalThis.seen.events.some((event) => event.source === 'device');
  }, null, { polling: 300 });
  assert.match(await page.locator('.laurel-status__cart').textContent(), /^This cart earns/);
});

test('while the edge is down the last that was painted stays, marked; it is asked again until it is back', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  world.edge.trouble = { down: true };
  await page.evaluate(() => document.querySelector('laurel-store').refresh());
  await stateIs(page, 'stale');
  assert.equal(await page.locator(balance).textContent(), '124 points');
  assert.equal(await page.locator(note).textContent(), 'Not up to date');
  assert.equal(await page.locator(note).isVisible(), true);
  const error = await eventOf(page, 'laurel-error');
  assert.deepEqual([error.code, error.retryable], ['answer_invalid', true]);
  world.edge.trouble = {};
  await stateIs(page, 'ready');
  assert.equal(await page.locator(note).isVisible(), false);
});

test('an edge that is down from the start leaves what the shop put there', async () => {
  world.edge.trouble = { down: true, only: '/v1/' };
  const change = (html) => html.replace('<laurel-status class="full">', '$&<p class="own">Points for every order</p>');
  const page = await world.page({ member: 'demo-ada', change });
  await page.goto('/en/account');
  await stateIs(page, 'stale');
  assert.equal(await page.locator(`${status} .own`).textContent(), 'Points for every order');
});

test('an edge that is slow moves nothing when it answers', async () => {
  let answer;
  world.edge.trouble = { until: new Promise((resolve) => { answer = resolve; }), only: '/v1/' };
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'loading');
  assert.equal(await page.locator(balance).count(), 0);
  answer();
  await stateIs(page, 'ready');
  assert.equal(await page.locator(balance).textContent(), '124 points');
  assert.deepEqual(await page.evaluate(() => globalThis.seen.shifts), []);
});

test('a token that the edge refuses is renewed once, and then the widget stays as it was', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  let tokens = 0;
  await page.route('**/loyalty/token', (route) => {
    tokens += 1;
    return route.continue();
  });
  world.edge.trouble = { refuseTokens: true };
  await page.evaluate(() => document.querySelector('laurel-store').refresh());
  const error = await eventOf(page, 'laurel-error');
  assert.deepEqual([error.code, error.retryable, tokens], ['token_expired', false, 2]);
  assert.match(error.docUrl, /#token_expired$/);
  assert.equal(await page.locator(balance).textContent(), '124 points');
});

test('the tag twice is the tag once', async () => {
  const tag = '<script type="module" async src="/laurel/e/1/laurel.js?twice"></script>';
  const page = await world.page({ member: 'demo-ada', change: (html) => html.replace('</head>', `${tag}$&`) });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  assert.deepEqual(page.problems, []);
  assert.equal(await page.locator(`${status} > section`).count(), 1);
  assert.equal((await eventsOf(page, 'laurel-ready')).length, 1);
});

test('a page restored from the back/forward cache asks again', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  world.edge.placeOrder('600001', 'demo-ada', 5_000, 30);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await page.waitForFunction(() => /174/.test(document.querySelector('.laurel-status__balance').textContent));
});

test('a widget outside a store says so to the developer and stays as it is', async () => {
  const page = await world.page();
  const warnings = [];
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  await page.goto('/en/');
  await stateIs(page, 'ready');
  await page.evaluate(() => document.body.append(document.createElement('laurel-status')));
  assert.deepEqual(warnings, ['<laurel-status> needs a <laurel-store> around it']);
});
