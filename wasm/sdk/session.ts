// One shopper at one store: fetches what decisions need, and decides with the core in the page or, where that is
// refused or late, at the edge. Knows nothing of elements.
import type { Core, Handle } from './core.js';
import type { Edge } from './edge.js';
import { LaurelError } from './error.js';
import { forgetSnapshot, readSnapshot, writeSnapshot } from './snapshot.js';
import { nextTask } from './task.js';
import { subjectOf, type TokenSource } from './token.js';
import type { Cart, DecisionDetail, MeAnswer, ProgramAnswer, TreeNode, WidgetName } from './vocabulary.js';

const coreLateMilliseconds = 1500;
/** The edge names a member at the first event. */
const memberWithoutEvents = 'member/new';

export interface Question {
  widget: WidgetName;
  locale: string;
  cart: Cart | null;
}

export type Decision = Omit<DecisionDetail, 'widget' | 'milliseconds'> & { tree: TreeNode };

interface Facts {
  /** Who the answers are about; '' for a guest. */
  owner: string;
  program: ProgramAnswer;
  me: MeAnswer | null;
  /** Of the edge's clock, to be added to this device's. */
  clockOffsetMilliseconds: number;
  source: 'device' | 'snapshot';
}

interface Handles {
  program: Handle;
  states: Handle;
}

export interface SessionOptions {
  edge: Edge;
  tokens: TokenSource;
  storeName: string;
  /** Whether answers may be kept on the device. */
  keepsSnapshot: boolean;
  openCore(): Promise<Core>;
}

/** As the core takes it: the currency was compared before. */
function reckonable(cart: Cart): object {
  return Object.fromEntries(Object.entries(cart).filter(([name]) => name !== 'currency'));
}

/** In tasks of their own, so that a slow device can answer its reader in between. */
async function load(core: Core, { program, version }: ProgramAnswer, states: object): Promise<Handles> {
  await nextTask();
  const loaded = core.load({ program, version });
  await nextTask();
  return { program: loaded, states: core.load({ states }) };
}

export class Session {
  readonly #options: SessionOptions;
  #opening: Promise<Core | null> | undefined;
  #core: Core | null | undefined;
  #facts: Facts | undefined;
  #etag: string | undefined;
  #handles: Promise<Handles> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  async isSignedIn(): Promise<boolean> {
    return (await this.#options.tokens.current()) !== null;
  }

