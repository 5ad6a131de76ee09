// golden_test.mjs MODULE FILE...: the calls of each golden file (see golden_test.cpp) through the page's module.
import {readFileSync} from 'node:fs';

const [module_path, ...paths] = process.argv.slice(2);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

const give_up = (status) => {
  throw new Error(`the core gave up with status ${status}`);
};
const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(module_path)), {
  env: {emscripten_notify_memory_growth() {}},
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

let passed = 0;
let failed = 0;
for (const path of paths) {
  const file = JSON.parse(readFileSync(path, 'utf8'));
  const program = load(file.program);
  const states = load(file.states);
  for (const {name, request, reply} of file.calls) {
    const expected = canonical(reply);
    const answered = call(program, states, canonical(request));
    if (answered === expected) {
      passed += 1;
    } else {
      failed += 1;
      console.error(`${path}: ${name}\n  expected ${expected}\n  answered ${answered}`);
    }
  }
  for (const handle of [program, states]) if (handle) core.laurel_release(handle);
}
console.log(`golden: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
