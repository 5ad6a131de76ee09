// Stage 2: the decision core behind its binary interface (wasm/abi.cpp). Bytes are copied in and out; nothing here
// keeps state but the module's own memory, and nothing is evaluated.
import { LaurelError } from './error.js';

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  laurel_alloc(size: number): number;
  laurel_free(buffer: number): void;
  laurel_load(bytes: number, size: number): number;
  laurel_call(program: number, states: number, bytes: number, size: number): number;
  laurel_release(handle: number): void;
}

/** An immutable programme or states inside the core; 0 for none. */
export type Handle = number;

interface Reply {
  [member: string]: unknown;
  error?: { code: string; path: string; message: string };
}

const imports: WebAssembly.Imports = {
  wasi_snapshot_preview1: {
    proc_exit: (status: number) => {
      throw new LaurelError('memory_exhausted', `the core gave up with status ${status}`);
    },
  },
};

async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url, { credentials: 'omit' });
  const { status } = response;
  if (!response.ok) throw new LaurelError('edge_unreachable', `no core at ${url.pathname}`, { status });
  // Streaming wants the exact type; a server that does not know it still gets a core.
  const streams = response.headers.get('content-type')?.startsWith('application/wasm') === true;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export class Core {
  readonly #exports: Exports;

  /** From a compiled module, as tests and servers use it; a page calls open. */
  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
    this.#exports._initialize();
  }

  /** Throws wasm_refused where the browser or the page's policy does not let WebAssembly run. */
  static async open(url: URL): Promise<Core> {
    try {
      return new Core(await compile(url));
    } catch (cause) {
      if (cause instanceof LaurelError) throw cause;
      // fetch fails with a TypeError; where WebAssembly is missing or refused, it is another one.
      if (cause instanceof TypeError) throw new LaurelError('edge_unreachable', 'the core did not arrive', { cause });
      throw new LaurelError('wasm_refused', cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** The caller releases the handle. A document at fault shows in the calls that use it. */
  load(document: unknown): Handle {
    const text = JSON.stringify(document);
    return this.#withBytes(text, (bytes, size) => this.#present(this.#exports.laurel_load(bytes, size)));
  }

  release(handle: Handle): void {
    this.#exports.laurel_release(handle);
  }

  /** The reply as it is in the core's memory, copied out. */
  callText(program: Handle, states: Handle, request: string): string {
    return this.#withBytes(request, (bytes, size) => {
      const reply = this.#present(this.#exports.laurel_call(program, states, bytes, size));
      const { buffer } = this.#exports.memory;
      const length = new DataView(buffer).getUint32(reply, true);
      const text = new TextDecoder().decode(new Uint8Array(buffer, reply + 4, length));
      this.#exports.laurel_free(reply);
      return text;
    });
  }

  /** Throws the reply's error. */
  call(program: Handle, states: Handle, request: unknown): Reply {
    const reply = JSON.parse(this.callText(program, states, JSON.stringify(request))) as Reply;
    if (reply.error) throw new LaurelError(reply.error.code, reply.error.message, { path: reply.error.path });
    return reply;
  }

  #withBytes<T>(text: string, use: (bytes: number, size: number) => T): T {
    const encoded = new TextEncoder().encode(text);
    const bytes = this.#present(this.#exports.laurel_alloc(encoded.length || 1));
    try {
      new Uint8Array(this.#exports.memory.buffer).set(encoded, bytes);
      return use(bytes, encoded.length);
    } finally {
      this.#exports.laurel_free(bytes);
    }
  }

  #present(pointer: number): number {
    if (pointer === 0) throw new LaurelError('memory_exhausted', 'the core has no more memory');
    return pointer >>> 0;
  }
}

export { LaurelError } from './error.js';
