// golden_test.mjs [--update] MODULE FILE...: the calls of each golden file (see golden_test.cpp) through the whole core
// as a module. With --update every reply that differs is written into its file instead: for a developer who means the
// change and reads the difference before committing it. A new call needs only a name and a request.
//     node tests/golden/golden_test.mjs --update build/wasm/laurel_full.wasm tests/golden/*.json
import {readFileSync, writeFileSync} from 'node:fs';

const updates = process.argv[2] === '--update';
const [module_path, ...paths] = process.argv.slice(updates ? 3 : 2);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

const give_up = (status) => {
  throw new Error(`the core gave up with status ${status}`);
};
const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(module_path)), {
  wasi_snapshot_preview1: {proc_exit: give_up},
}).exports;
core._initialize();

function with_bytes(text, use) {
  const bytes = new TextEncoder().encode(text);
  const pointer = core.laurel_alloc(bytes.length);
  new Uint8Array(core.memory.buffer, pointer, bytes.length).set(bytes);
  const result = use(pointer, bytes.length);
  core.laurel_free(pointer);
  return result;
}

function load(document) {
  return document ? with_bytes(canonical(document), (pointer, size) => core.laurel_load(pointer, size)) : 0;
}

function call(program, states, request) {
  const reply = with_bytes(request, (pointer, size) => core.laurel_call(program, states, pointer, size));
  const size = new DataView(core.memory.buffer).getUint32(reply, true);
  const text = new TextDecoder().decode(new Uint8Array(core.memory.buffer, reply + 4, size));
  core.laurel_free(reply);
  return text;
}

// As people read it: on one line what fits, else a member or item a line.
function on_one_line(value) {
  if (Array.isArray(value)) return `[${value.map(on_one_line).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${on_one_line(item)}`).join(', ')}}`;
}

function pretty(value, indent = '', lead = 0) {
  const line = on_one_line(value);
  const is_short = indent.length + lead + line.length <= 118;
  if (is_short || value === null || typeof value !== 'object') return line;
  const inner = `${indent}  `;
  const write = ([key, item]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return inner + name + pretty(item, inner, name.length);
  };
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${Object.entries(value).map(write).join(',\n')}\n${indent}${close}`;
}

let passed = 0;
let failed = 0;
for (const path of paths) {
  const file = JSON.parse(readFileSync(path, 'utf8'));
  const program = load(file.program);
  const states = load(file.states);
  for (const golden of file.calls) {
    const {name, request, request_text, reply} = golden;
    const expected = canonical(reply ?? null);
    const answered = call(program, states, request_text ?? canonical(request));
    if (answered === expected) {
      passed += 1;
    } else if (updates) {
      golden.reply = JSON.parse(answered);
      console.log(`${path}: ${name}: written anew`);
    } else {
      failed += 1;
      console.error(`${path}: ${name}\n  expected ${expected}\n  answered ${answered}`);
    }
  }
  if (updates) writeFileSync(path, `${pretty(file)}\n`);
  for (const handle of [program, states]) if (handle) core.laurel_release(handle);
}
console.log(`golden: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && (passed > 0 || updates) ? 0 : 1;
