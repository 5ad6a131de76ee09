// What a hostile or a broken client sends gets a clear error and changes nothing: neither points nor a single event.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Edge } from './support/edge.mjs';

let edge;
let untouched;

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// Anna's points and how many events the store holds.
async function state() {
  const me = await edge.request('GET', '/v1/me', { credential: edge.token('anna') });
  const metrics = await edge.request('GET', '/metrics');
  const events = /laurel_store_events\{store="alpha"\} (\d+)/.exec(metrics.body)[1];
  return { ...me.body, now_at: '', events };
}

before(async () => {
  edge = await new Edge().start({ options: ['--threads', '8'] });
  await edge.order('1001');
  await edge.shopper('POST', '/v1/me/redemptions', { id: 'r-1', points: 10 });
  untouched = await state();
  assert.equal(untouched.available, 40);
});

after(async () => {
  assert.deepEqual(await state(), untouched);
  assert.equal(await edge.stop(), 0);
});

function assertProblem({ status, headers, body }, expected, code) {
  assert.equal(status, expected, JSON.stringify(body));
  assert.match(headers.get('content-type'), /^application\/problem\+json/);
  if (code) assert.equal(body.code, code);
  assert.ok(body.detail.length > 10 && body.request_id && body.type.includes(`#${body.code}`));
}

const line = { sku: 'mug', quantity: 1, amount_minor: 100 };
const order = { id: 'h-1', member: 'anna', placed_at: '2026-01-01T10:00:00Z', currency: 'GBP', lines: [line] };
const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels);

const bodies = [
  ['cut short', JSON.stringify(order).slice(0, -3), 400, 'json_syntax'],
  ['nothing', '', 400, 'json_syntax'],
  ['two values', '{} {}', 400, 'json_syntax'],
  ['a comment', '{/**/}', 400, 'json_syntax'],
  ['NaN', '{"id":NaN}', 400, 'json_syntax'],
  ['deeply nested', nested(100_000), 400, 'json_too_deep'],
  ['a key twice', '{"id":"h-1","id":"h-2"}', 400, 'json_duplicate_key'],
  ['a lone surrogate', '{"id":"\\ud800"}', 400, 'json_invalid_utf8'],
  ['1e400', JSON.stringify(order).replace('100', '1e400'), 422, 'number_not_integer'],
  ['a fraction', JSON.stringify(order).replace('100', '1.5'), 422, 'number_not_integer'],
  ['beyond 2^53', JSON.stringify(order).replace('100', '9007199254740993'), 422, 'number_out_of_range'],
  ['a number of 1,000 digits', JSON.stringify(order).replace('100', '1'.repeat(1000)), 422, 'number_out_of_range'],
  ['a negative amount', { ...order, lines: [{ ...line, amount_minor: -1 }] }, 422, 'number_out_of_range'],
  ['a quantity of 0', { ...order, lines: [{ ...line, quantity: 0 }] }, 422, 'number_out_of_range'],
  ['text for a number', { ...order, lines: [{ ...line, quantity: '1' }] }, 422, 'wrong_type'],
  ['a number for text', { ...order, member: 17850 }, 422, 'wrong_type'],
  ['null', 'null', 422, 'wrong_type'],
  ['an unknown field', { ...order, is_admin: true }, 422, 'unknown_field'],
  ['__proto__', JSON.stringify(order).replace('{', '{"__proto__":{"x":1},'), 422, 'unknown_field'],
  ['an unknown currency', { ...order, currency: 'GBX' }, 422, 'unknown_currency'],
  ['a date that does not exist', { ...order, placed_at: '2026-02-29T10:00:00Z' }, 422, 'invalid_instant'],
  ['an hour that does not exist', { ...order, placed_at: '2026-02-28T24:00:01Z' }, 422, 'invalid_instant'],
  ['a date alone', { ...order, placed_at: '2026-02-28' }, 422, 'invalid_instant'],
  ['to come', { ...order, placed_at: '2999-02-28T10:00:00Z' }, 422, 'instant_in_future'],
  ['a control character in an id', { ...order, id: 'a\u0000b' }, 422, 'invalid_identifier'],
  ['an id of spaces', { ...order, id: '   ' }, 422, 'invalid_identifier'],
  ['2,001 lines', { ...order, lines: Array(2001).fill(line) }, 422, 'list_too_long'],
  ['no member of the shape', {}, 422, 'missing_field'],
];

for (const [name, body, status, code] of bodies) {
  test(`an order that is ${name} is refused`, async () => {
    assertProblem(await edge.admin('POST', '/v1/admin/orders', body), status, code);
  });
}

