// All that this shop's backend does for Laurel: mint a shopper's token, put the widget's HTML into a page, report
// orders, and pass /laurel/ on to the edge, so that the page talks to its own origin alone.
import { createPrivateKey, sign } from 'node:crypto';
import { request as httpRequest } from 'node:http';

const tokenSeconds = 600;
const fragmentMilliseconds = 1500;
const retryMilliseconds = [1000, 5000, 30_000, 120_000];
// Hop-by-hop headers end here, and the shop's cookies are none of the edge's business.
const keptHere = new Set([
  'connection', 'cookie', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]);

function base64url(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export class Laurel {
  #edge;
  #credentials;
  #key;

  constructor(edge, credentials) {
    this.#edge = edge;
    this.#credentials = credentials;
    this.#key = createPrivateKey(credentials.token_private_key_pem);
  }

  get store() {
    return this.#credentials.store;
  }

  // For one member, ten minutes, this store alone.
  tokenFor(memberId) {
    const now = Math.floor(Date.now() / 1000);
    const header = base64url({ alg: 'EdDSA', typ: 'JWT', kid: this.#credentials.token_key_id });
    const claims = base64url({ sub: memberId, aud: `laurel:${this.store}`, iat: now, exp: now + tokenSeconds });
    const signature = sign(null, Buffer.from(`${header}.${claims}`), this.#key).toString('base64url');
    return `${header}.${claims}.${signature}`;
  }

  // HTML that the edge has escaped; '' when the edge is slow or away, because no page waits for it.
  async statusFragment(locale, member) {
    const url = new URL('/v1/fragments/status', this.#edge);
    url.searchParams.set('locale', locale);
    url.searchParams.set('store', this.store);
    const headers = member ? { authorization: `Bearer ${this.tokenFor(member.id)}` } : {};
    try {
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(fragmentMilliseconds) });
      return response.ok ? await response.text() : '';
    } catch {
      return '';
    }
  }

  // The edge's answer; null when it could not be reached, and then it is told later. The order's id makes telling twice
  // harmless.
  async placeOrder({ id, placed_at, currency, lines }, member, attempt = 0) {
    const body = JSON.stringify({ id, member: member?.id ?? null, placed_at, currency, lines });
    try {
      const response = await fetch(new URL('/v1/admin/orders', this.#edge), {
        method: 'POST',
        headers: {
          'authorization': `Bearer ${this.#credentials.admin_key}`,
          'content-type': 'application/json',
          'idempotency-key': `order-${id}`,
        },
        body,
        signal: AbortSignal.timeout(5000),
      });
      if (response.ok) return await response.json();
      console.error(`shop: order ${id}: ${response.status} ${await response.text()}`);
      if (response.status < 500) return null;
    } catch (error) {
      console.error(`shop: order ${id}: ${error.message}`);
    }
    const wait = retryMilliseconds[attempt];
    if (wait) setTimeout(() => this.placeOrder({ id, placed_at, currency, lines }, member, attempt + 1), wait).unref();
    return null;
  }

  proxy(request, response) {
    const target = new URL(request.url.slice('/laurel'.length), this.#edge);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !keptHere.has(name)));
    const onward = httpRequest(target, { method: request.method, headers }, (answer) => {
      for (const name of keptHere) delete answer.headers[name];
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }
}
