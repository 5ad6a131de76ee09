// golden_test.mjs [--update] MODULE FILE...: the calls of each golden file (see golden_test.cpp) through the whole core
// as a module. With --update every reply that differs is written into its file instead: for a developer who means the
// change and reads the difference before committing it. A new call needs only a name and a request.
//     node tests/golden/golden_test.mjs --update build/wasm/laurel_full.wasm tests/golden/*.json
import {readFileSync, writeFileSync} from 'node:fs';
import {canonical, open_core} from '../support/raw_core.mjs';

const updates = process.argv[2] === '--update';
const [module_path, ...paths] = process.argv.slice(updates ? 3 : 2);
const core = open_core(module_path);
const load = (document) => (document ? core.load(canonical(document)) : 0);

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
    const answered = core.call(program, states, request_text ?? canonical(request));
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
  for (const handle of [program, states]) if (handle) core.release(handle);
}
console.log(`golden: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && (passed > 0 || updates) ? 0 : 1;
