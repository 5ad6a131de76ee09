// The backend of a small shop, as a merchant would have one: pages, a cart, a checkout. What it does for Laurel is in
// laurel.mjs.
// Usage: node web-demo/shop.mjs --edge http://127.0.0.1:8080 --credentials FILE [--port 8090]
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Laurel } from './laurel.mjs';
import { fill } from './template.mjs';

const room = fileURLToPath(new URL('.', import.meta.url));
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    edge: { type: 'string', default: 'http://127.0.0.1:8080' },
    credentials: { type: 'string' },
  },
});
if (!options.credentials) {
  console.error('shop: --credentials FILE is missing; `laurel demo` writes one and prints its path');
  process.exit(2);
}
const laurel = new Laurel(options.edge, JSON.parse(readFileSync(options.credentials, 'utf8')));
const catalogue = JSON.parse(readFileSync(join(room, 'catalogue.json'), 'utf8'));
const products = new Map(catalogue.products.map((product) => [product.sku, product]));
const members = new Map(catalogue.members.map((member) => [member.id, member]));
const sessions = new Map();

// Scripts of this origin only, no eval, no parsing of text as markup; 'wasm-unsafe-eval' lets Laurel's core run.
const policy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self'",
  "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ');
const html = 'text/html; charset=utf-8';
const types = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

function price(minor) {
  return `£${(minor / 100).toFixed(2)}`;
}

function sessionOf(request, response) {
  const id = /(?:^|; )shop=([0-9a-f]{32})/.exec(request.headers.cookie ?? '')?.[1];
  if (id && sessions.has(id)) return sessions.get(id);
  const session = { member: null, cart: new Map(), orders: [], notice: null };
  const fresh = randomBytes(16).toString('hex');
  sessions.set(fresh, session);
  response.setHeader('set-cookie', `shop=${fresh}; Path=/; HttpOnly; SameSite=Lax`);
  return session;
}

function linesOf(session) {
  return [...session.cart].map(([sku, quantity]) => (
    { sku, quantity, amount_minor: products.get(sku).price_minor * quantity }
  ));
}

function totalOf(session) {
  return linesOf(session).reduce((total, line) => total + line.amount_minor, 0);
}

function productData(product, language) {
  return { ...product, ...product[language], price: price(product.price_minor) };
}

async function page(name, language, session, path, extra = {}) {
  const notice = session.notice;
  session.notice = null;
  const data = {
    path, notice, [language]: true,
    total: price(totalOf(session)),
    cart_minor: totalOf(session),
    currency: catalogue.currency,
    cart_count: [...session.cart.values()].reduce((a, b) => a + b, 0),
    is_empty: session.cart.size === 0,
    has_lines: session.cart.size > 0,
    store: laurel.store,
    member: session.member,
    guest: session.member === null,
    members: catalogue.members,
    products: catalogue.products.map((product) => productData(product, language)),
    lines: linesOf(session).map((line) => ({
      ...productData(products.get(line.sku), language), ...line, line_price: price(line.amount_minor),
    })),
    no_orders: session.orders.length === 0,
    orders: session.orders.map((order) => ({ ...order, total: price(order.total_minor) })),
    // Part of the page's HTML, so that the first paint shows it without any script.
    laurel_status_html: await laurel.statusFragment(language === 'zh' ? 'zh-CN' : 'en', session.member),
    ...extra,
  };
  const read = (part) => readFileSync(join(room, 'pages', language, `${part}.html`), 'utf8');
  return fill(read(name), data, read);
}

function send(response, status, type, body, headers = {}) {
  response.writeHead(status, {
    'content-type': type, 'content-security-policy': policy, 'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin', 'cache-control': 'private, no-store', ...headers,
  });
  response.end(body);
}

function sendJson(response, body) {
  send(response, 200, 'application/json', JSON.stringify(body));
}

function notFound(response) {
  send(response, 404, 'text/plain', 'Not found');
}