test('a body that is no UTF-8 is refused', async () => {
  const body = Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
  const response = await fetch(`${edge.address}/v1/admin/orders`, {
    method: 'POST', body,
    headers: {
      authorization: `Bearer ${edge.stores.alpha.key}`, 'idempotency-key': 'utf8', 'content-type': 'application/json',
    },
  });
  assert.equal(response.status, 400);
  assert.equal((await response.json()).code, 'json_invalid_utf8');
});

test('a body above 1 MiB is refused before it is read', async () => {
  assertProblem(await edge.admin('POST', '/v1/admin/orders', ' '.repeat(1024 * 1024 + 1)), 413, 'body_too_large');
});

test('redemptions that nobody can pay are refused', async () => {
  const hold = (points) => edge.shopper('POST', '/v1/me/redemptions', { points });
  assertProblem(await hold(41), 409, 'insufficient_points');
  assertProblem(await hold(0), 422, 'number_out_of_range');
  assertProblem(await hold(-40), 422, 'number_out_of_range');
  assertProblem(await hold(Number.MAX_SAFE_INTEGER), 409, 'insufficient_points');
  assertProblem(await edge.shopper('POST', '/v1/me/redemptions/r-1/capture', undefined, { member: 'bert' }), 404);
  assertProblem(await edge.shopper('POST', '/v1/me/redemptions/r-1/capture', undefined, { store: 'beta' }), 404);
});

