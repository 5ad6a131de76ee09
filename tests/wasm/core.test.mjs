// The page's module through the page's own loader: what it exports and imports, that bad bytes never stop it, that it lets go of
// its memory, and that its formats are those that browsers know.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = process.env.LAUREL_DIST ?? join(root, 'build/dist');
const { Core, LaurelError } = await import(join(dist, 'core.js'));
const bytes = readFileSync(join(dist, 'core.wasm'));
const module = new WebAssembly.Module(bytes);

const program = {
  format: 1, name: 'Fern & Kettle', currency: 'GBP', time_zone: 'UTC',
  points: { pending_days: 14, expiry: { months: 12 } },
  earning: [{ id: 'base', points: 1, per_minor: 100, rounding: 'down' }],
  redemption: { minimum_points: 100, hold_minutes: 30 },
};

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

function textsIn(tree) {
  return typeof tree === 'string' ? tree : (tree.children ?? []).map(textsIn).join('');
}

// xorshift32, so that a printed seed repeats a run.
function generator(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

test('the module exports its list and the memory, and needs only two functions', () => {
  const listed = readFileSync(join(root, 'wasm/exports.txt'), 'utf8').trim().split('\n');
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name).sort();
  assert.deepEqual(exported, [...listed, 'memory'].sort());
  assert.ok(listed.length <= 6);
  const imported = WebAssembly.Module.imports(module).map(({ name }) => name).sort();
  assert.deepEqual(imported.filter((name) => !['emscripten_notify_memory_growth', 'proc_exit'].includes(name)), []);
});

for (const file of readdirSync(join(root, 'tests/golden')).filter((name) => name.endsWith('.json'))) {
  test(`the loader gives every golden reply byte for byte: ${file}`, () => {
    const core = new Core(module);
    const golden = JSON.parse(readFileSync(join(root, 'tests/golden', file), 'utf8'));
    const load = (document) => (document ? core.load(document) : 0);
    const [loaded, states] = [load(golden.program), load(golden.states)];
    for (const { name, request, request_text: text, reply } of golden.calls) {
      assert.equal(core.callText(loaded, states, text ?? canonical(request)), canonical(reply), name);
    }
  });
}

test('text of any script goes in and comes back whole', () => {
  const core = new Core(module);
  const name = '蕨与壶 🍵 \u0000\u001f "quoted" \\ é';
  const reply = JSON.parse(core.callText(0, 0, JSON.stringify({ call: 'check_program', document: { [name]: 1 } })));
  assert.ok(reply.errors.some(({ path }) => path === `/${name}`));
});

test('an error of the core is a LaurelError with code and path', () => {
  const core = new Core(module);
  assert.throws(() => core.call(0, 0, { call: 'earn', amount_minor: 1 }), (error) => (
    error instanceof LaurelError && error.code === 'program_missing'
  ));
  const broken = core.load({ program: { ...program, currency: 'XXX' } });
  assert.throws(() => core.call(broken, 0, { call: 'earn', amount_minor: 1 }), (error) => (
    error.code === 'unknown_currency' && error.path === '/currency'
  ));
});

test('a core that may not run says so; one that is not there is something else', async () => {
  const wasm = (body) => new URL(`data:application/wasm;base64,${Buffer.from(body).toString('base64')}`);
  await assert.rejects(Core.open(wasm('not wasm')), { code: 'wasm_refused' });
  await assert.rejects(Core.open(new URL('http://127.0.0.1:1/core.wasm')), { code: 'edge_unreachable' });
  const untyped = new URL(`data:application/octet-stream;base64,${bytes.toString('base64')}`);
  assert.ok(await Core.open(untyped), 'a server without the type still gives a core');
});

test('no garbage stops the core: every reply is one JSON object', () => {
  const seed = Number(process.env.LAUREL_SEED ?? Date.now() >>> 0);
  console.log(`garbage: LAUREL_SEED=${seed}`);
  const random = generator(seed);
  const core = new Core(module);
  const loaded = core.load({ program, version: 1 });
  const whole = [
    JSON.stringify({ call: 'view', widget: 'status', locale: 'zh', member: 'member/1', now_ms: 1.8e12, cart_minor: 5 }),
    JSON.stringify({ call: 'fold', event: { aggregate: 'member/1', kind: 'points_earned', version: 1, data: {} } }),
    JSON.stringify({ call: 'decide', now_ms: 5, command: { place_order: { order: 'o', placed_at_ms: 1, currency: 'GBP',
      lines: [{ sku: 'a', quantity: 1, amount_minor: 9007199254740991 }] } } }),
    JSON.stringify({ call: 'check_program', document: program }),
  ];
  const bits = ['{', '}', '[', ']', '"', ':', ',', '-1', '1e9', 'null', '\ud83c', '\\u0000', '9'.repeat(30), '[['.repeat(40)];
  for (let i = 0; i < 20_000; i++) {
    let text = whole[random(whole.length)];
    for (let change = random(4); change >= 0; change--) {
      const at = random(text.length + 1);
      text = text.slice(0, at) + (random(2) ? bits[random(bits.length)] : '') + text.slice(at + random(6));
    }
    const states = i % 50 === 0 ? core.load(text) : 0;
    const reply = JSON.parse(core.callText(random(4) ? loaded : 0, states, text));
    assert.ok(reply !== null && typeof reply === 'object' && !Array.isArray(reply), text);
    if (states) core.release(states);
  }
});

test('what is loaded and released leaves nothing behind', () => {
  const { exports } = new WebAssembly.Instance(module, {
    env: { emscripten_notify_memory_growth: () => undefined }, wasi_snapshot_preview1: { proc_exit: () => undefined },
  });
  exports._initialize();
  const document = new TextEncoder().encode(JSON.stringify({ program, version: 1 }));
  const once = () => {
    const pointer = exports.laurel_alloc(document.length);
    new Uint8Array(exports.memory.buffer).set(document, pointer);
    const handle = exports.laurel_load(pointer, document.length);
    exports.laurel_free(exports.laurel_call(handle, 0, pointer, document.length));
    exports.laurel_release(handle);
    exports.laurel_free(pointer);
  };
  for (let i = 0; i < 100; i++) once();
  const before = exports.memory.buffer.byteLength;
  for (let i = 0; i < 5_000; i++) once();
  assert.equal(exports.memory.buffer.byteLength, before);
});

test('money is written as browsers write it, in both languages', () => {
  const core = new Core(module);
  const written = (currency, locale, perMinor) => {
    const earning = [{ ...program.earning[0], per_minor: perMinor }];
    const handle = core.load({ program: { ...program, currency, earning } });
    const { view } = core.call(handle, 0, { call: 'view', widget: 'status', locale, member: '', now_ms: 0 });
    core.release(handle);
    return textsIn(view).replaceAll('\u00a0', ' ');
  };
  for (const currency of ['GBP', 'EUR', 'USD', 'JPY', 'CNY', 'INR', 'KRW', 'CHF', 'KWD', 'AUD', 'CAD', 'HKD', 'TWD', 'SEK']) {
    for (const locale of ['en', 'zh-CN']) {
      const format = new Intl.NumberFormat(locale === 'en' ? 'en-US' : locale, { style: 'currency', currency });
      const { maximumFractionDigits } = format.resolvedOptions();
      const expected = format.format(1234567 / 10 ** maximumFractionDigits).replaceAll('\u00a0', ' ');
      assert.ok(written(currency, locale, 1234567).includes(expected), `${currency} ${locale}: ${expected}`);
    }
  }
});
