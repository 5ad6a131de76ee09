// The modules through the page's own loader: what they export and import, that bad bytes never stop them, that they let
// go of their memory.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Core, LaurelError, full_module, page_bytes, page_module, root } from '../support/modules.mjs';


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

const modules = { 'the page\'s module': page_module, 'the whole module': full_module };
const page_calls = ['view', 'earn', 'balance'];

for (const [name, module] of Object.entries(modules)) {
  test(`${name} exports its list and the memory, and needs one function`, () => {
    const listed = readFileSync(join(root, 'wasm/exports.txt'), 'utf8').trim().split('\n');
    const exported = WebAssembly.Module.exports(module).map(({ name }) => name).sort();
    assert.deepEqual(exported, [...listed, 'memory'].sort());
    assert.ok(listed.length <= 6);
    assert.deepEqual(WebAssembly.Module.imports(module).map(({ name }) => name), ['proc_exit']);
  });
}

test('the page\'s module answers what a page asks and names its calls for anything else', () => {
  const core = new Core(page_module);
  assert.throws(() => core.call(0, 0, { call: 'decide' }), (error) => (
    error.code === 'unknown_command' && page_calls.every((name) => error.message.includes(name))
  ));
});

// Programmes of many rules, faulty ones and states of others than the member: a page trusts what was published, reckons
// by one rate and has its own member alone.
const needs_the_judge = ['earning.json', 'faulty_program.json', 'members.json', 'redemptions.json'];

for (const file of readdirSync(join(root, 'tests/golden')).filter((name) => name.endsWith('.json'))) {
  test(`the loader gives every golden reply byte for byte: ${file}`, () => {
    const golden = JSON.parse(readFileSync(join(root, 'tests/golden', file), 'utf8'));
    for (const module of needs_the_judge.includes(file) ? [full_module] : [page_module, full_module]) {
      const core = new Core(module);
      const load = (document) => (document ? core.load(document) : 0);
      const [loaded, states] = [load(golden.program), load(golden.states)];
      for (const { name, request, request_text: text, reply } of golden.calls) {
        if (module === page_module && !page_calls.includes(request?.call)) continue;
        assert.equal(core.callText(loaded, states, text ?? canonical(request)), canonical(reply), name);
      }
    }
  });
}

test('text of any script goes in and comes back whole', () => {
  const core = new Core(full_module);
  const name = '蕨与壶 🍵 \u0000\u001f "quoted" \\ é';
  const reply = JSON.parse(core.callText(0, 0, JSON.stringify({ call: 'check_program', document: { [name]: 1 } })));
  assert.ok(reply.errors.some(({ path }) => path === `/${name}`));
});

test('an error of the core is a LaurelError with code and path', () => {
  const core = new Core(full_module);
  assert.throws(() => core.call(0, 0, { call: 'earn', cart: { amount_minor: 1 }, now_ms: 0 }), (error) => (
    error instanceof LaurelError && error.code === 'program_missing'
  ));
  const broken = core.load({ program: { ...program, currency: 'XXX' } });
  assert.throws(() => core.call(broken, 0, { call: 'earn', cart: { amount_minor: 1 }, now_ms: 0 }), (error) => (
    error.code === 'unknown_currency' && error.path === '/currency'
  ));
});

test('a core that may not run says so; one that is not there is something else', async () => {
  const wasm = (body) => new URL(`data:application/wasm;base64,${Buffer.from(body).toString('base64')}`);
  await assert.rejects(Core.open(wasm('not wasm')), { code: 'wasm_refused' });
  await assert.rejects(Core.open(new URL('http://127.0.0.1:1/core.wasm')), { code: 'edge_unreachable' });
  const untyped = new URL(`data:application/octet-stream;base64,${page_bytes.toString('base64')}`);
  assert.ok(await Core.open(untyped), 'a server without the type still gives a core');
});

test('no garbage stops the core: every reply is one JSON object', () => {
  const seed = Number(process.env.LAUREL_SEED ?? Date.now() >>> 0);
  console.log(`garbage: LAUREL_SEED=${seed}`);
  const random = generator(seed);
  const core = new Core(full_module);
  const loaded = core.load({ program, version: 1 });
  const whole = [
    JSON.stringify({ call: 'view', widget: 'status', locale: 'zh', member: 'member/1', now_ms: 1.8e12,
      cart: { amount_minor: 5 } }),
    JSON.stringify({ call: 'fold', event: { aggregate: 'member/1', kind: 'points_earned', version: 1, data: {} } }),
    JSON.stringify({ call: 'decide', now_ms: 5, command: { place_order: { order: 'o', placed_at_ms: 1, currency: 'GBP',
      lines: [{ sku: 'a', quantity: 1, amount_minor: 9007199254740991 }] } } }),
    JSON.stringify({ call: 'check_program', document: program }),
  ];
  const bits = ['{', '}', '[', ']', '"', ':', ',', '-1', '1e9', 'null', '\ud83c', '\\u0000', '9'.repeat(30),
    '[['.repeat(40)];
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
  const imports = { wasi_snapshot_preview1: { proc_exit: () => undefined } };
  const { exports } = new WebAssembly.Instance(page_module, imports);
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

test('a buffer is aligned, and its own until it is given back', () => {
  const imports = { wasi_snapshot_preview1: { proc_exit: () => undefined } };
  const { exports } = new WebAssembly.Instance(page_module, imports);
  exports._initialize();
  const sizes = [0, 1, 7, 8, 9, 100, 1015, 1016, 1017, 4096, 65536, 1_000_000, 2 ** 21 - 8, 2 ** 21];
  for (let round = 0; round < 3; round++) {
    const buffers = sizes.map((size) => [exports.laurel_alloc(size) >>> 0, size]);
    for (const [index, [pointer, size]] of buffers.entries()) {
      assert.ok(pointer !== 0 && pointer % 8 === 0, `${size} bytes at ${pointer}`);
      new Uint8Array(exports.memory.buffer, pointer, size).fill(index + 1);
    }
    for (const [index, [pointer, size]] of buffers.entries()) {
      const bytes = new Uint8Array(exports.memory.buffer, pointer, size);
      assert.ok(bytes.every((byte) => byte === index + 1), `${size} bytes were written over`);
      exports.laurel_free(pointer);
    }
  }
});

test('more than there can be is 0, and the core goes on', () => {
  const imports = { wasi_snapshot_preview1: { proc_exit: () => undefined } };
  const { exports } = new WebAssembly.Instance(page_module, imports);
  exports._initialize();
  for (const size of [2 ** 32 - 1, 2 ** 32 - 8, 2 ** 31, 2 ** 31 - 8]) {
    assert.equal(exports.laurel_alloc(size), 0, `${size}`);
  }
  assert.notEqual(exports.laurel_alloc(10), 0);
});
