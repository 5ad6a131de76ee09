// Many clients at once, over the network and onto the disk: never a point more than there is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Edge } from './support/edge.mjs';

let edge;

before(async () => { edge = await new Edge().start(); });
after(() => edge.stop());

const available = async () => (await edge.request('GET', '/v1/me', { credential: edge.token('anna') })).body.available;

test('64 clients who want the same points get exactly what can be paid', async () => {
  await edge.order('1001', { amount: 100_000 });
  assert.equal(await available(), 1000);
  const hold = (_, i) => edge.shopper('POST', '/v1/me/redemptions', { points: 30 }, { key: `client-${i}` });
  const replies = await Promise.all(Array.from({ length: 64 }, hold));
  const count = (status) => replies.filter((reply) => reply.status === status).length;
  assert.equal(count(201), 33);
  assert.equal(count(409), 31);
  assert.equal(await available(), 10);
  const again = await Promise.all(Array.from({ length: 64 }, hold));
  assert.deepEqual(again.map(({ status }) => status), replies.map(({ status }) => status));
  assert.ok(again.every(({ headers }) => headers.get('idempotency-replayed') === 'true'));
  assert.equal(await available(), 10);
});

test('the same order from 32 clients at once is one order', async () => {
  const placed_at = new Date().toISOString();
  const lines = [{ sku: 'mug', quantity: 1, amount_minor: 5000 }];
  const body = { id: 'same', member: 'bert', placed_at, currency: 'GBP', lines };
  const replies = await Promise.all(Array.from({ length: 32 }, () => edge.admin('POST', '/v1/admin/orders', body)));
  assert.equal(replies.filter(({ status }) => status === 201).length, 1);
  assert.equal(replies.filter(({ status }) => status === 200).length, 31);
  const me = await edge.request('GET', '/v1/me', { credential: edge.token('bert') });
  assert.equal(me.body.available, 50);
});

test('a capture and a void at once: one of them', async () => {
  await edge.order('1002', { member: 'carl' });
  const as = { member: 'carl' };
  await edge.shopper('POST', '/v1/me/redemptions', { id: 'r-1', points: 20 }, as);
  const replies = await Promise.all(['capture', 'void', 'capture', 'void'].map(
    (what) => edge.shopper('POST', `/v1/me/redemptions/r-1/${what}`, undefined, as)));
  const statuses = replies.filter(({ status }) => status === 200).map(({ body }) => body.status);
  assert.equal(statuses.length, 2);
  assert.equal(new Set(statuses).size, 1);
  const me = await edge.request('GET', '/v1/me', { credential: edge.token('carl') });
  assert.equal(me.body.available, statuses[0] === 'captured' ? 30 : 50);
});
