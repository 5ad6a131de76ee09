// An edge small enough to be told to fail: the answers of the HTTP interface, decided by the real core, kept in memory.
// Tokens are read, not verified, but for their lifetime: that is the real edge's to prove.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Core, dist, full_module } from '../../support/modules.mjs';

const types = { '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

export const program = {
  format: 1, name: 'Fern & Kettle', currency: 'GBP', time_zone: 'Europe/London',
  points: { pending_days: 14, expiry: { months: 12 }, expiring_soon_days: 60 },
  earning: [{ id: 'spend', points: 1, per_minor: 100, rounding: 'down' }],
  redemption: { minimum_points: 50, hold_minutes: 30 },
};
const days = 86_400_000;

function htmlOf(tree) {
  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  if (typeof tree === 'string') return escaped(tree);
  const attributes = Object.entries(tree.attributes ?? {}).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<${tree.tag}${attributes.join('')}>${(tree.children ?? []).map(htmlOf).join('')}</${tree.tag}>`;
}

class Problem extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

export class TestEdge {
  #core = new Core(full_module);
  #program = this.#core.load({ program, version: 1 });
  #states = {};
  #references = {};
  #server;
  requests = [];
  // How it fails: {down: true}, {slow: milliseconds}, {until: promise}, {refuseTokens: true}; `only` limits it to paths
  // that start so.
  trouble = {};

  async listen() {
    // A page that goes away in the middle of its request takes its connection with it.
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  placeOrder(id, member, amountMinor, daysAgo = 0) {
    const placedAt = Date.now() - daysAgo * days;
    return this.#carryOut({ place_order: {
      order: `order/${id}`, member: this.memberOf(member), placed_at_ms: placedAt, currency: 'GBP',
      lines: [{ sku: 'assam', quantity: 1, amount_minor: amountMinor }],
    } }, placedAt, id);
  }

  refund(id, amountMinor, daysAgo = 0) {
    const now = Date.now() - daysAgo * days;
    const refund = { order: `order/${id}`, refund: 'r1', refunded_at_ms: now, amount_minor: amountMinor };
    return this.#carryOut({ refund_order: refund }, now, id);
  }

  hold(id, member, points) {
    const command = { hold_points: { member: this.memberOf(member), redemption: `redemption/${id}`, points } };
    return this.#carryOut(command, Date.now());
  }

  redeem(id, member, points) {
    this.hold(id, member, points);
    const command = { resolve_hold: { member: this.memberOf(member), redemption: `redemption/${id}`, capture: true } };
    return this.#carryOut(command, Date.now());
  }

  adjust(member, points, reason, daysAgo = 0) {
    const command = { adjust_points: { member: this.memberOf(member), points, reason } };
    return this.#carryOut(command, Date.now() - daysAgo * days, reason);
  }

  memberOf(subject) {
    return `member/${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`;
  }

  #carryOut(command, now, reference = '') {
    const states = this.#core.load({ states: this.#states });
    const reply = this.#core.call(this.#program, states, { call: 'decide', command, now_ms: now, author: 'test' });
    this.#core.release(states);
    this.#states = reply.states;
    for (const event of reply.events.filter(({ aggregate }) => aggregate.startsWith('member/'))) {
      if (reference) (this.#references[event.aggregate] ??= {})[event.version] = reference;
    }
    return reply.answer;
  }

  view(member, locale, cart) {
    const states = this.#core.load({ states: this.#states });
    const { view } = this.#core.call(this.#program, states, {
      call: 'view', widget: 'status', locale, member, now_ms: Date.now(),
      references: this.#references[member] ?? {}, ...(cart && { cart: { amount_minor: cart.amount_minor } }),
    });
    this.#core.release(states);
    return view;
  }

  #memberFrom(request) {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) return '';
    const { sub, exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    if (this.trouble.refuseTokens || exp * 1000 < Date.now()) throw new Problem(401, 'token_expired');
    return this.memberOf(sub);
  }

  #me(request) {
    const member = this.#memberFrom(request);
    const state = this.#states[member];
    if (!member) throw new Problem(401, 'token_missing');
    return {
      member: state ? member : '', version: state?.version ?? 0, now_at: new Date().toISOString(),
      next_expiry_at: null, next_available_at: null, state: state ?? null, references: this.#references[member] ?? {},
    };
  }

  #routes = {
    'GET /v1/program': () => ({ version: 1, hash: 'a1', program }),
    'GET /v1/me': (request) => this.#me(request),
    'POST /v1/decide': (request, url, body) => {
      const member = this.#memberFrom(request);
      if (body.cart && body.cart.currency !== program.currency) throw new Problem(422, 'currency_mismatch');
      const version = this.#states[member]?.version ?? 0;
      return { view: this.view(member, body.locale, body.cart), program_hash: 'a1', state_version: version };
    },
    'GET /v1/fragments/status': (request, url) => (
      htmlOf(this.view(this.#memberFrom(request), url.searchParams.get('locale')))
    ),
    'POST /v1/admin/orders': (request, url, { id, member, lines }) => (
      this.placeOrder(id, member ?? 'guest', lines.reduce((total, line) => total + line.amount_minor, 0))
    ),
  };

  async #serve(request, response) {
    const url = new URL(request.url, this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    const { down, slow, until, only = '/' } = this.trouble;
    const isTroubled = url.pathname.startsWith(only);
    if (isTroubled && down) return request.socket.destroy();
    if (isTroubled && slow) await wait(slow);
    if (isTroubled) await until;
    if (url.pathname.startsWith('/e/1/')) return this.#file(url, response);
    let text = '';
    for await (const chunk of request) text += chunk;
    try {
      const route = this.#routes[`${request.method} ${url.pathname}`];
      if (!route) throw new Problem(404, 'route_unknown');
      const answer = route(request, url, text ? JSON.parse(text) : undefined);
      const isHtml = typeof answer === 'string';
      const type = isHtml ? 'text/html' : 'application/json';
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(isHtml ? answer : JSON.stringify(answer));
    } catch (error) {
      const { status = 500, code = 'internal_error' } = error;
      const problem = { type: `https://edge.example/errors#${code}`, title: code, status, detail: error.message, code };
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
    }
  }

  #file(url, response) {
    try {
      const file = join(dist, url.pathname.slice('/e/1/'.length));
      const body = readFileSync(file);
      const type = types[extname(file)] ?? 'text/plain';
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}
