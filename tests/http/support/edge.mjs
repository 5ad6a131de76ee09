// The edge as a merchant runs it: the built binary on a folder of its own, two stores, keys made at the command line.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const binary = process.env.LAUREL ?? join(root, 'build/native/laurel');
const scopes = ['coupons:write', 'members:read', 'members:write', 'orders:write', 'program:write', 'redemptions:write'];

// A point a pound, spendable at once.
export const program = {
  format: 1, name: 'Test', currency: 'GBP', time_zone: 'Europe/London',
  points: { pending_days: 0, expiry: { months: 12 }, expiring_soon_days: 30 },
  earning: [{ id: 'base', points: 1, per_minor: 100, rounding: 'down' }],
  redemption: { minimum_points: 1, hold_minutes: 30 },
};

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Edge {
  #keys = 0;

  async start({ options = [] } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'laurel-http-'));
    this.stores = {};
    for (const store of ['alpha', 'beta']) {
      this.laurel('init', '--store', store);
      const create = ['key', 'create', '--store', store, '--json', ...scopes.flatMap((scope) => ['--scope', scope])];
      const { key } = JSON.parse(this.laurel(...create));
      const { kid, secret } = JSON.parse(this.laurel('key', 'share', '--store', store, '--json'));
      this.stores[store] = { key, kid, secret };
    }
    this.child = spawn(binary, ['serve', '--data', this.folder, '--listen', '127.0.0.1:0', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.address = await this.#address();
    this.port = Number(new URL(this.address).port);
    for (const store of ['alpha', 'beta']) {
      const { status } = await this.admin('POST', '/v1/admin/program', { program }, { store });
      if (status !== 201) throw new Error(`publishing answered ${status}`);
    }
    return this;
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const code = await ended;
    rmSync(this.folder, { recursive: true });
    return code;
  }

  laurel(...words) {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
    return execFileSync(binary, [...words, '--data', this.folder], options);
  }

  #address() {
    return new Promise((resolve, reject) => {
      let output = '';
      this.child.stderr.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
        if (address) resolve(address);
      });
      this.child.once('exit', (code) => reject(new Error(`laurel serve ended with ${code}: ${output}`)));
    });
  }

  token(member, store = 'alpha', claims = {}) {
    const { kid, secret } = this.stores[store];
    const now = Math.floor(Date.now() / 1000);
    const payload = { sub: member, aud: `laurel:${store}`, iat: now, exp: now + 600, ...claims };
    const text = `${encoded({ alg: 'HS256', kid, typ: 'JWT' })}.${encoded(payload)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }

  // {status, headers, body}: the body as JSON where it is JSON.
  async request(method, path, { body, credential, key, headers = {} } = {}) {
    const sent = { ...headers };
    if (credential) sent.authorization = `Bearer ${credential}`;
    if (key) sent['idempotency-key'] = key;
    if (body !== undefined) sent['content-type'] = 'application/json';
    const bytes = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(this.address + path, { method, headers: sent, body: bytes });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  admin(method, path, body, { store = 'alpha', key = `key-${++this.#keys}` } = {}) {
    return this.request(method, path, { body, credential: this.stores[store].key, key });
  }

  shopper(method, path, body, { member = 'anna', store = 'alpha', key = `key-${++this.#keys}` } = {}) {
    return this.request(method, path, { body, credential: this.token(member, store), key });
  }

  order(id, { member = 'anna', amount = 5000, store = 'alpha' } = {}) {
    const lines = [{ sku: 'mug', quantity: 1, amount_minor: amount }];
    const placed_at = new Date().toISOString();
    return this.admin('POST', '/v1/admin/orders', { id, member, placed_at, currency: 'GBP', lines }, { store });
  }

  // What comes back until the edge closes, for bytes sent as they are; `pause` milliseconds between the pieces.
  raw(pieces, { pause = 0, ends = true } = {}) {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1');
      let heard = '';
      const send = (index) => {
        if (socket.destroyed || socket.writableEnded) return;
        if (index < pieces.length) socket.write(pieces[index], () => setTimeout(send, pause, index + 1));
        else if (ends) socket.end();
      };
      socket.setEncoding('latin1');
      socket.on('connect', () => send(0));
      socket.on('data', (chunk) => { heard += chunk; });
      socket.on('close', () => resolve(heard));
      socket.on('error', (error) => (heard ? resolve(heard) : reject(error)));
    });
  }
}
