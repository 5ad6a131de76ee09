// The core as WebAssembly: the page's module in the page's folder, and the whole one, which also decides and folds.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = process.env.LAUREL_DIST ?? join(root, 'build/dist');
export const { Core, LaurelError } = await import(join(dist, 'core.js'));

export const page_bytes = readFileSync(join(dist, 'core.wasm'));
export const page_module = new WebAssembly.Module(page_bytes);
export const full_module = new WebAssembly.Module(readFileSync(join(root, 'build/wasm/laurel_full.wasm')));
