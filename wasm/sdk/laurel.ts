// Stage 1, the one tag of a page:  <script type="module" async src="/laurel/e/1/laurel.js"></script>
import { LaurelStatus } from './elements/laurel-status.js';
import { LaurelStore } from './elements/laurel-store.js';
import type { DecisionDetail, ErrorDetail, ImpressionDetail, ReadyDetail } from './vocabulary.js';

export { LaurelError, type PageErrorCode } from './error.js';
export { events } from './vocabulary.js';
export type * from './vocabulary.js';
export { LaurelStatus, LaurelStore };

declare global {
  interface HTMLElementTagNameMap {
    'laurel-store': LaurelStore;
    'laurel-status': LaurelStatus;
  }
  interface HTMLElementEventMap {
    'laurel-ready': CustomEvent<ReadyDetail>;
    'laurel-decision': CustomEvent<DecisionDetail>;
    'laurel-impression': CustomEvent<ImpressionDetail>;
    'laurel-error': CustomEvent<ErrorDetail>;
  }
}

const stylesheet = 'laurel.css';

/** The store first: widgets look for it when they are defined. A second tag finds all there and changes nothing. */
function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

function addStyles(): void {
  if (document.querySelector(`link[rel="stylesheet"][href*="${stylesheet}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(stylesheet, import.meta.url).href;
  document.head.append(link);
}

if ('customElements' in globalThis) {
  addStyles();
  define('laurel-store', LaurelStore);
  define('laurel-status', LaurelStatus);
}
