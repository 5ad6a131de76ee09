// What a shopper and a developer get from the status widget when everything works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventOf, eventsOf, stateIs, status, World } from './support/world.mjs';

const world = new World();
after(() => world.close());
before(async () => {
  await world.open();
  world.edge.placeOrder('536365', 'demo-ada', 12_450, 100);
  world.edge.placeOrder('540112', 'demo-ada', 8_450, 3);
});

test('the balance is in the HTML that the shop sends, and the page comes to the same', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account', { waitUntil: 'commit' });
  const before = await (await page.request.get(`${world.shop.address}/en/account`)).text();
  assert.match(before, /<strong>124<\/strong> points/);
  await stateIs(page, 'ready');
  assert.equal(await page.locator('.laurel-status__balance').textContent(), '124 points');
  assert.match(await page.locator('.laurel-status__note--pending').textContent(), /^84 points on their way, from /);
  const decision = await eventOf(page, 'laurel-decision');
  assert.equal(decision.source, 'device');
  assert.equal(decision.programHash, 'a1');
  assert.ok(decision.milliseconds < 1000);
  assert.deepEqual((await eventOf(page, 'laurel-ready')), { type: 'laurel-ready', store: 'fern', signedIn: true });
  assert.deepEqual(page.problems, []);
});

test('the widget that the page draws has the markup that the edge serialises', async () => {
  const page = await world.page({ member: 'demo-ada' });
  const markup = () => page.locator(status).evaluate((element) => element.firstElementChild.outerHTML);
  await page.goto('/zh/account');
  await stateIs(page, 'ready');
  const drawn = await markup();
  const other = await world.page({ member: 'demo-ada', javaScriptEnabled: false });
  await other.goto('/zh/account');
  assert.equal(drawn, await other.locator(`${status} > section`).evaluate((element) => element.outerHTML));
});

test('what the page says a cart earns is what its order earns', async () => {
  const page = await world.page({ member: 'demo-bao', cart: ['assam', 'assam', 'oolong'] });
  await page.goto('/en/cart');
  await stateIs(page, 'ready');
  const line = page.locator('.laurel-status__cart');
  await page.waitForFunction(() => /cart earns/.test(document.querySelector('.laurel-status__cart').textContent));
  assert.equal(await line.textContent(), 'This cart earns 24 points');
  await page.locator('button', { hasText: 'Place the order' }).click();
  await page.waitForURL('**/account');
  await stateIs(page, 'ready');
  assert.match(await page.locator('.laurel-status__note--pending').textContent(), /^24 points/);
});

test('a change of the cart shows at once, without asking the edge', async () => {
  const page = await world.page({ member: 'demo-ada', cart: ['assam'] });
  await page.goto('/en/cart');
  await page.waitForFunction(() => /earns 6 points/.test(document.querySelector('.laurel-status__cart').textContent));
  const asked = world.edge.requests.length;
  await page.evaluate(() => {
    document.dispatchEvent(new CustomEvent('laurel-cart', { detail: { currency: 'GBP', amount_minor: 99_999 } }));
  });
  await page.waitForFunction(() => /earns 999 points/.test(document.querySelector('.laurel-status__cart').textContent));
  assert.equal(world.edge.requests.length, asked);
});

test('a cart in another currency is left out, and one that is no cart is an error', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  await page.evaluate(() => (document.querySelector('laurel-store').cart = { currency: 'EUR', amount_minor: 500 }));
  assert.equal(await page.locator('.laurel-status__cart').textContent(), 'Every £1.00 earns 1 point');
  const message = await page.evaluate(() => {
    try {
      document.querySelector('laurel-store').cart = { currency: 'GBP', amount_minor: 12.5 };
      return '';
    } catch (error) {
      return error.message;
    }
  });
  assert.match(message, /amount_minor/);
});

test('somebody who is not signed in is invited, in both languages', async () => {
  for (const [language, invitation] of [['en', 'Sign in to see and collect your points'], ['zh', '登录后即可查看并累积积分']]) {
    const page = await world.page();
    await page.goto(`/${language}/`);
    await stateIs(page, 'ready');
    assert.equal(await page.locator('.laurel-status__invitation').textContent(), invitation);
    assert.equal((await eventOf(page, 'laurel-ready')).signedIn, false);
  }
});

