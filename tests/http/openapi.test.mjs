// The edge's description is a valid one, and what the edge answers is what it describes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Edge, program } from './support/edge.mjs';

let edge;
let description;
let ajv;
const seen = new Set();

before(async () => {
  edge = await new Edge().start();
  description = (await edge.request('GET', '/openapi.json')).body;
  ajv = formats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema(description, 'openapi');
});

after(() => edge.stop());

// The path in the description that an address belongs to.
function pathOf(address) {
  const asked = address.split('?')[0].split('/');
  const fits = (path) => {
    const parts = path.split('/');
    return parts.length === asked.length && parts.every((part, i) => part === asked[i] || part.startsWith('{'));
  };
  const paths = Object.keys(description.paths).filter(fits);
  return paths.find((path) => path === asked.join('/')) ?? paths[0];
}

const escaped = (part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
const pointer = (...parts) => parts.map((part) => `/${escaped(part)}`).join('');

function assertDescribed(method, address, { status, headers, body }) {
  const path = pathOf(address);
  const operation = description.paths[path][method.toLowerCase()];
  const described = operation.responses[status];
  if (status >= 400) assert.equal(described, undefined, 'a failure is the default');
  else assert.ok(described, `${method} ${address} answers ${status}, which is not described`);
  seen.add(operation.operationId);
  if (status === 304) return;
  const type = headers.get('content-type').split(';')[0];
  const place = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
  const schema = `openapi#${status >= 400 ? '/components/schemas/problem' : encodeURI(pointer(...place))}`;
  if (status >= 400) assert.equal(type, 'application/problem+json');
  else assert.ok(described.content[type], `${method} ${address} answers ${type}`);
  const validate = ajv.getSchema(schema);
  assert.ok(validate, schema);
  assert.ok(validate(body), `${method} ${address}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
}

async function faultsOf(document) {
  const rules = { struct: 'error', 'operation-operationId-unique': 'error' };
  const config = await createConfig({ extends: ['minimal'], rules });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.filter(({ severity }) => severity === 'error');
}

test('a public validator finds nothing wrong with the description', async () => {
  const errors = await faultsOf(description);
  assert.deepEqual(errors.map(({ message, location }) => `${location[0]?.pointer}: ${message}`), []);
});

test('the validator finds what is wrong with a broken one', async () => {
  const broken = structuredClone(description);
  broken.paths['/v1/me'].get.responses = 7;
  assert.ok((await faultsOf(broken)).length > 0);
});

test('the answers of every JSON route are as described', async () => {
  const ask = async (method, address, answer) => {
    const reply = await answer;
    assertDescribed(method, address, reply);
    return reply;
  };
  const admin = (method, address, body) => ask(method, address, edge.admin(method, address, body));
  const shopper = (method, address, body) => ask(method, address, edge.shopper(method, address, body));
  const anybody = (method, address, body) => ask(method, address, edge.request(method, address, { body }));
  const line = { sku: 'mug', quantity: 2, amount_minor: 5000 };
  const order = { id: '1001', member: 'anna', placed_at: '2026-01-01T10:00:00Z', currency: 'GBP', lines: [line] };

  await anybody('GET', '/livez');
  await anybody('GET', '/readyz');
  await anybody('GET', '/openapi.json');
  await anybody('GET', '/program.schema.json');
  await anybody('GET', '/v1/program?store=alpha');
  await anybody('GET', '/v1/program');
  await shopper('GET', '/v1/me');
  assert.equal((await admin('POST', '/v1/admin/orders', order)).status, 201);
  assert.equal((await admin('POST', '/v1/admin/orders', order)).status, 200);
  await admin('POST', '/v1/admin/orders', { ...order, lines: [] });
  await admin('POST', '/v1/admin/orders/batch', { orders: [{ ...order, id: '1002' }, { ...order, id: '' }] });
  await admin('POST', '/v1/admin/orders/1001/refunds', { id: 'rf-1', items: [{ line: 0, quantity: 1 }] });
  await admin('POST', '/v1/admin/orders/9999/refunds', { id: 'rf-1', amount_minor: 1 });
  await admin('POST', '/v1/admin/members/anna/adjustments', { points: 100, reason: 'Welcome back' });
  const me = await shopper('GET', '/v1/me');
  assert.ok(me.body.available > 100);
  assert.ok(me.body.movements.length >= 3);
  const same = edge.request('GET', '/v1/me', {
    credential: edge.token('anna'), headers: { 'if-none-match': me.headers.get('etag') },
  });
  assert.equal((await ask('GET', '/v1/me', same)).status, 304);
  await shopper('POST', '/v1/me/redemptions', { id: 'r-1', points: 10 });
  await shopper('POST', '/v1/me/redemptions', { id: 'r-2', points: 10 });
  await shopper('POST', '/v1/me/redemptions/r-1/capture');
  await shopper('POST', '/v1/me/redemptions/r-2/void');
  await shopper('POST', '/v1/me/redemptions', { points: 1_000_000 });
  await admin('POST', '/v1/admin/members/anna/redemptions', { id: 'r-3', points: 10 });
  await admin('POST', '/v1/admin/members/anna/redemptions', { id: 'r-4', points: 10 });
  await admin('POST', '/v1/admin/members/anna/redemptions/r-3/capture');
  await admin('POST', '/v1/admin/members/anna/redemptions/r-4/void');
  const benefit = { gift_product: { sku: 'mug' } };
  const mug = { id: 'mug', name: { en: 'A mug' }, points: 10, benefit, stock: { times: 2 } };
  const tea = { ...mug, id: 'tea', name: { en: 'Tea', 'zh-CN': '茶' }, window: { from: '2100-01-01T00:00:00Z' } };
  await admin('POST', '/v1/admin/program', { program: { ...program, rewards: [mug, tea] } });
  await shopper('GET', '/v1/me/rewards?amount_minor=1250');
  await admin('GET', '/v1/admin/members/anna/rewards');
  await admin('GET', '/v1/admin/rewards');
  await shopper('POST', '/v1/me/redemptions', { reward: 'tea' });
  for (const outcome of ['capture', 'void']) {
    const { code } = (await shopper('POST', '/v1/me/redemptions', { reward: 'mug' })).body;
    await admin('GET', `/v1/admin/redemptions/${code}`);
    await admin('POST', `/v1/admin/redemptions/${code}/${outcome}`);
    await admin('POST', `/v1/admin/redemptions/${code}/cancel`);
  }
  await admin('GET', '/v1/admin/redemptions/7K2M-Q9XD-4FTB');
  const cart = { currency: 'GBP', amount_minor: 1250 };
  await shopper('POST', '/v1/decide', { widget: 'status', locale: 'en', cart });
  await anybody('POST', '/v1/decide?store=alpha', { widget: 'status', locale: 'zh-CN' });
  await anybody('POST', '/v1/decide', { widget: 'wheel' });
  await anybody('GET', '/v1/fragments/status?store=alpha');
  await admin('GET', '/v1/admin/members/anna');
  await admin('GET', '/v1/admin/members/anna?at=2026-01-02T00:00:00Z');
  await admin('GET', '/v1/admin/members/nobody');
  await admin('GET', '/v1/admin/program');
  await admin('POST', '/v1/admin/program', { program: { ...program, name: 'Second' } });
  await admin('POST', '/v1/admin/program', { program: { ...program, currency: 'XYZ' } });
  await admin('POST', '/v1/admin/program/check', { program: {} });
  const link = edge.laurel('key', 'link', '--store', 'alpha');
  await anybody('POST', '/v1/admin/session', { token: /token=([\w-]+)/.exec(link)[1] });
  await anybody('POST', '/v1/admin/session', { token: 'used' });
  const member = '/v1/admin/members/anna';
  await admin('POST', `${member}/actions`, { id: 'a-1', name: 'visit' });
  await admin('POST', '/v1/admin/actions/a-1/revoke');
  await shopper('PUT', '/v1/me/facts', { birthday: { month: 2, day: 29 } });
  await admin('PUT', `${member}/facts`, {});
  await admin('POST', `${member}/extensions`, { expires_at: '2100-01-01T00:00:00Z', reason: 'a late parcel' });
  await admin('POST', `${member}/redemptions/r-3/cancel`);
  await admin('POST', '/v1/admin/orders/1001/milestones', { name: 'delivered' });
  await admin('POST', '/v1/admin/orders/explain', { order: { lines: [line] } });
  await admin('POST', '/v1/admin/members/bob/opening', {
    source: 'smile', lots: [{ points: 5, earned_at: '2026-01-01T00:00:00Z' }],
  });
  const coupon = { id: 'five', name: { en: 'Five' }, benefit: { money_off: { amount_minor: 500 } } };
  await admin('POST', '/v1/admin/program', { program: { ...program, coupons: [coupon] } });
  const issued = await admin('POST', '/v1/admin/coupons', { campaign: 'five', count: 2, member: 'anna' });
  const [code] = issued.body.codes;
  await shopper('POST', '/v1/coupons/quote', { lines: [line], codes: [code] });
  await shopper('GET', '/v1/me/coupons');
  const { id } = (await admin('POST', '/v1/admin/coupons/lookup', { code })).body;
  await admin('GET', '/v1/admin/coupons?limit=1');
  await admin('GET', `/v1/admin/coupons/${id}`);
  for (const outcome of ['release', 'commit']) {
    const checkout = `/v1/admin/checkouts/${outcome}`;
    await admin('POST', `${checkout}/quote`, { member: 'anna', lines: [line], codes: [code] });
    await admin('POST', `${checkout}/reserve`, { member: 'anna', lines: [line], codes: [code] });
    await admin('POST', `${checkout}/${outcome}`, outcome === 'commit' ? { order: '1001' } : undefined);
  }
  await admin('POST', `/v1/admin/coupons/${id}/void`, { reason: 'lost' });
  const wrap = { id: 'wrap', name: { en: 'Gift wrap' }, caps: [{ per: { unit: 'year' }, times: 2 }] };
  const silver = { id: 'silver', name: { en: 'Silver' }, thresholds: { orders: 1 }, benefits: [wrap] };
  const gold = { id: 'gold', name: { en: 'Gold', 'zh-CN': '金卡' }, thresholds: { spend_minor: 9_000_000, orders: 9 } };
  const tiers = { window: 'rolling', rolling_days: 800, valid: { months: 12 }, levels: [silver, gold] };
  await admin('POST', '/v1/admin/program', { program: { ...program, tiers } });
  await shopper('GET', '/v1/me/tier?amount_minor=1250');
  await admin('GET', `${member}/tier`);
  await admin('GET', '/v1/admin/tiers?tier=silver');
  await admin('POST', `${member}/tier`, { tier: 'gold', until: '2100-01-01T00:00:00Z', reason: 'a friend' });
  await admin('POST', `${member}/tier/withdraw`, { reason: 'over' });
  await admin('POST', `${member}/tier`, { tier: 'bronze', reason: 'a friend' });
  await admin('POST', `${member}/benefits/wrap/uses`, { id: 'u-1' });
  await admin('POST', `${member}/benefits/tea/uses`, { id: 'u-2' });
  assert.equal((await shopper('GET', '/v1/me')).body.tier.now.tier.id, 'silver');
  await admin('GET', '/v1/admin/program/versions');
  await admin('GET', '/v1/admin/program/diff?from=1&to=2');
  await admin('POST', '/v1/admin/program/diff', { program });
  await admin('POST', '/v1/admin/program/rollback', { version: 1 });
  await admin('DELETE', '/v1/admin/members/anna');

  const operations = Object.values(description.paths).flatMap((methods) => Object.values(methods));
  const isJson = ({ responses }) => 'application/json' in (responses['200'] ?? responses['201']).content;
  const unseen = operations.filter(isJson).map(({ operationId }) => operationId).filter((id) => !seen.has(id));
  assert.deepEqual(unseen, []);
});

test('the schema of a programme takes what the edge takes and refuses what it refuses', async () => {
  const { body: schema } = await edge.request('GET', '/program.schema.json');
  const validate = ajv.compile(schema);
  const changes = [
    {}, { name: '' }, { currency: 'pounds' }, { format: 2 }, { points: {} },
    { points: { ...program.points, pending_days: -1 } },
    { earning: [] }, { earning: [{ ...program.earning[0], rounding: 'sideways' }] }, { unknown: 1 }, { time_zone: 7 },
  ];
  for (const change of changes) {
    const draft = { ...program, ...change };
    const { body } = await edge.admin('POST', '/v1/admin/program/check', { program: draft });
    const findings = JSON.stringify({ change, edge: body.errors, schema: validate.errors });
    assert.equal(validate(draft), body.errors.length === 0, findings);
  }
  assert.match(JSON.stringify(schema), /"x-private":true/);
});
