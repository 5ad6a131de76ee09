// Every call of the wire and every error that the core can answer stands in some golden file, and every golden file
// is run.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const names = readdirSync(join(root, 'tests/golden')).filter((name) => name.endsWith('.json'));
const calls = names.flatMap((name) => JSON.parse(read(`tests/golden/${name}`)).calls);

// What the core can say but no request of ordinary size can provoke; unit tests do.
const out_of_reach = {
  balance_mismatch: 'said of a budget to `laurel verify` alone',
  hold_resolved_twice: 'said of a budget to `laurel verify` alone',
  state_mismatch: 'said of a budget to `laurel verify` alone',
  json_too_large: 'a megabyte',
  invalid_instant: 'instants go over the wire as integers',
  too_many_open_lots: 'twenty thousand lots',
  too_many_open_holds: 'a hundred holds',
  too_many_refunds: 'a thousand refunds',
};

function core_sources() {
  const files = readdirSync(join(root, 'shared'), {recursive: true}).map((path) => `shared/${path}`);
  // check.cpp speaks to `laurel verify` alone, the rules to `laurel rules eval`; error.cpp is the table itself.
  const other = /^shared\/(loyalty\/check|base\/error|rules\/.*)\.cpp$/;
  return files.filter((path) => path.endsWith('.cpp') && !other.test(path));
}

test('every golden file is listed and so run on both hosts', () => {
  const listed = [...read('tests/CMakeLists.txt').matchAll(/tests\/golden\/(\w+\.json)/g)].map((match) => match[1]);
  assert.deepEqual(listed.sort(), [...names].sort());
});

test('no two calls of a file have one name', () => {
  for (const name of names) {
    const titles = JSON.parse(read(`tests/golden/${name}`)).calls.map((call) => call.name);
    assert.equal(new Set(titles).size, titles.length, name);
  }
});

test('every call of the wire has a golden reply that is no error', () => {
  const tables = ['page_calls', 'ledger_calls'].map((name) => (
    read(`shared/wire/${name}.cpp`).match(/constexpr Call calls\[\] = \{([\s\S]*?)\};/)[1]));
  const known = [...tables.join().matchAll(/\{"(\w+)"/g)].map((match) => match[1]);
  assert.ok(known.length >= 8);
  const answered = new Set(calls.filter((call) => !call.reply.error).map((call) => call.request?.call));
  assert.deepEqual(known.filter((name) => !answered.has(name)), []);
});

test('every command has a golden reply with events', () => {
  const tables = readdirSync(join(root, 'shared/wire')).filter((name) => name.endsWith('_commands.cpp'))
    .map((name) => read(`shared/wire/${name}`).match(/CommandReader readers\[\] = \{([\s\S]*?)\};/)[1]);
  const known = [...tables.join().matchAll(/\{"(\w+)"/g)].map((match) => match[1]);
  assert.ok(known.length >= 13);
  const decided = calls.filter((call) => call.reply.events?.length > 0);
  const commands = new Set(decided.flatMap((call) => Object.keys(call.request.command)));
  assert.deepEqual(known.filter((name) => !commands.has(name)), []);
});

test('every error of the core has a golden reply', () => {
  const text = core_sources().map(read).join('\n');
  const known = new Set([...text.matchAll(/ErrorCode::(\w+)/g)].map((match) => match[1]));
  assert.ok(known.size > 30);
  const golden = new Set(calls.flatMap((call) => (
    call.reply.error ? [call.reply.error.code] : (call.reply.errors ?? []).map((error) => error.code)
  )));
  assert.deepEqual([...known].filter((code) => !golden.has(code) && !(code in out_of_reach)), []);
  assert.deepEqual(Object.keys(out_of_reach).filter((code) => golden.has(code) || !known.has(code)), []);
});
