// Where the shopper's token comes from: given by the page, or fetched from the shop's backend and renewed in time.
import { request } from './edge.js';
import { LaurelError } from './error.js';

const renewBeforeMilliseconds = 30_000;

interface Claims {
  sub?: string;
  exp?: number;
}

function claimsOf(token: string): Claims {
  try {
    const part = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    return {};
  }
}

/** Who the token speaks for; '' when it can't be read. Only the edge judges tokens. */
export function subjectOf(token: string): string {
  return claimsOf(token).sub ?? '';
}

export class TokenSource {
  readonly #given: string | null;
  readonly #url: URL | null;
  #pending: Promise<string | null> | undefined;
  #renewAtMilliseconds = 0;

  /** Without either, nobody is signed in. */
  constructor(given: string | null, url: URL | null) {
    this.#given = given;
    this.#url = url;
  }

  /** null when nobody is signed in: the backend answers 204, 401, 403 or {"token": null}. */
  current(): Promise<string | null> {
    if (!this.#url) return Promise.resolve(this.#given);
    if (this.#pending && Date.now() < this.#renewAtMilliseconds) return this.#pending;
    this.#renewAtMilliseconds = Infinity;
    this.#pending = this.#fetch(this.#url).catch((cause: unknown) => {
      this.forget();
      throw cause;
    });
    return this.#pending;
  }

  /** Whether asking again may give another token. */
  get isRenewable(): boolean {
    return this.#url !== null;
  }

  forget(): void {
    this.#pending = undefined;
  }

  async #fetch(url: URL): Promise<string | null> {
    try {
      const { body } = await request(url, { withCookies: true });
      const token = (body as { token?: string | null } | undefined)?.token ?? null;
      if (token !== null && typeof token !== 'string') throw new LaurelError('token_refused', 'token is not a string');
      this.#renewAtMilliseconds = token ? (claimsOf(token).exp ?? 0) * 1000 - renewBeforeMilliseconds : 0;
      return token;
    } catch (cause) {
      const error = LaurelError.from(cause);
      if (error.status === 401 || error.status === 403) return null;
      if (error.retryable) throw error;
      throw new LaurelError('token_refused', `token-url: ${error.message}`, { cause, path: '/token' });
    }
  }
}