  get decidesHere(): boolean {
    return Boolean(this.#core && this.#facts);
  }

  /** The next instant at which time alone changes what is shown, in milliseconds from now; Infinity for none. */
  get nextChangeMilliseconds(): number {
    const facts = this.#facts;
    const now = Date.now() + (facts?.clockOffsetMilliseconds ?? 0);
    const instants = [facts?.me?.next_available_at, facts?.me?.next_expiry_at];
    const waits = instants.map((at) => (at ? Date.parse(at) - now : 0));
    return Math.min(...waits.filter((wait) => wait > 0));
  }

  /** The core once it is there; null where it is refused. */
  core(): Promise<Core | null> {
    this.#opening ??= this.#options.openCore().then(
      (core) => (this.#core = core),
      (cause: unknown) => {
        const error = LaurelError.from(cause);
        if (error.code !== 'wasm_refused') this.#opening = undefined;
        return (this.#core = null);
      },
    );
    return this.#opening;
  }

  /** Fetches what is new. Throws when the edge can't be asked; what was known before stays. */
  async refresh(): Promise<void> {
    const core = this.#inTime(this.core());
    if (this.#core !== null) await this.#authorised((token) => this.#fetchFacts(token));
    await core;
  }

  /** Takes up what was kept at the last visit, if nothing newer is there; whether there was anything. */
  async restore(): Promise<boolean> {
    const { tokens, keepsSnapshot } = this.#options;
    if (!keepsSnapshot) return false;
    const owner = this.#owner(await tokens.current());
    const kept = owner && (await readSnapshot(owner));
    // The network may have been faster.
    if (!kept || !(await this.core()) || this.#hasFacts()) return false;
    this.#accept({ ...kept, clockOffsetMilliseconds: 0, source: 'snapshot' });
    return true;
  }

  async decide(question: Question): Promise<Decision> {
    if (this.#core && this.#facts) {
      return (await this.#decideHere(this.#core, this.#facts, question)) ?? this.decide(question);
    }
    return this.#decideAtEdge(question);
  }

  /** Where the core is refused or late, or where only the edge can say. */
  async #decideAtEdge({ widget, locale, cart }: Question): Promise<Decision> {
    const ask = (withCart: boolean) =>
      this.#authorised((token) =>
        this.#options.edge.decide(token, { widget, locale, ...(withCart && cart && { cart }) }),
      );
    const answer = await ask(true).catch((cause: unknown) => {
      if (LaurelError.from(cause).code !== 'currency_mismatch') throw cause;
      return ask(false);
    });
    const { view, program_hash: programHash, state_version: stateVersion = 0 } = answer;
    return { tree: view, source: 'edge', programHash, stateVersion };
  }

  /** Lets go of the core's memory. */
  close(): void {
    this.#releaseHandles();
    this.#facts = undefined;
  }

  /** undefined when the facts were renewed meanwhile. */
  async #decideHere(core: Core, facts: Facts, question: Question): Promise<Decision | undefined> {
    const { widget, locale, cart } = question;
    const { program, me, source } = facts;
    const member = me && (me.member || memberWithoutEvents);
    this.#handles ??= load(core, program, member ? { [member]: me.state } : {});
    const handles = await this.#handles;
    if (facts !== this.#facts) return undefined;
    // A cart in another currency earns by rules that this programme does not have: it is left out, as at the edge.
    const isReckonable = cart !== null && cart.currency === program.program.currency;
    const reply = core.call(handles.program, handles.states, {
      call: 'view',
      widget,
      locale,
      member: member ?? '',
      now_ms: Date.now() + facts.clockOffsetMilliseconds,
      references: me?.references ?? {},
      ...(isReckonable && { cart: reckonable(cart) }),
    });
    const stateVersion = me?.version ?? 0;
    const here: Decision = { tree: reply.view as TreeNode, source, programHash: program.hash, stateVersion };
    if (!reply.confirm_at_edge) return here;
    // Offline the widget says that it does not know yet.
    return this.#decideAtEdge(question).catch(() => here);
  }

  async #fetchFacts(token: string | null): Promise<void> {
    const { edge, keepsSnapshot } = this.#options;
    const owner = this.#owner(token);
    const known = this.#facts?.source === 'device' && this.#facts.owner === owner ? this.#facts : undefined;
    const [program, fetched] = await Promise.all([edge.program(), token ? edge.me(token, known && this.#etag) : null]);
    if (fetched === undefined && known) {
      this.#accept({ ...known, program });
      return;
    }
    const me = fetched?.me ?? null;
    const clockOffsetMilliseconds = me ? Date.parse(me.now_at) - Date.now() : 0;
    this.#etag = fetched?.etag;
    this.#accept({ owner, program, me, clockOffsetMilliseconds, source: 'device' });
    if (keepsSnapshot && me) void writeSnapshot({ owner, program, me });
    else void forgetSnapshot();
  }

  #hasFacts(): boolean {
    return this.#facts !== undefined;
  }

  #accept(facts: Facts): void {
    this.#facts = facts;
    this.#releaseHandles();
  }

  #releaseHandles(): void {
    void this.#handles?.then((handles) => {
      for (const handle of Object.values(handles) as Handle[]) this.#core?.release(handle);
    });
    this.#handles = undefined;
  }

  /** A token that ran out on the way is renewed once. */
  async #authorised<T>(ask: (token: string | null) => Promise<T>): Promise<T> {
    const { tokens } = this.#options;
    try {
      return await ask(await tokens.current());
    } catch (cause) {
      if (!(cause instanceof LaurelError && cause.status === 401 && tokens.isRenewable)) throw cause;
      tokens.forget();
      return ask(await tokens.current());
    }
  }

  #inTime(core: Promise<Core | null>): Promise<unknown> {
    return Promise.race([core, new Promise((resolve) => setTimeout(resolve, coreLateMilliseconds))]);
  }

  #owner(token: string | null): string {
    return token ? `${this.#options.storeName} ${subjectOf(token)}` : '';
  }
}
