// The core's module through its exports alone, for programs that run before the page is built.
import {readFileSync} from 'node:fs';

// JSON as the core writes it.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

// load and call take and give text; a handle is a number, 0 for none.
export function open_core(path) {
  const give_up = (status) => {
    throw new Error(`the core gave up with status ${status}`);
  };
  const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {
    wasi_snapshot_preview1: {proc_exit: give_up},
  }).exports;
  core._initialize();
  const with_bytes = (text, use) => {
    const bytes = new TextEncoder().encode(text);
    const pointer = core.laurel_alloc(bytes.length);
    new Uint8Array(core.memory.buffer, pointer, bytes.length).set(bytes);
    const result = use(pointer, bytes.length);
    core.laurel_free(pointer);
    return result;
  };
  return {
    load: (text) => with_bytes(text, (pointer, size) => core.laurel_load(pointer, size)),
    release: (handle) => core.laurel_release(handle),
    call: (program, states, text) => {
      const reply = with_bytes(text, (pointer, size) => core.laurel_call(program, states, pointer, size));
      const size = new DataView(core.memory.buffer).getUint32(reply, true);
      const answer = new TextDecoder().decode(new Uint8Array(core.memory.buffer, reply + 4, size));
      core.laurel_free(reply);
      return answer;
    },
  };
}