test('tokens that the shop did not mint are refused', async () => {
  const { kid, secret } = edge.stores.alpha;
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'anna', aud: 'laurel:alpha', iat: now, exp: now + 600 };
  const minted = (header, body, key = secret) => {
    const text = `${encoded(header)}.${encoded(body)}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  const header = { alg: 'HS256', kid };
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = `${encoded({ alg: 'EdDSA', kid })}.${encoded(claims)}`;
  const tokens = {
    'alg none': `${encoded({ alg: 'none', kid })}.${encoded(claims)}.`,
    'alg none, signed': minted({ alg: 'none', kid }, claims),
    'another algorithm': `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`,
    'another secret': minted(header, claims, 'guess'),
    'the empty secret': minted(header, claims, Buffer.alloc(0)),
    'no kid': minted({ alg: 'HS256' }, claims),
    'an unknown kid': minted({ ...header, kid: 'nobody' }, claims),
    'a kid that is a path': minted({ ...header, kid: '../../etc/passwd' }, claims),
    'a kid of another store': minted({ ...header, kid: edge.stores.beta.kid }, claims),
    'another store': minted(header, { ...claims, aud: 'laurel:beta' }),
    'no audience': minted(header, { ...claims, aud: undefined }),
    'a life of an hour': minted(header, { ...claims, exp: now + 3600 }),
    'no end': minted(header, { ...claims, exp: undefined }),
    'the future': minted(header, { ...claims, iat: now + 300 }),
    'no subject': minted(header, { ...claims, sub: undefined }),
    'an admin key': edge.stores.alpha.key,
    'garbage': 'a.b.c',
  };
  for (const [name, credential] of Object.entries(tokens)) {
    const reply = await edge.request('GET', '/v1/me', { credential });
    assert.equal(reply.status, 401, name);
    assert.equal(reply.body.code, 'token_invalid', name);
    assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
  }
  const expired = minted(header, { ...claims, iat: now - 700, exp: now - 100 });
  assertProblem(await edge.request('GET', '/v1/me', { credential: expired }), 401, 'token_expired');
});

const host = 'Host: x\r\n';
const post = `POST /v1/decide HTTP/1.1\r\n${host}`;
const smuggled = `DELETE /v1/admin/members/anna HTTP/1.1\r\n${host}Idempotency-Key: s\r\nAuthorization: Bearer `;
const heads = [
  ['length and chunks', `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['two lengths', `${post}Content-Length: 0\r\nContent-Length: 9\r\n\r\n`, 400],
  ['the same length twice', `${post}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`, 400],
  ['a list of lengths', `${post}Content-Length: 0, 9\r\n\r\n`, 400],
  ['a signed length', `${post}Content-Length: +0\r\n\r\n`, 400],
  ['chunks', `${post}Transfer-Encoding: chunked\r\n\r\n-1\r\n`, 411],
  ['chunks in disguise', `${post}Transfer-Encoding: \tchunked, identity\r\n\r\n0\r\n\r\n`, 411],
  ['a name with a space', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`, 400],
  ['a folded field', `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`, 400],
  ['line feeds alone', 'POST /v1/decide HTTP/1.1\nHost: x\nContent-Length: 0\n\n', 400],
  ['a carriage return alone', `${post}X: a\rContent-Length: 9\r\n\r\n`, 400],
  ['a zero byte', `GET /livez HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 400],
  ['no host', 'GET /livez HTTP/1.1\r\n\r\n', 400],
  ['two hosts', `GET /livez HTTP/1.1\r\n${host}Host: y\r\n\r\n`, 400],
  ['a compressed body', `${post}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab`, 415],
  ['an address of 9,000 bytes', `GET /${'a'.repeat(9000)} HTTP/1.1\r\n${host}\r\n`, 414],
  ['an address without an end', `GET /${'a'.repeat(100_000)}`, 414],
  ['a field of 64 KiB', `GET /livez HTTP/1.1\r\n${host}X: ${'a'.repeat(65_536)}\r\n\r\n`, 400],
  ['200,000 fields', `GET /livez HTTP/1.1\r\n${host}${'A: b\r\n'.repeat(200_000)}\r\n`, 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a handshake of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n', 400],
];

for (const [name, head, status] of heads) {
  test(`${name}: refused, the connection closed, and what follows never read`, async () => {
    const heard = await edge.raw([Buffer.from(`${head}${smuggled}${edge.stores.alpha.key}\r\n\r\n`, 'latin1')]);
    assert.match(heard, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(heard, /\r\nConnection: close\r\n/);
    assert.match(heard, /application\/problem\+json/);
    assert.equal(heard.match(/HTTP\/1\.1 \d{3} /g).length, 1);
  });
}

test('what a proxy would trust is not trusted: fields never say who is asking', async () => {
  const fields = ['X-Forwarded-For: 127.0.0.1', 'REMOTE_ADDR: 127.0.0.1', 'Forwarded: for=127.0.0.1', 'X-Real-IP: ::1'];
  for (const field of fields) {
    const heard = await edge.raw([`GET /metrics HTTP/1.1\r\n${host}${field}\r\nConnection: close\r\n\r\n`]);
    const trusted = field.startsWith('REMOTE_ADDR');
    assert.match(heard, trusted ? /^HTTP\/1.1 200 / : /^HTTP\/1.1 404 /, field);
  }
});

test('encoded line ends do not become fields, encoded slashes no other route', async () => {
  const paths = [
    '/v1/program?store=alpha%0d%0aX-Evil:%201', '/v1/admin/members/a%0d%0ab', '/v1%2Fme', '/e/1/..%2f..%2fx',
  ];
  for (const path of paths) {
    const reply = await edge.request('GET', path, { credential: edge.stores.alpha.key });
    assert.ok(reply.status === 404 || reply.status === 422, `${path}: ${reply.status}`);
    assert.equal(reply.headers.get('x-evil'), null);
  }
});

test('a body cut short reaches no handler', async () => {
  const body = JSON.stringify(order);
  const head = `POST /v1/admin/orders HTTP/1.1\r\n${host}Authorization: Bearer ${edge.stores.alpha.key}\r\n` +
    `Idempotency-Key: cut\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const heard = await edge.raw([head, body.slice(0, -1)]);
  assert.match(heard, /^HTTP\/1.1 408 /);
  assert.match(heard, /"code":"request_incomplete"/);
});

test('300 clients who send a byte now and then hold nobody up', async () => {
  const crawl = `GET /livez HTTP/1.1\r\n${host}X: ${'a'.repeat(200)}`.split('');
  const slow = Array.from({ length: 300 }, () => edge.raw(crawl, { pause: 200, ends: false }));
  for (let i = 0; i < 50; ++i) assert.equal((await edge.request('GET', '/livez')).status, 200);
  for (const heard of await Promise.all(slow)) assert.match(heard, /^HTTP\/1.1 408 /);
});

test('the other store\'s key and tokens find nothing here, as if nothing were there', async () => {
  const { key } = edge.stores.beta;
  const asks = [
    ['GET', '/v1/admin/members/$', undefined],
    ['POST', '/v1/admin/orders/$/refunds', { id: 'x', amount_minor: 1 }],
    ['POST', '/v1/admin/members/$/redemptions/r-1/capture', undefined],
    ['POST', '/v1/admin/members/$/redemptions/r-1/void', undefined],
  ];
  for (const [method, path, body] of asks) {
    const ask = (id) => edge.request(method, path.replace('$', id), { body, credential: key, key: `${id}${path}` });
    const known = await ask(path.includes('orders') ? '1001' : 'anna');
    const unknown = await ask('nobody');
    assert.equal(known.status, 404, path);
    assert.equal(unknown.status, 404, path);
    assert.equal(known.body.code, unknown.body.code);
    assert.equal(known.body.detail, unknown.body.detail);
  }
});
