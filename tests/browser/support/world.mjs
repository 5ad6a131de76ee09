// A browser, the demo shop and an edge behind it, for one test file; everything listens on this machine alone.
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from '../../support/modules.mjs';
import { TestEdge } from './edge.mjs';

const browserArguments = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

// Resolves with the address that the program says it listens at.
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (address) resolve({ address, child, output: () => output });
    });
    child.on('exit', (code) => reject(new Error(`${command} ended with ${code}: ${output}`)));
  });
}

export class World {
  async open() {
    this.folder = mkdtempSync(join(tmpdir(), 'laurel-browser-'));
    this.edge = await new TestEdge().listen();
    const { privateKey } = generateKeyPairSync('ed25519');
    const credentials = join(this.folder, 'credentials.json');
    writeFileSync(credentials, JSON.stringify({
      store: 'fern', token_key_id: 'k1', admin_key: 'lk_test_key',
      token_private_key_pem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    }), { mode: 0o600 });
    await this.openShop(this.edge.url, credentials);
    return this;
  }

  async openShop(edgeUrl, credentials) {
    const script = join(root, 'web-demo/shop.mjs');
    const args = [script, '--port', '0', '--edge', edgeUrl, '--credentials', credentials];
    this.shop = await start(process.execPath, args);
    this.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArguments });
  }

  async close() {
    await this.browser?.close();
    this.shop?.child.removeAllListeners('exit').kill();
    await this.edge?.close();
    if (this.folder) rmSync(this.folder, { recursive: true });
  }

  // A page of its own session, with what went wrong on it in page.problems.
  async page({ member, cart = [], change = (html) => html, policy = (text) => text, ...options } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const post = (path, form) => context.request.post(this.shop.address + path, { form, maxRedirects: 0 });
    if (member) await post('/sign-in', { member });
    for (const sku of cart) await post('/cart/add', { sku });
    const page = await context.newPage();
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()));
    await page.addInitScript(watch);
    await page.route((url) => /^\/(en|zh)\//.test(url.pathname), async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      headers['content-security-policy'] = policy(headers['content-security-policy']);
      await route.fulfill({ response, headers, body: change(await response.text()) });
    });
    page.goto = ((go) => (path, settings) => go.call(page, this.shop.address + path, settings))(page.goto);
    return page;
  }
}

// In the page, before all else: what happened, to be asked for afterwards.
function watch() {
  const seen = { events: [], shifts: [], violations: [] };
  globalThis.seen = seen;
  for (const name of ['laurel-ready', 'laurel-decision', 'laurel-impression', 'laurel-error']) {
    addEventListener(name, ({ type, detail }) => seen.events.push({ type, ...detail }));
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shifts.push(entry.value);
  }).observe({ type: 'layout-shift', buffered: true });
}

export const status = 'laurel-status';

export async function stateIs(page, state) {
  await page.locator(`${status}[data-state=${state}]`).first().waitFor({ timeout: 30_000 });
}

export async function eventsOf(page, type) {
  return (await page.evaluate(() => globalThis.seen.events)).filter((event) => event.type === type);
}

export async function eventOf(page, type) {
  await page.waitForFunction((name) => globalThis.seen.events.some((event) => event.type === name), type);
  return (await eventsOf(page, type))[0];
}