test('signing out and in again shows the other member, never the one before', async () => {
  const page = await world.page({ member: 'demo-ada' });
  await page.goto('/en/account');
  await stateIs(page, 'ready');
  await page.request.post(`${world.shop.address}/sign-in`, { form: { member: 'demo-cleo' }, maxRedirects: 0 });
  await page.evaluate(() => document.querySelector('laurel-store').refresh());
  assert.equal(await page.locator('.laurel-status__balance').textContent(), '0 points');
  assert.equal(await page.locator('.laurel-status__movement').count(), 0);
});

test('an impression is counted once, after half of the widget was visible for a second', async () => {
  const page = await world.page();
  await page.goto('/en/');
  assert.equal((await eventOf(page, 'laurel-impression')).widget, 'status');
  await page.evaluate(() => scrollTo(0, 2000));
  await page.evaluate(() => scrollTo(0, 0));
  assert.equal((await eventsOf(page, 'laurel-impression')).length, 1);
});

test('nothing is fetched for a widget far below the fold while the page is busy', async () => {
  const change = (html) => html.replace('<section class="hero">', '<div class="far"></div><section class="hero">')
    .replace('</head>', '<link rel="stylesheet" href="/far.css"></head>');
  const page = await world.page({ change });
  const far = { contentType: 'text/css', body: '.far{block-size:5000px}' };
  await page.route('**/far.css', (route) => route.fulfill(far));
  await page.addInitScript(() => delete globalThis.requestIdleCallback);
  world.edge.requests.length = 0;
  await page.goto('/en/');
  await page.waitForFunction(() => customElements.get('laurel-status'));
  assert.equal(world.edge.requests.filter((line) => /core|v1\/(program|me|decide)/.test(line)).length, 0);
  await page.locator(status).scrollIntoViewIfNeeded();
  await stateIs(page, 'ready');
});

const buttons = (...keys) => ({
  tag: 'section',
  children: [{ tag: 'ul', children: keys.map((key) => (
    { tag: 'li', key, children: [{ tag: 'button', attributes: { type: 'button' }, children: [key] }] }
  )) }],
});

test('a patch in place keeps the focus, the selection and the elements, whatever moves around them', async () => {
  const page = await world.page();
  await page.goto('/en/');
  await stateIs(page, 'ready');
  const kept = await page.evaluate(([first, second, third]) => {
    const widget = document.createElement('laurel-status');
    document.querySelector('main').append(widget);
    const detail = { widget: 'status', source: 'device', programHash: '', stateVersion: 1, milliseconds: 0 };
    const names = () => [...widget.querySelectorAll('button')].map((button) => button.textContent).join('');
    widget.show(first, detail);
    const button = widget.querySelectorAll('button')[1];
    button.focus();
    getSelection().selectAllChildren(button);
    const result = [];
    for (const tree of [second, third, first]) {
      widget.show(tree, detail);
      result.push(`${names()} ${document.activeElement === button} ${getSelection().toString()}`);
    }
    return result;
  }, [buttons('a', 'b', 'c'), buttons('c', 'b', 'd', 'a'), buttons('b')]);
  assert.deepEqual(kept, ['cbda true b', 'b true b', 'abc true b']);
});

test('a forged answer brings no script, no handler and no address that runs', async () => {
  const page = await world.page();
  await page.goto('/en/');
  await stateIs(page, 'ready');
  const html = await page.evaluate(() => {
    const widget = document.createElement('laurel-status');
    document.querySelector('main').append(widget);
    const attributes = { href: 'java\nscript:alert(1)', onclick: 'alert(1)', style: 'color:red', class: 'x' };
    widget.show({ tag: 'div', children: [
      { tag: 'script', children: ['alert(1)'] }, { tag: 'iframe' }, { tag: 'a', attributes, children: ['<b>text</b>'] },
    ] }, { widget: 'status', source: 'device', programHash: '', stateVersion: 0, milliseconds: 0 });
    return widget.innerHTML;
  });
  assert.equal(html, '<div><a class="x">&lt;b&gt;text&lt;/b&gt;</a></div>');
});
