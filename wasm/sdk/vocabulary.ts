// Every name that the page's parts and the shop share: events, what they carry, and the shapes of the edge's answers.

export const events = {
  /** Bubbles from a widget to its <laurel-store>: "draw me". Not for shops. */
  connect: 'laurel-connect',
  /** The shop tells what the cart holds; detail is a Cart or null. */
  cart: 'laurel-cart',
  /** <laurel-store>, once: fresh content is on the page. */
  ready: 'laurel-ready',
  /** A widget shows a new decision. */
  decision: 'laurel-decision',
  /** Half of a widget was visible for a second; once a widget. */
  impression: 'laurel-impression',
  /** Something failed; what was painted before stays. */
  error: 'laurel-error',
} as const;

/** What the cart's goods cost, in minor units (1250 for 12.50) of an ISO 4217 currency. */
export interface CartLine {
  sku: string;
  quantity: number;
  amount_minor: number;
  categories?: string[];
  brand?: string;
  kind?: 'product' | 'shipping' | 'tax' | 'gift_card' | 'fee';
  tax_minor?: number;
}

/** What is in the cart, or at least what it costs. Rules about products need the lines. */
export type Cart = { currency: string; attributes?: Record<string, string> } & (
  | { amount_minor: number }
  | { lines: CartLine[] }
);

export type WidgetName = 'status';

/** Who decided: the core in the page, the edge, or the core from the last answer kept on the device. */
export type DecisionSource = 'device' | 'edge' | 'snapshot';

export interface ReadyDetail {
  store: string | null;
  signedIn: boolean;
}

export interface DecisionDetail {
  widget: WidgetName;
  source: DecisionSource;
  programHash: string;
  /** The version of the member's state; 0 for a guest. */
  stateVersion: number;
  /** From the question to the painted answer. */
  milliseconds: number;
}

export interface ImpressionDetail {
  widget: WidgetName;
}

export interface ErrorDetail {
  code: string;
  /** JSON Pointer of the place at fault, '' for the whole. */
  path: string;
  message: string;
  docUrl: string;
  /** Whether Laurel tries again by itself. */
  retryable: boolean;
}

/** How a widget stands: its content is the shop's own, being fetched, up to date, or the last that was known. */
export type WidgetState = 'initial' | 'loading' | 'ready' | 'stale';

/** A widget as its store sees it. */
export interface Widget extends HTMLElement {
  readonly widget: WidgetName;
  show(tree: TreeNode, detail: DecisionDetail): void;
  state: WidgetState;
}

export type Tree = string | TreeNode;

export interface TreeNode {
  tag: string;
  key?: string;
  attributes?: Record<string, string>;
  children?: Tree[];
}

/** GET /v1/program */
export interface ProgramAnswer {
  version: number;
  hash: string;
  program: { currency: string; [member: string]: unknown };
}

/** GET /v1/me */
export interface MeAnswer {
  member: string;
  version: number;
  now_at: string;
  next_expiry_at: string | null;
  next_available_at: string | null;
  state: unknown;
  references: Record<string, string>;
}

/** POST /v1/decide */
export interface DecideAnswer {
  view: TreeNode;
  program_hash: string;
  state_version: number;
}
