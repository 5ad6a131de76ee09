// replay.mjs MODULE FILE: folds the log that `simulate --log FILE` wrote again, in WebAssembly. Every state must come
// out as the same bytes that the native core made of it.
import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {canonical, open_core} from '../support/raw_core.mjs';

const [module_path, path] = process.argv.slice(2);
const core = open_core(module_path);
let states = new Map();
let events = 0;
let compared = 0;
let failed = 0;

function fold(text) {
  const {aggregate} = JSON.parse(text);
  const handle = core.load(`{"states":{${JSON.stringify(aggregate)}:${states.get(aggregate) ?? 'null'}}}`);
  const reply = core.call(0, handle, `{"call":"fold","event":${text}}`);
  core.release(handle);
  if (!reply.startsWith('{"state":')) throw new Error(reply);
  states.set(aggregate, reply.slice('{"state":'.length, -1));
  events += 1;
}

function compare(expected) {
  for (const [aggregate, state] of Object.entries(expected)) {
    compared += 1;
    if (states.get(aggregate) === canonical(state)) continue;
    failed += 1;
    console.error(`${aggregate}\n  native ${canonical(state)}\n  here   ${states.get(aggregate)}`);
  }
  states = new Map();
}

for await (const line of createInterface({input: createReadStream(path)})) {
  if (line.startsWith('{"event":')) {
    fold(line.slice('{"event":'.length, -1));
  } else {
    compare(JSON.parse(line).states);
  }
}
console.log(`replayed in WebAssembly: ${events} events, ${compared} states, ${failed} of them with other bytes`);
process.exitCode = failed === 0 && compared > 0 ? 0 : 1;
