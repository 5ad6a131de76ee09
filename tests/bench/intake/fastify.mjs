// The same order intake as a shop's own developer might write it: Fastify and better-sqlite3. It starts from a copy
// of the edge's store and writes the same rows into the same tables: the order judged, both events chained by
// SHA-256, both states, the identity and the kept answer. It has none of the edge's Merkle tree, page checksums,
// problem details, metrics or rate limits. Each order is a transaction of its own, since better-sqlite3 is
// synchronous; with GROUPS=1, orders that arrive in the same turn of the event loop share one.
//
// Usage: node fastify.mjs FILE PORT
import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import Database from 'better-sqlite3';
import Fastify from 'fastify';

const [file, port] = process.argv.slice(2);
const day_ms = 86_400_000;

const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.pragma('wal_autocheckpoint = 8000');
database.pragma('cache_size = -65536');

const find_key = database.prepare('SELECT value FROM setting WHERE name = ?').pluck();
const find_answer = database.prepare('SELECT body_hash, status, answer FROM answer WHERE key = ? AND principal = ?');
const find_member = database.prepare('SELECT a.* FROM identity i JOIN aggregate a ON a.id = i.aggregate ' +
  'WHERE i.external_id = ? AND i.kind = \'member\'');
const find_aggregate = database.prepare('SELECT id FROM aggregate WHERE name = ?').pluck();
const update_member = database.prepare('UPDATE aggregate SET version = ?, chain_hash = ?, state = ? WHERE id = ?');
const insert_order = database.prepare(
  'INSERT INTO aggregate (name, version, fold_version, chain_hash, state) VALUES (?, 1, 1, ?, ?)');
const insert_event = database.prepare('INSERT INTO event (aggregate, version, hash, bytes) VALUES (?, ?, ?, ?)');
const insert_identity = database.prepare('INSERT INTO identity VALUES (?, ?, \'order\', ?)');
const insert_answer = database.prepare('INSERT INTO answer (owner, recorded_at_ms, principal, key, body_hash, ' +
  'status, answer) VALUES (?, ?, ?, ?, ?, ?, ?)');
const update_head = database.prepare('UPDATE head SET size = size + 2, orders = orders + 1');

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const pseudonym_key = find_key.get('pseudonym_key');
const program = JSON.parse(database.prepare('SELECT document FROM program ORDER BY version DESC').pluck().get());
const [rule] = program.earning;

function check_key(authorization = '') {
  const [, id, secret] = /^Bearer lk_([^_]+)_(.+)$/.exec(authorization) ?? [];
  const kept = id === undefined ? undefined : find_key.get(`key/${id}`);
  if (kept === undefined) return null;
  const expected = Buffer.from(JSON.parse(kept.toString()).digest, 'hex');
  return timingSafeEqual(expected, sha256(secret)) ? `key:${id}` : null;
}

// The lot of points that the order earns.
function judge(order, placed_at_ms) {
  const total = order.lines.reduce((sum, line) => sum + line.amount_minor, 0);
  const points = Math.floor(total * rule.points / rule.per_minor);
  const expires = new Date(placed_at_ms);
  expires.setUTCMonth(expires.getUTCMonth() + program.points.expiry.months);
  expires.setUTCHours(24, 0, 0, 0);
  return {total, points, available_at_ms: placed_at_ms + program.points.pending_days * day_ms,
    expires_at_ms: expires.getTime()};
}

function event_of(aggregate, version, previous, kind, placed_at_ms, author, data) {
  const event = {aggregate, author, data, effective_at_ms: placed_at_ms, kind};
  if (previous !== null) event.previous = previous.toString('hex');
  const text = JSON.stringify({...event, program_version: 1, recorded_at_ms: Date.now(), version});
  return {text, hash: sha256(text)};
}

// Of one kind of points and of orders in the order of time.
function fold_member(state, version, order_name, lot, placed_at_ms) {
  state.version = version;
  state.clock_ms = Math.max(state.clock_ms, placed_at_ms);
  state.accounts = [['points', 0, (state.accounts[0]?.[2] ?? 0) + lot.points, 0, 0, 0, 0]];
  state.orders += 1;
  state.spend_minor += lot.total;
  const day = Math.floor(placed_at_ms / day_ms);
  state.days ??= [];
  if (state.days.at(-1)?.[0] !== day) state.days.push([day, 0, 0, 0]);
  [1, lot.total, lot.points].forEach((more, index) => (state.days.at(-1)[index + 1] += more));
  state.lots.push([version, lot.points, lot.points, 0, 0, placed_at_ms, lot.available_at_ms, lot.expires_at_ms]);
  state.movements.push([version, 'points_earned', lot.points, placed_at_ms, order_name]);
  if (state.movements.length > 10) state.movements.shift();
  return JSON.stringify(state);
}

function grants_of(lot, version) {
  return [{lot: version, per_minor: rule.per_minor, points: lot.points, rate: rule.points, rounding: 'down',
    rule: rule.id}];
}

