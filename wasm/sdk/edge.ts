// Speaks to the edge: JSON out and in, problems (RFC 9457) as LaurelError, no cookies, no referrer, a few seconds.
import { LaurelError } from './error.js';
import type { Cart, DecideAnswer, MeAnswer, ProgramAnswer, WidgetName } from './vocabulary.js';

const timeoutMilliseconds = 8000;

export interface Decide {
  widget: WidgetName;
  locale: string;
  cart?: Cart;
}

interface Options {
  token?: string | null;
  etag?: string | undefined;
  body?: unknown;
  /** Of the shop's own backend, which may need its session cookie. */
  withCookies?: boolean;
}

interface Answer {
  status: number;
  etag: string | undefined;
  body: unknown;
}

async function problemOf(response: Response): Promise<LaurelError> {
  const problem = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof problem[name] === 'string' ? problem[name] : '');
  const first = (Array.isArray(problem['errors']) ? problem['errors'][0] : undefined) as { path?: string } | undefined;
  return new LaurelError(text('code') || 'answer_invalid', text('detail') || `HTTP ${response.status}`, {
    path: first?.path ?? '',
    docUrl: text('type'),
    retryable: response.status >= 500 || response.status === 429,
    status: response.status,
  });
}

/** One request; an answer that is no success is thrown. */
export async function request(url: URL, { token, etag, body, withCookies }: Options = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (etag) headers['if-none-match'] = etag;
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      cache: token || withCookies ? 'no-store' : 'default',
      credentials: withCookies ? 'same-origin' : 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const { status } = response;
    if (!response.ok && status !== 304) throw await problemOf(response);
    const etag = response.headers.get('etag') ?? undefined;
    return { status, etag, body: status === 304 || status === 204 ? undefined : await response.json() };
  } catch (cause) {
    if (cause instanceof LaurelError) throw cause;
    if (cause instanceof SyntaxError) throw new LaurelError('answer_invalid', `${url.pathname} is not JSON`, { cause });
    throw new LaurelError('edge_unreachable', `no answer from ${url.origin}`, { cause, retryable: true });
  }
}

function checked<T>(body: unknown, members: readonly (keyof T & string)[], source: string): T {
  const object = body as Record<string, unknown> | null;
  const missing = members.find((name) => typeof object !== 'object' || object?.[name] === undefined);
  const path = `/${missing}`;
  if (missing !== undefined) throw new LaurelError('answer_invalid', `${source} lacks "${missing}"`, { path });
  return body as T;
}

export class Edge {
  readonly #base: URL;
  readonly #store: string | null;

  /** `base` is the edge's mount, such as https://shop.example/laurel/. */
  constructor(base: URL, store: string | null) {
    this.#base = base;
    this.#store = store;
  }

  async program(): Promise<ProgramAnswer> {
    const { body } = await request(this.#url('v1/program'));
    return checked<ProgramAnswer>(body, ['version', 'hash', 'program'], 'v1/program');
  }

  /** undefined when nothing changed since `etag`. */
  async me(token: string, etag: string | undefined): Promise<{ me: MeAnswer; etag: string | undefined } | undefined> {
    const answer = await request(this.#url('v1/me'), { token, etag });
    if (answer.status === 304) return undefined;
    return { me: checked<MeAnswer>(answer.body, ['member', 'version', 'now_at'], 'v1/me'), etag: answer.etag };
  }

  async decide(token: string | null, question: Decide): Promise<DecideAnswer> {
    const { body } = await request(this.#url('v1/decide'), { token, body: question });
    return checked<DecideAnswer>(body, ['view', 'program_hash'], 'v1/decide');
  }

  #url(path: string): URL {
    const url = new URL(path, this.#base);
    if (this.#store) url.searchParams.set('store', this.#store);
    return url;
  }
}