function redirect(response, location) {
  // Only within this shop.
  send(response, 303, 'text/plain', '', { location: /^\/(?![/\\])/.test(location) ? location : '/en/' });
}

async function formOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 4096) throw new Error('the form is too large');
  }
  return Object.fromEntries(new URLSearchParams(text));
}

function setQuantity(session, sku, quantity) {
  if (!products.has(sku) || !Number.isInteger(quantity)) return;
  if (quantity <= 0) session.cart.delete(sku);
  else session.cart.set(sku, Math.min(quantity, 99));
}

async function checkOut(session) {
  if (session.cart.size === 0) return;
  const order = {
    id: `FK-${randomBytes(5).toString('hex').toUpperCase()}`,
    placed_at: new Date().toISOString(),
    currency: catalogue.currency,
    lines: linesOf(session),
    total_minor: totalOf(session),
  };
  session.cart.clear();
  session.orders.unshift(order);
  const answer = await laurel.placeOrder(order, session.member);
  order.points = answer?.points_earned ?? null;
  session.notice = order.id;
}

const posts = {
  '/sign-in': (session, form) => void (session.member = members.get(form.member) ?? null),
  '/sign-out': (session) => void (session.member = null),
  '/cart/add': (session, { sku }) => setQuantity(session, sku, (session.cart.get(sku) ?? 0) + 1),
  '/cart/set': (session, { sku, quantity }) => setQuantity(session, sku, Number(quantity)),
  '/checkout': checkOut,
};

async function post(request, response, url) {
  const session = sessionOf(request, response);
  const form = await formOf(request);
  await posts[url.pathname](session, form);
  // The cart page's script asks for the numbers alone; without it the browser loads the page again.
  if ((request.headers.accept ?? '').includes('application/json')) {
    const total = totalOf(session);
    sendJson(response, { total: price(total), total_minor: total });
  } else {
    redirect(response, form.back ?? '/en/');
  }
}

function asset(response, path) {
  const file = normalize(join(room, path));
  if (!file.startsWith(join(room, 'assets'))) return notFound(response);
  try {
    const caching = { 'cache-control': 'public, max-age=300' };
    send(response, 200, types[extname(file)] ?? 'text/plain', readFileSync(file), caching);
  } catch {
    notFound(response);
  }
}

async function get(request, response, url) {
  const session = sessionOf(request, response);
  const isChinese = /^zh/i.test(request.headers['accept-language'] ?? '');
  if (url.pathname === '/') return redirect(response, isChinese ? '/zh/' : '/en/');
  if (url.pathname === '/loyalty/token') {
    if (!session.member) return send(response, 204, 'application/json', '');
    return sendJson(response, { token: laurel.tokenFor(session.member.id) });
  }
  const [, language, name = '', sku] = /^\/(en|zh)\/(?:(cart|account|product)\/?)?([a-z]*)$/.exec(url.pathname) ?? [];
  const product = products.get(sku);
  if (!language || Boolean(sku) !== (name === 'product') || (sku && !product)) return notFound(response);
  const path = url.pathname.slice(4);
  const extra = product ? productData(product, language) : {};
  send(response, 200, html, await page(name || 'index', language, session, path, extra));
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://shop');
  const handle = url.pathname.startsWith('/laurel/') ? laurel.proxy(request, response)
    : url.pathname.startsWith('/assets/') ? asset(response, url.pathname)
    : request.method === 'POST' && Object.hasOwn(posts, url.pathname) ? post(request, response, url)
    : request.method === 'GET' || request.method === 'HEAD' ? get(request, response, url)
    : send(response, 405, 'text/plain', 'Method not allowed');
  Promise.resolve(handle).catch((error) => {
    console.error(`shop: ${request.method} ${url.pathname}: ${error.message}`);
    if (response.headersSent) response.end();
    else send(response, 500, 'text/plain', 'Something went wrong');
  });
}).listen(Number(options.port), '127.0.0.1', function () {
  console.log(`The demo shop is at http://127.0.0.1:${this.address().port}/`);
});
