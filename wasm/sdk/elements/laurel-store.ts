import { Edge } from '../edge.js';
import { LaurelError } from '../error.js';
import { Session } from '../session.js';
import { forgetSnapshot } from '../snapshot.js';
import { nextTask } from '../task.js';
import { TokenSource } from '../token.js';
import { events, type Cart, type DecisionDetail, type ReadyDetail, type Widget } from '../vocabulary.js';
import { Base } from './widget.js';

const retryFirstMilliseconds = 1000;
const retryLastMilliseconds = 60_000;
const staleAfterMilliseconds = 60_000;
const nearViewport = '300px';
const longestTimerMilliseconds = 2 ** 31 - 1;

/** Beside this module: the core and its glue. */
async function openCore() {
  const { Core } = (await import(new URL('./core.js', import.meta.url).href)) as typeof import('../core.js');
  return Core.open(new URL('./core.wasm', import.meta.url));
}

/** Whatever else is wrong with it, the core says. */
function isCart(value: unknown): value is Cart {
  const cart = value as { currency?: unknown; amount_minor?: unknown; lines?: unknown } | null;
  if (typeof cart?.currency !== 'string') return false;
  return Array.isArray(cart.lines) || (Number.isSafeInteger(cart.amount_minor) && Number(cart.amount_minor) >= 0);
}

/**
 * Owns the connection to the edge for the widgets inside it.
 *
 * @attr src - Where the edge is mounted, such as /laurel/; by default where this script came from.
 * @attr store - The store's id; not needed where the edge has one store.
 * @attr token - A shopper token that the page already has.
 * @attr token-url - A same-origin address of the shop that answers {"token": "..."}, or 204 when nobody is signed in.
 * @attr consent - Space-separated purposes the shopper agreed to; "storage" keeps the last answer on the device.
 * @fires laurel-ready
 * @fires laurel-error
 */
export class LaurelStore extends Base {
  static readonly observedAttributes = ['src', 'store', 'token', 'token-url', 'consent'];

  #widgets = new Set<Widget>();
  #session: Session | undefined;
  #tokens: TokenSource | undefined;
  #cart: Cart | null = null;
  #near: IntersectionObserver | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #failures = 0;
  #refreshedAt = 0;
  #isReady = false;

