// The whole of it: the real edge with its demo store, the demo shop in front, a shopper in a browser.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dist, root } from '../support/modules.mjs';
import { eventsOf, start, stateIs, status, World } from './support/world.mjs';

const binary = process.env.LAUREL_BINARY ?? join(root, 'build/native/laurel');
const folder = mkdtempSync(join(tmpdir(), 'laurel-demo-'));
const credentials = join(folder, 'credentials.json');
const world = new World();
let edge;

before(async () => {
  edge = await start(binary, [
    'demo', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--files', dist, '--credentials', credentials,
  ]);
  await world.openShop(edge.address, credentials);
});
after(async () => {
  await world.close();
  edge?.child.removeAllListeners('exit').kill();
  rmSync(folder, { recursive: true });
});

const balance = (page) => page.locator('.laurel-status__balance strong').textContent();

test('a member finds points in the first HTML, and the core in the page comes to the same markup', async () => {
  for (const language of ['en', 'zh']) {
    const page = await world.page({ member: 'demo-ada' });
    await page.goto(`/${language}/account`);
    await stateIs(page, 'ready');
    assert.equal((await eventsOf(page, 'laurel-decision')).at(-1).source, 'device');
    const drawn = await page.locator(`${status} > section`).evaluate((element) => element.outerHTML);
    const plain = await world.page({ member: 'demo-ada', javaScriptEnabled: false });
    await plain.goto(`/${language}/account`);
    assert.equal(drawn, await plain.locator(`${status} > section`).evaluate((element) => element.outerHTML));
    assert.ok(Number((await balance(page)).replace(',', '')) > 0);
    assert.deepEqual(page.problems, []);
    assert.deepEqual(await page.evaluate(() => globalThis.seen.violations), []);
  }
});

test('an order earns what the cart promised', async () => {
  const page = await world.page({ member: 'demo-cleo', cart: ['teapot', 'assam', 'mint'] });
  await page.goto('/en/cart');
  await page.waitForFunction(() => /cart earns/.test(document.querySelector('.laurel-status__cart')?.textContent));
  const promised = await page.locator('.laurel-status__cart strong').textContent();
  await page.locator('button', { hasText: 'Place the order' }).click();
  await page.waitForURL('**/account');
  await stateIs(page, 'ready');
  assert.equal(await page.locator('.laurel-status__movement strong').first().textContent(), `+${promised}`);
});

test('where WebAssembly is refused the real edge decides alike', async () => {
  const page = await world.page({ member: 'demo-ada', cart: ['oolong'] });
  await page.goto('/en/cart');
  await stateIs(page, 'ready');
  await page.waitForFunction(() => /cart earns/.test(document.querySelector('.laurel-status__cart').textContent));
  const refused = await world.page({
    member: 'demo-ada', cart: ['oolong'], policy: (text) => text.replace(" 'wasm-unsafe-eval'", ''),
  });
  await refused.goto('/en/cart');
  await refused.waitForFunction(() => globalThis.seen.events.some((event) => event.source === 'edge'));
  await refused.waitForFunction(() => /cart earns/.test(document.querySelector('.laurel-status__cart').textContent));
  assert.equal(await refused.locator(status).textContent(), await page.locator(status).textContent());
});

test('a guest is invited, and every page works in both languages', async () => {
  for (const path of ['/', '/product/puer', '/cart', '/account']) {
    for (const language of ['en', 'zh']) {
      const page = await world.page();
      const response = await page.goto(`/${language}${path}`);
      assert.equal(response.status(), 200);
      await stateIs(page, 'ready');
      assert.equal(await page.locator('.laurel-status__invitation').count(), 1);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    }
  }
});
