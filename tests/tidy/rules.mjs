// The design's rules about the tree, as functions from file texts to sentences about what breaks them.

const features = ['loyalty', 'reviews', 'trust', 'portrait', 'offers', 'experiments', 'recommend', 'predict'];
const joiners = ['core', 'view', 'wire'];
// What every feature builds on: conditions are one language, whoever states them.
const foundations = ['base', 'rules'];
const rooms = [...foundations, ...features, ...joiners];
const lines_max = 400;
const cmake_lines_max = 150;
const exports_max = 6;
const source_extension = /\.(cpp|h|ts|js|mjs|css|html)$/;

// Where a double may stand: the conversions, the value that holds one, and the rules that reckon with it. Points, money
// and times never pass through any.
const fraction_rooms = /^shared\/(base\/(number|value)(_\w+)?|rules\/.*)\.(cpp|h)$/;

// What the pure core may not reach for: clocks, randomness, threads, files, locales, fractions, hash order.
const impure_headers = [
  'atomic', 'chrono', 'cmath', 'condition_variable', 'cstdio', 'ctime', 'execution', 'filesystem', 'fstream', 'future',
  'iostream', 'locale', 'mutex', 'random', 'shared_mutex', 'sstream', 'thread', 'unordered_map', 'unordered_set',
];

// Put together here, so that this file does not break the rule it keeps. In quotes it is data: a currency's code, say.
const marks = new RegExp(`(?<!["'])\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);

// The core's room a file of shared/ lies in; files directly in shared/ join the features, as core does.
function room_of(path) {
  const parts = path.split('/');
  return parts.length === 2 ? 'core' : parts[1];
}

function may_include(from, to) {
  if (joiners.includes(from) || from === to) return true;
  return to === 'base' || (to === 'rules' && features.includes(from));
}

const comments_and_strings = [
  /\/\/[^\n]*/, /\/\*[\s\S]*?\*\//,
  /R"([^(\s]*)\([\s\S]*?\)\1"/, /"(?:\\.|[^"\\\n])*"/, /(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'/,
].map((expression) => expression.source).join('|');

function without_comments_and_strings(text) {
  return text.replace(new RegExp(comments_and_strings, 'g'), ' ');
}

function includes_of(text) {
  const found = text.matchAll(/^\s*#\s*include\s*([<"])([^>"]+)[>"]/gm);
  return [...found].map((match) => ({system: match[1] === '<', path: match[2]}));
}

function core_include_problems(path, text) {
  const from = room_of(path);
  if (!rooms.includes(from)) return [`${path}: shared/${from}/ is not a room of the design`];
  const problems = [];
  for (const include of includes_of(text)) {
    if (include.system) {
      if (impure_headers.includes(include.path)) problems.push(`${path}: the pure core may not use <${include.path}>`);
    } else if (!include.path.startsWith('shared/')) {
      problems.push(`${path}: the core may not include "${include.path}"`);
    } else if (!may_include(from, room_of(include.path))) {
      problems.push(`${path}: ${from} may not include "${include.path}"; core joins the features`);
    }
  }
  return problems;
}

export function include_problems(path, text) {
  if (!/\.(cpp|h)$/.test(path)) return [];
  const [top] = path.split('/');
  if (top === 'shared') return core_include_problems(path, text);
  if (top === 'tests') return [];
  return includes_of(text)
    .filter((include) => /^(edge|wasm|tests)\//.test(include.path) && !include.path.startsWith(`${top}/`))
    .map((include) => `${path}: ${top}/ may not include "${include.path}"`);
}

export function number_problems(path, text) {
  if (!/^shared\/.*\.(cpp|h)$/.test(path)) return [];
  const banned = fraction_rooms.test(path) ? /\bfloat\b/ : /\b(float|double)\b/;
  const found = without_comments_and_strings(text).match(banned);
  return found ? [`${path}: ${found[0]} in the core, where every number but a rule's is an integer`] : [];
}

export function length_problems(path, text) {
  if (!source_extension.test(path) && !path.endsWith('CMakeLists.txt')) return [];
  const max = path.endsWith('CMakeLists.txt') ? cmake_lines_max : lines_max;
  const lines = text.split('\n').length - 1;
  return lines > max ? [`${path}: ${lines} lines, at most ${max}`] : [];
}

export function mark_problems(path, text) {
  if (!source_extension.test(path) && !path.endsWith('CMakeLists.txt') && path !== 'dev') return [];
  const found = text.split('\n').findIndex((line) => marks.test(line));
  return found < 0 ? [] : [`${path}:${found + 1}: a left-over mark`];
}

export function export_problems(path, text) {
  if (path !== 'wasm/exports.txt') return [];
  const count = text.split('\n').filter((line) => /^\w/.test(line)).length;
  return count > exports_max ? [`${path}: ${count} exports, at most ${exports_max}`] : [];
}

// Sources that no CMakeLists.txt names would silently not be built, and tests silently not be run.
export function unlisted_problems(files) {
  const lists = [...files].filter(([path]) => path.endsWith('CMakeLists.txt'));
  const listed = new Set();
  for (const [path, text] of lists) {
    const folder = path.slice(0, -'CMakeLists.txt'.length);
    for (const match of text.matchAll(/[\w./-]+\.cpp/g)) listed.add(folder + match[0]);
  }
  return [...files.keys()]
    .filter((path) => path.endsWith('.cpp') && !listed.has(path))
    .map((path) => `${path}: no CMakeLists.txt lists it`);
}

const file_rules = [include_problems, number_problems, length_problems, mark_problems, export_problems];

export function problems_of(files) {
  const problems = [...files].flatMap(([path, text]) => file_rules.flatMap((rule) => rule(path, text)));
  return [...problems, ...unlisted_problems(files)];
}