function order_state(order, member, placed_at_ms, lot, version) {
  return JSON.stringify({currency: order.currency, grants: grants_of(lot, version),
    lines: order.lines.map((line) => [line.sku, line.quantity, line.amount_minor, 0]),
    lots: [[version, lot.available_at_ms, lot.expires_at_ms]], member: member.name, placed_at_ms, program_version: 1,
    refunded_minor: 0, refunds: [], total_minor: lot.total, version: 1});
}

function place(order, principal, key, body_hash) {
  const kept = find_answer.get(key, principal);
  if (kept) return kept.body_hash === body_hash ? kept : {status: 422, answer: '{"code":"idempotency_key_reused"}'};
  const member = find_member.get(order.member);
  const hmac = createHmac('sha256', pseudonym_key).update(`order\0\0${order.id}`).digest('hex');
  const name = `order/${hmac.slice(0, 32)}`;
  if (find_aggregate.get(name) !== undefined) return {status: 200, answer: '{}'};

  const placed_at_ms = Date.parse(order.placed_at);
  const lot = judge(order, placed_at_ms);
  const version = member.version + 1;
  const earned = event_of(member.name, version, member.chain_hash, 'points_earned', placed_at_ms, principal,
    {available_at_ms: lot.available_at_ms, cause: name,
      counts: {day: Math.floor(placed_at_ms / day_ms), orders: 1, qualifying_points: lot.points,
        spend_minor: lot.total},
      expires_at_ms: lot.expires_at_ms, points: lot.points,
      postings: [['issued', -lot.points], ['member', lot.points]], rules: [[rule.id, lot.points]]});
  const placed = event_of(name, 1, null, 'order_placed', placed_at_ms, principal,
    {currency: order.currency, grants: grants_of(lot, version),
      lines: order.lines.map((line) => [line.sku, line.quantity, line.amount_minor]),
      lots: [[version, lot.available_at_ms, lot.expires_at_ms]], member: member.name, total_minor: lot.total});
  const state = fold_member(JSON.parse(member.state), version, name, lot, placed_at_ms);
  const answer = JSON.stringify({available_at: new Date(lot.available_at_ms).toISOString(), currency: order.currency,
    earned: [{point_kind: 'points', points: lot.points, program_version: 1, rule: rule.id}],
    expires_at: new Date(lot.expires_at_ms).toISOString(), id: order.id, placed_at: order.placed_at,
    points_earned: lot.points, total_minor: lot.total});

  update_member.run(version, earned.hash, state, member.id);
  const placed_state = order_state(order, member, placed_at_ms, lot, version);
  const id = insert_order.run(name, placed.hash, placed_state).lastInsertRowid;
  insert_event.run(member.id, version, earned.hash, earned.text);
  insert_event.run(id, 1, placed.hash, placed.text);
  insert_identity.run(id, member.id, order.id);
  insert_answer.run(member.id, Date.now(), principal, key, body_hash, 201, answer);
  update_head.run();
  return {status: 201, answer};
}

const place_alone = database.transaction(place).immediate;
const place_all = database.transaction((orders) => orders.map((order) => place(...order))).immediate;

let waiting = [];
function place_with_others(...order) {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setImmediate(commit_waiting);
    waiting.push({order, resolve, reject});
  });
}

function commit_waiting() {
  const group = waiting;
  waiting = [];
  try {
    place_all(group.map(({order}) => order)).forEach((answer, index) => group[index].resolve(answer));
  } catch (error) {
    group.forEach(({reject}) => reject(error));
  }
}

const carry_out = process.env.GROUPS === '1' ? place_with_others : place_alone;

const text = {type: 'string', minLength: 1, maxLength: 128};
const amount = {type: 'integer', minimum: 0};
const line = {type: 'object', required: ['sku', 'quantity', 'amount_minor'], additionalProperties: false,
  properties: {sku: text, quantity: {type: 'integer', minimum: 1}, amount_minor: amount}};
const body = {type: 'object', required: ['id', 'placed_at', 'currency', 'lines'], additionalProperties: false,
  properties: {id: text, member: text, placed_at: {type: 'string', format: 'date-time'}, currency: {const: 'GBP'},
    lines: {type: 'array', minItems: 1, maxItems: 2000, items: line}}};

const server = Fastify();
server.get('/livez', async () => ({status: 'ok'}));
server.post('/v1/admin/orders', {schema: {body}}, async (request, reply) => {
  const principal = check_key(request.headers.authorization);
  if (principal === null) return reply.code(401).send({code: 'token_invalid'});
  const key = request.headers['idempotency-key'];
  if (key === undefined) return reply.code(400).send({code: 'idempotency_key_missing'});
  const body_hash = sha256('POST\n/v1/admin/orders\n', JSON.stringify(request.body)).toString('hex');
  const {status, answer} = await carry_out(request.body, principal, key, body_hash);
  return reply.code(status).type('application/json').send(answer);
});
await server.listen({port: Number(port), host: '127.0.0.1'});
