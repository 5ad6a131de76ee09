// Holds the tree to the design's rules, and each rule to an example that breaks it.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {problems_of} from './rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const skipped = new Set(['.git', 'build', 'node_modules', 'corpus']);
const text_file = /(\.(cpp|h|ts|js|mjs|css|html|cmake)|CMakeLists\.txt|exports\.txt|\/dev)$/;

function read_tree(folder, files = new Map()) {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (skipped.has(entry.name)) continue;
    if (entry.isDirectory()) read_tree(path, files);
    else if (entry.isFile() && text_file.test(path)) files.set(relative(root, path), readFileSync(path, 'utf8'));
  }
  return files;
}

const lists = {'shared/CMakeLists.txt': 'base/a.cpp loyalty/a.cpp core.cpp', 'edge/CMakeLists.txt': 'a.cpp'};
const examples = [
  ['a feature includes another', 'shared/loyalty/a.cpp', '#include "shared/offers/b.h"\n', 'loyalty may not include'],
  ['a feature includes what joins it', 'shared/loyalty/a.cpp', '#include "shared/core.h"\n', 'loyalty may not include'],
  ['base includes a feature', 'shared/base/a.cpp', '#include "shared/rules/b.h"\n', 'base may not include'],
  ['the core includes the edge', 'shared/core.cpp', '#include "edge/b.h"\n', 'may not include "edge/b.h"'],
  ['the core includes a library', 'shared/core.cpp', '#include "sqlite3.h"\n', 'may not include "sqlite3.h"'],
  ['the core reads a clock', 'shared/core.cpp', '#include <chrono>\n', 'may not use <chrono>'],
  ['the core has an unknown room', 'shared/misc/a.h', '', 'not a room'],
  ['the edge includes the page', 'edge/a.cpp', '#include "wasm/abi.h"\n', 'edge/ may not include'],
  ['the core has a fraction', 'shared/core.cpp', 'double rate;\n', 'double in the core'],
  ['money is a fraction', 'shared/base/money.h', 'double amount;\n', 'double in the core'],
  ['a feature that uses rules has a fraction', 'shared/loyalty/a.cpp', 'double rate;\n', 'double in the core'],
  ['a rule has a short fraction', 'shared/rules/a.h', 'float rate;\n', 'float in the core'],
  ['a file is too long', 'edge/a.cpp', '\n'.repeat(401), '401 lines'],
  ['a CMake file is too long', 'wasm/CMakeLists.txt', '\n'.repeat(151), '151 lines'],
  ['a mark was left over', 'edge/a.cpp', `// ${'TO' + 'DO'}: later\n`, 'left-over mark'],
  ['the ABI grew', 'wasm/exports.txt', 'a\nb\nc\nd\ne\nf\ng\n', '7 exports'],
  ['a source is not built', 'edge/b.cpp', '', 'no CMakeLists.txt lists it'],
];

for (const [name, path, text, expected] of examples) {
  test(`it is found when ${name}`, () => {
    const problems = problems_of(new Map([...Object.entries(lists), [path, text]]));
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.ok(problems[0].includes(expected), problems[0]);
  });
}

test('rules and the values that they read may hold fractions', () => {
  const paths = ['shared/base/number.cpp', 'shared/base/value.h', 'shared/base/value_read.cpp', 'shared/rules/a.h',
    'shared/rules/operators/a.h'];
  const sources = [...paths.map((path) => [path, 'double a;\n']), 
    ['shared/CMakeLists.txt', paths.map((path) => path.slice('shared/'.length)).join(' ')]];
  assert.deepEqual(problems_of(new Map(sources)), []);
});

test('what the design allows is not found', () => {
  const text = [
    '#include <vector>', '#include "shared/loyalty/b.h"', '#include "shared/base/b.h"', '// no double here',
    'auto a = "float";', 'auto b = 1\'000\'000;', '',
  ].join('\n');
  const sources = [['shared/core.cpp', text], ['shared/loyalty/a.cpp', text]];
  assert.deepEqual(problems_of(new Map([...Object.entries(lists), ...sources])), []);
});

test('the tree keeps the rules', () => {
  const files = read_tree(root);
  assert.ok(files.has('CMakeLists.txt') && files.has('shared/core.h'), `not the repository's root: ${root}`);
  const problems = problems_of(files);
  assert.equal(problems.length, 0, `\n${problems.join('\n')}`);
});
