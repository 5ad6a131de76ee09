// Builds the page's files into build/dist/: bundles, styles, the core and types, each with its brotli copy beside it.
// Usage: node wasm/build.mjs [--core build/wasm/laurel.wasm] [--out build/dist]
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    core: { type: 'string', default: join(root, 'build/wasm/laurel.wasm') },
    out: { type: 'string', default: join(root, 'build/dist') },
  },
});
const dist = values.out;

// Stage 2 is loaded by its address, so the two scripts are bundled each for itself.
async function bundle() {
  await build({
    entryPoints: ['laurel.ts', 'core.ts'].map((name) => join(root, 'wasm/sdk', name)),
    outdir: dist,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  await build({ entryPoints: [join(root, 'wasm/laurel.css')], outdir: dist, minify: true, logLevel: 'warning' });
}

function declareTypes() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', join(dist, 'types')];
  const project = ['-p', join(root, 'wasm/tsconfig.json')];
  execFileSync(process.execPath, [compiler, ...project, ...options], { stdio: 'inherit' });
}

function compress(name) {
  const bytes = readFileSync(join(dist, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const compressed = brotliCompressSync(bytes, { params });
  writeFileSync(join(dist, `${name}.br`), compressed);
  const [size, smaller] = [bytes, compressed].map(({ length }) => String(length).padStart(7));
  console.log(`${name.padEnd(12)} ${size} bytes ${smaller} brotli`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, 'package.json'), '{"type": "module"}\n');
await bundle();
declareTypes();
copyFileSync(values.core, join(dist, 'core.wasm'));
for (const name of readdirSync(dist).filter((file) => /\.(js|css|wasm)$/.test(file))) compress(name);
