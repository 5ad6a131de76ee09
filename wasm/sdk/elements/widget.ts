// What all widgets share: they ask the <laurel-store> around them to be drawn, patch what it hands them, and say so in
// events.
import { patch } from '../dom.js';
import {
  events,
  type DecisionDetail,
  type ImpressionDetail,
  type TreeNode,
  type Widget,
  type WidgetName,
  type WidgetState,
} from '../vocabulary.js';

const impressionMilliseconds = 1000;

/** Lets the module be imported where there is no page. */
export const Base = 'HTMLElement' in globalThis ? HTMLElement : (Object as unknown as typeof HTMLElement);

export abstract class WidgetElement extends Base implements Widget {
  abstract readonly widget: WidgetName;
  #impression: IntersectionObserver | undefined;
  #shown = '';

  connectedCallback(): void {
    this.dataset.state ??= 'initial';
    if (!this.closest('laurel-store')) console.warn(`<${this.localName}> needs a <laurel-store> around it`);
    this.dispatchEvent(new CustomEvent(events.connect, { bubbles: true, composed: true }));
    this.#watchImpression();
  }

  disconnectedCallback(): void {
    this.#impression?.disconnect();
  }

  get state(): WidgetState {
    return (this.dataset.state as WidgetState | undefined) ?? 'initial';
  }

  /** Attribute data-state, for styles: initial, loading, ready or stale. */
  set state(state: WidgetState) {
    this.dataset.state = state;
    // Every widget's markup brings its own note for this, hidden.
    this.querySelector('[class$="__stale"]')?.toggleAttribute('hidden', state !== 'stale');
  }

  show(tree: TreeNode, detail: DecisionDetail): void {
    patch(this, [tree]);
    const shown = JSON.stringify([tree, detail.programHash, detail.stateVersion]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.dispatchEvent(new CustomEvent(events.decision, { detail, bubbles: true, composed: true }));
  }

  #watchImpression(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.#impression ??= new IntersectionObserver(
      ([entry]) => {
        clearTimeout(timer);
        if (entry?.isIntersecting) timer = setTimeout(() => this.#impress(), impressionMilliseconds);
      },
      { threshold: 0.5 },
    );
    this.#impression.observe(this);
  }

  #impress(): void {
    this.#impression?.disconnect();
    const detail: ImpressionDetail = { widget: this.widget };
    this.dispatchEvent(new CustomEvent(events.impression, { detail, bubbles: true, composed: true }));
  }
}
