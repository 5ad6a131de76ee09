// Builds a view tree with createElement and text nodes and patches it in place. The allow-list of shared/view/tree.cpp
// is held here again, so that not even a forged answer brings a script.
import type { Tree } from './vocabulary.js';

const tags = new Set(
  'section header h2 h3 p span strong ul li dl dt dd time output a button progress div'.split(' '),
);
const attributeNames = (
  'aria-busy aria-label aria-labelledby aria-live class datetime hidden href id lang max role title type value'
).split(' ');

/** Keys of the elements that patch made or took over. */
const keys = new WeakMap<Node, string>();

function isAllowedHref(href: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u0020]/.test(href) && (/^(https?|mailto):/i.test(href) || !/^[^/?#]*:/.test(href));
}

function patchAttributes(element: Element, wanted: Record<string, string>): void {
  for (const name of attributeNames) {
    let value = wanted[name];
    if (name === 'href' && value !== undefined && !isAllowedHref(value)) value = undefined;
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

/** Takes from `present` the node that shows `tree`; what the server wrote has no keys and matches by its class. */
function take(present: Set<ChildNode>, tree: Tree): ChildNode | undefined {
  for (const node of present) {
    const fits =
      typeof tree === 'string'
        ? node.nodeType === 3 && (node as Text).data === tree
        : node.nodeType === 1 &&
          (node as Element).localName === tree.tag &&
          (keys.has(node) || tree.key === undefined
            ? keys.get(node) === tree.key
            : (node as Element).className === (tree.attributes?.class ?? ''));
    if (!fits) continue;
    present.delete(node);
    return node;
  }
  return undefined;
}

function place(parent: Element, node: ChildNode, index: number): void {
  const there = parent.childNodes[index];
  if (there === node) return;
  if (!node.contains(parent.ownerDocument.activeElement)) {
    parent.insertBefore(node, there ?? null);
    return;
  }
  // Moving the focused element would lose the focus: the others step aside and are placed after it.
  while (parent.childNodes[index] !== node) parent.append(parent.childNodes[index]!);
}

function realise(document: Document, tree: Tree, node: ChildNode | undefined): ChildNode {
  if (typeof tree === 'string') return node ?? document.createTextNode(tree);
  const element = (node as Element | undefined) ?? document.createElement(tree.tag);
  if (tree.key !== undefined) keys.set(element, tree.key);
  patchAttributes(element, tree.attributes ?? {});
  patch(element, tree.children ?? []);
  return element;
}

function textOf(trees: readonly Tree[]): string {
  return trees.map((tree) => (typeof tree === 'string' ? tree : textOf(tree.children ?? []))).join('');
}

/** Makes the children of `parent` those of `trees`, and touches only what differs: focus, selection and input stay. */
export function patch(parent: Element, trees: readonly Tree[]): void {
  const allowed = trees.filter((tree) => typeof tree === 'string' || tags.has(tree.tag));
  const present = new Set(parent.childNodes);
  // A sentence that changes gets new text nodes: those it had would count as having moved.
  const isSameText = parent.textContent === textOf(allowed);
  const nodes = allowed.map((tree) => (typeof tree !== 'string' || isSameText ? take(present, tree) : undefined));
  for (const node of present) node.remove();
  allowed.forEach((tree, index) => place(parent, realise(parent.ownerDocument, tree, nodes[index]), index));
}
