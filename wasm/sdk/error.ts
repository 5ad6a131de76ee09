import type { ErrorDetail } from './vocabulary.js';

/** The page's own codes. All others come from the edge and the core, whose table is shared/base/error.h. */
export type PageErrorCode =
  | 'edge_unreachable' // no answer, or not in time
  | 'answer_invalid' // an answer that is not what the interface promises
  | 'token_refused' // the shop's token-url did not give a token
  | 'wasm_refused' // the browser or the page's policy does not run WebAssembly
  | 'memory_exhausted';

interface Extra {
  path?: string;
  docUrl?: string;
  retryable?: boolean;
  status?: number;
  cause?: unknown;
}

/** The one class of everything that Laurel raises in the page. */
export class LaurelError extends Error implements ErrorDetail {
  override readonly name = 'LaurelError';
  readonly code: string;
  readonly path: string;
  readonly docUrl: string;
  readonly retryable: boolean;
  /** The HTTP status behind it, 0 for none. */
  readonly status: number;

  constructor(code: string, message: string, extra: Extra = {}) {
    super(message, { cause: extra.cause });
    this.code = code;
    this.path = extra.path ?? '';
    this.docUrl = extra.docUrl ?? '';
    this.retryable = extra.retryable ?? false;
    this.status = extra.status ?? 0;
  }

  /** The scripts of stage 1 and 2 are bundled each for itself, and their errors are of one class all the same. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'LaurelError';
  }

  static from(cause: unknown): LaurelError {
    if (cause instanceof LaurelError) return cause;
    return new LaurelError('answer_invalid', cause instanceof Error ? cause.message : String(cause), { cause });
  }

  /** What laurel-error carries. */
  toDetail(): ErrorDetail {
    const { code, path, message, docUrl, retryable } = this;
    return { code, path, message, docUrl, retryable };
  }
}
