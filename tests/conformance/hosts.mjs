// The core as run.mjs asks it: ask({program, states, request}) is a promise of the reply.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

// A program that answers a line with a line (host.cpp).
function native_host(path) {
  const process = spawn(path, {stdio: ['pipe', 'pipe', 'inherit']});
  const lines = createInterface({input: process.stdout})[Symbol.asyncIterator]();
  return {
    async ask(question) {
      process.stdin.write(`${JSON.stringify(question)}\n`);
      const {value, done} = await lines.next();
      if (done) throw new Error(`${path} gave up`);
      return JSON.parse(value);
    },
    async close() {
      process.stdin.end();
      if (process.exitCode === null) await once(process, 'exit');
    },
  };
}

// The whole core as a module (wasm/abi.cpp).
function module_host(path) {
  const give_up = (status) => {
    throw new Error(`the core gave up with status ${status}`);
  };
  const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {
    wasi_snapshot_preview1: {proc_exit: give_up},
  }).exports;
  core._initialize();
  const with_bytes = (value, use) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const pointer = core.laurel_alloc(bytes.length);
    new Uint8Array(core.memory.buffer, pointer, bytes.length).set(bytes);
    const result = use(pointer, bytes.length);
    core.laurel_free(pointer);
    return result;
  };
  const load = (document) => (document ? with_bytes(document, (...bytes) => core.laurel_load(...bytes)) : 0);
  return {
    async ask({program, states, request}) {
      const handles = [load(program), load(states)];
      const reply = with_bytes(request, (...bytes) => core.laurel_call(...handles, ...bytes));
      const size = new DataView(core.memory.buffer).getUint32(reply, true);
      const text = new TextDecoder().decode(new Uint8Array(core.memory.buffer, reply + 4, size));
      core.laurel_free(reply);
      for (const handle of handles) if (handle) core.laurel_release(handle);
      return JSON.parse(text);
    },
    async close() {},
  };
}

export function open_host(path) {
  return path.endsWith('.wasm') ? module_host(path) : native_host(path);
}
