// suite_test.mjs HOST [TEXT]: every case of the suite (README.md), or those whose topic or name has the text, on
// the core as a module (laurel_full.wasm) or as a program (host.cpp).
//     node tests/conformance/suite_test.mjs build/native/tests/conformance_host refunds
import {open_host} from './hosts.mjs';
import {read_suite, run_case} from './suite.mjs';
import {lacks_of} from './coverage.mjs';

const [host_path, text = ''] = process.argv.slice(2);
const {programs, topics} = read_suite();
const host = open_host(host_path);
const reached = new Set();
const failures = [];
let passed = 0;
for (const {file, topic, cases, ...own} of topics) {
  const known = {...programs, ...own.programs};
  for (const each of cases.filter(({name}) => `${topic}: ${name}`.includes(text))) {
    const outcome = await run_case(host, known, each).catch((error) => ({problem: String(error), reached: []}));
    for (const code of outcome.reached) reached.add(code);
    if (outcome.problem) failures.push(`${file}: ${each.name}\n  ${outcome.problem}`);
    else passed += 1;
  }
}
await host.close();
if (text === '') failures.push(...lacks_of(topics, reached));
for (const failure of failures) console.error(failure);
console.log(`conformance: ${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