  connectedCallback(): void {
    if (Object.hasOwn(this, 'cart')) {
      // Set by the shop before this class was there.
      const { cart } = this;
      delete (this as { cart?: Cart | null }).cart;
      this.cart = cart;
    }
    this.addEventListener(events.connect, this.#onConnect);
    document.addEventListener(events.cart, this.#onCart);
    document.addEventListener('visibilitychange', this.#onReturn);
    window.addEventListener('pageshow', this.#onReturn);
    if (!this.#keepsSnapshot) void forgetSnapshot();
  }

  disconnectedCallback(): void {
    document.removeEventListener(events.cart, this.#onCart);
    document.removeEventListener('visibilitychange', this.#onReturn);
    window.removeEventListener('pageshow', this.#onReturn);
    this.#near?.disconnect();
    this.#reset();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (name === 'consent' && !this.#keepsSnapshot) void forgetSnapshot();
    const wasStarted = this.#session !== undefined;
    this.#reset();
    if (wasStarted) void this.refresh();
  }

  /** What the cart holds; null for none. Set it again whenever the cart changes. */
  get cart(): Cart | null {
    return this.#cart;
  }

  set cart(cart: Cart | null) {
    if (cart !== null && !isCart(cart)) {
      throw new TypeError('cart: {currency: "GBP", lines: [...]}, {currency: "GBP", amount_minor: 1250} or null');
    }
    this.#cart = cart;
    if (this.#refreshedAt > 0) void this.#draw(++this.#round).catch((cause: unknown) => this.#fail(cause));
  }

  /** Asks the edge again: call it when the shopper signed in or out, or bought something. */
  async refresh(): Promise<void> {
    this.#tokens?.forget();
    await this.#update();
  }

  get #keepsSnapshot(): boolean {
    return (this.getAttribute('consent') ?? '').split(/\s+/).includes('storage');
  }

  readonly #onConnect = (event: Event): void => {
    const widget = event.target as Widget;
    event.stopPropagation();
    this.#widgets.add(widget);
    if (this.#refreshedAt > 0) void this.#draw(this.#round).catch((cause: unknown) => this.#fail(cause));
    else this.#startNear(widget);
  };

  readonly #onCart = (event: Event): void => {
    this.cart = (event as CustomEvent<Cart | null>).detail;
  };

  readonly #onReturn = (event: Event): void => {
    const isRestored = event.type === 'pageshow' && (event as PageTransitionEvent).persisted;
    const isOld = document.visibilityState === 'visible' && Date.now() - this.#refreshedAt > staleAfterMilliseconds;
    if (this.#session && (isRestored || (event.type === 'visibilitychange' && isOld))) void this.refresh();
  };

  /** Nothing is fetched before a widget comes near the viewport or the page is idle. */
  #startNear(widget: Widget): void {
    const start = () => {
      this.#near?.disconnect();
      if (this.isConnected && !this.#session) void this.#update();
    };
    this.#near ??= new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && start(), {
      rootMargin: nearViewport,
    });
    this.#near.observe(widget);
    const { connection } = navigator as { connection?: { saveData?: boolean } };
    if ('requestIdleCallback' in globalThis && !connection?.saveData) requestIdleCallback(start);
  }

  #open(): Session {
    if (this.#session) return this.#session;
    const src = this.getAttribute('src');
    const base = src === null ? new URL('../../', import.meta.url) : new URL(src, document.baseURI);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    const tokenUrl = this.getAttribute('token-url');
    const tokenAddress = tokenUrl === null ? null : new URL(tokenUrl, document.baseURI);
    this.#tokens = new TokenSource(this.getAttribute('token'), tokenAddress);
    const store = this.getAttribute('store');
    this.#session = new Session({
      edge: new Edge(base, store),
      tokens: this.#tokens,
      storeName: store ?? base.href,
      keepsSnapshot: this.#keepsSnapshot,
      openCore,
    });
    return this.#session;
  }

  #reset(): void {
    clearTimeout(this.#timer);
    this.#session?.close();
    this.#session = undefined;
    this.#round++;
    this.#refreshedAt = 0;
  }

  async #update(): Promise<void> {
    clearTimeout(this.#timer);
    const session = this.#open();
    const round = ++this.#round;
    for (const widget of this.#widgets) if (widget.state === 'initial') widget.state = 'loading';
    const restoring = session.restore().then((isThere) => (isThere ? this.#draw(round) : undefined));
    try {
      await session.refresh();
      await this.#draw(round);
      if (round !== this.#round) return;
      this.#failures = 0;
      this.#refreshedAt = Date.now();
      this.#updateLater(session.nextChangeMilliseconds);
      await this.#announce(session);
      if (!session.decidesHere) await this.#takeOver(session);
    } catch (cause) {
      await restoring.catch(() => undefined);
      if (round === this.#round) this.#fail(cause);
    }
  }

  async #draw(round: number): Promise<void> {
    const session = this.#open();
    const cart = this.#cart;
    for (const widget of this.#widgets) if (!widget.isConnected) this.#widgets.delete(widget);
    await Promise.all(
      [...this.#widgets].map(async (widget) => {
        const askedAt = performance.now();
        const locale = widget.closest<HTMLElement>('[lang]')?.lang ?? navigator.language;
        const { tree, ...decision } = await session.decide({ widget: widget.widget, locale, cart });
        const milliseconds = performance.now() - askedAt;
        await nextTask();
        if (round !== this.#round || cart !== this.#cart) return;
        const detail: DecisionDetail = { ...decision, widget: widget.widget, milliseconds };
        widget.show(tree, detail);
        widget.state = decision.source === 'snapshot' ? 'stale' : 'ready';
      }),
    );
  }

  /** A core that comes late takes over from the edge. */
  async #takeOver(session: Session): Promise<void> {
    if ((await session.core()) && session === this.#session) await this.#draw(this.#round);
  }

  async #announce(session: Session): Promise<void> {
    if (this.#isReady) return;
    this.#isReady = true;
    const detail: ReadyDetail = { store: this.getAttribute('store'), signedIn: await session.isSignedIn() };
    this.dispatchEvent(new CustomEvent(events.ready, { detail, bubbles: true, composed: true }));
  }

  #fail(cause: unknown): void {
    const error = LaurelError.from(cause);
    for (const widget of this.#widgets) widget.state = 'stale';
    this.dispatchEvent(new CustomEvent(events.error, { detail: error.toDetail(), bubbles: true, composed: true }));
    if (!error.retryable) return;
    const wait = Math.min(retryFirstMilliseconds * 2 ** this.#failures++, retryLastMilliseconds);
    this.#updateLater(wait * (0.5 + Math.random() / 2));
  }

  #updateLater(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (milliseconds > longestTimerMilliseconds) return;
    this.#timer = setTimeout(() => void this.#update(), milliseconds);
  }
}
