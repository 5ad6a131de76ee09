// What 50 offers' conditions cost to decide for one shopper: our rules in WebAssembly and native, beside what a shop's
// page could use instead, in the same run and to the same answers.
import {execFileSync} from 'node:child_process';
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {GrowthBook} from '@growthbook/growthbook';
import {LogicEngine} from 'json-logic-engine';
import json_logic from 'json-logic-js';
import {Engine} from 'json-rules-engine';
import {root, scratch_folder, tool} from './processes.mjs';
import {aim, main} from './report.mjs';

const offers = 50;
const limit_us = 5;
const in_the_page = 'Laurel, WebAssembly';

const shopper = {
  orders: 7, spent_minor: 45_210, days_since_order: 12, country: 'GB', stage: 'regular', tags: ['tea', 'gift'],
  cart: {total_minor: 2_350, items: 3}, score: {price: 0.42},
};

// Each comparison once as [path, operator, value]; every rival gets it in its own language.
function conditions_of(offer) {
  const kinds = [
    ['country', 'in', ['GB', 'IE', 'FR']],
    ['stage', '==', offer % 4 === 0 ? 'regular' : 'new'],
    ['score.price', '>', offer / 100],
  ];
  return [['orders', '>=', offer % 10], ['cart.total_minor', '<', 1_000 + 97 * offer], kinds[offer % 3]];
}

const all_conditions = Array.from({length: offers}, (_, offer) => conditions_of(offer));
const single_conditions = all_conditions.map((conditions, offer) => [conditions[offer % 3]]);

function json_logic_rule(conditions) {
  const parts = conditions.map(([path, operator, value]) => ({[operator]: [{var: path}, value]}));
  return parts.length === 1 ? parts[0] : {and: parts};
}

const growthbook_operators = {in: '$in', '==': '$eq', '>': '$gt', '>=': '$gte', '<': '$lt'};
const engine_operators = {in: 'in', '==': 'equal', '>': 'greaterThan', '>=': 'greaterThanInclusive', '<': 'lessThan'};

function growthbook_feature(conditions) {
  const condition = Object.fromEntries(conditions.map(([path, operator, value]) => (
    [path, {[growthbook_operators[operator]]: value}])));
  return {defaultValue: false, rules: [{condition, force: true}]};
}

function engine_condition([path, operator, value]) {
  const [fact, ...rest] = path.split('.');
  const condition = {fact, operator: engine_operators[operator], value};
  return rest.length === 0 ? condition : {...condition, path: `$.${rest.join('.')}`};
}

// Uses every answer: what nobody looks at, an optimiser need not decide.
function count_on(things, is_on) {
  let count = 0;
  for (const thing of things) if (is_on(thing)) ++count;
  return count;
}

function in_wasm(module, rules) {
  const imports = {wasi_snapshot_preview1: {proc_exit() {}}};
  const {exports} = new WebAssembly.Instance(module, imports);
  exports._initialize();
  const load = (how, value) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const pointer = exports.bench_alloc(bytes.length);
    new Uint8Array(exports.memory.buffer).set(bytes, pointer);
    const handle = how(pointer, bytes.length);
    exports.bench_free(pointer);
    return handle;
  };
  const loaded_rules = load(exports.bench_load_rules, {rules});
  const data = load(exports.bench_load_data, {data: shopper});
  const decoder = new TextDecoder();
  return {
    once: () => exports.bench_free(exports.bench_evaluate(loaded_rules, data)),
    read: () => {
      const reply = exports.bench_evaluate(loaded_rules, data);
      const size = new DataView(exports.memory.buffer).getUint32(reply, true);
      const {results} = JSON.parse(decoder.decode(new Uint8Array(exports.memory.buffer, reply + 4, size)));
      exports.bench_free(reply);
      return results;
    },
  };
}

function interpreted(rules) {
  const engine = new LogicEngine();
  return {once: () => count_on(rules, (rule) => engine.run(rule, shopper)),
    read: () => rules.map((rule) => engine.run(rule, shopper))};
}

function compiled(rules) {
  const engine = new LogicEngine();
  const built = rules.map((rule) => engine.build(rule));
  return {once: () => count_on(built, (run) => run(shopper)), read: () => built.map((run) => run(shopper))};
}

function classic(rules) {
  return {once: () => count_on(rules, (rule) => json_logic.apply(rule, shopper)),
    read: () => rules.map((rule) => json_logic.apply(rule, shopper))};
}

function growthbook(conditions) {
  const features = Object.fromEntries(conditions.map((all, offer) => [`offer-${offer}`, growthbook_feature(all)]));
  const client = new GrowthBook({attributes: shopper, features});
  const names = Object.keys(features);
  return {once: () => count_on(names, (name) => client.isOn(name)),
    read: () => names.map((name) => client.isOn(name))};
}

function rules_engine(conditions) {
  const engine = new Engine();
  conditions.forEach((all, offer) => engine.addRule(
    {conditions: {all: all.map(engine_condition)}, event: {type: 'offer', params: {offer}}}));
  return {
    once: () => engine.run(shopper),
    read: async () => {
      const {events} = await engine.run(shopper);
      const on = new Set(events.map(({params}) => params.offer));
      return conditions.map((_, offer) => on.has(offer));
    },
  };
}

async function nanoseconds(once, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; ++i) await once();
  return (performance.now() - start) * 1e6 / calls;
}

function nanoseconds_at_once(once, calls) {
  const start = performance.now();
  let count = 0;
  for (let i = 0; i < calls; ++i) count += once() ?? 0;
  const time = performance.now() - start;
  if (Number.isNaN(count)) throw new Error('no answers');
  return time * 1e6 / calls;
}

// What is slow gets fewer calls; what answers at once is not waited for.
async function round_of({contestant, is_slow}, calls) {
  return is_slow ? nanoseconds(contestant.once, calls / 100) : nanoseconds_at_once(contestant.once, calls);
}

async function check_answers(contestants, expected) {
  for (const {name, contestant} of contestants) {
    const answers = await contestant.read();
    if (JSON.stringify(answers) !== JSON.stringify(expected)) throw new Error(`${name} decides otherwise: ${answers}`);
  }
}

// The contestants take turns and each one's best round counts, so that whatever else the machine does harms all alike.
async function compare(module, conditions, quick) {
  const rules = conditions.map(json_logic_rule);
  const folder = scratch_folder('rules');
  const files = {rules: join(folder, 'rules.json'), data: join(folder, 'data.json')};
  writeFileSync(files.rules, JSON.stringify({rules}));
  writeFileSync(files.data, JSON.stringify({data: shopper}));
  const contestants = [
    {name: in_the_page, contestant: in_wasm(module, rules)},
    {name: 'json-logic-engine, compiled (eval)', contestant: compiled(rules)},
    {name: 'json-logic-engine, interpreted', contestant: interpreted(rules)},
    {name: 'json-logic-js', contestant: classic(rules)},
    {name: '@growthbook/growthbook', contestant: growthbook(conditions)},
    {name: 'json-rules-engine', contestant: rules_engine(conditions), is_slow: true},
  ];
  await check_answers(contestants, classic(rules).read());
  const calls = quick ? 2_000 : 20_000;
  const best = new Map(contestants.map(({name}) => [name, Infinity]));
  let native = Infinity;
  for (let round = 0; round < (quick ? 3 : 9); ++round) {
    for (const each of contestants) best.set(each.name, Math.min(best.get(each.name), await round_of(each, calls)));
    native = Math.min(native, (await tool('rules', {...files, calls})).nanoseconds);
  }
  return [['Laurel, native', native / 1000], ...[...best].map(([name, time]) => [name, time / 1000])];
}

export async function bench({quick}) {
  const build = ['--build', '--preset', 'wasm', '--target', 'bench_rules_wasm'];
  execFileSync('cmake', build, {cwd: root, stdio: ['ignore', 2, 2]});
  const file = join(root, 'build/wasm/bench_rules.wasm');
  const module = new WebAssembly.Module(readFileSync(file));
  const single = new Map(await compare(module, single_conditions, quick));
  const triple = new Map(await compare(module, all_conditions, quick));
  return {
    title: 'rules: the conditions of 50 offers for one shopper',
    columns: ['what', '50 conditions, us', '50 offers of three, us'],
    rows: [...single].map(([name, time]) => [name, time, triple.get(name)]),
    aims: [
      aim('50 conditions in one WebAssembly call', single.get(in_the_page), {at_most: limit_us}, ' us'),
      aim('50 offers of three in one WebAssembly call', triple.get(in_the_page), {at_most: limit_us}, ' us'),
    ],
    notes: [`Rules and data are loaded before; a call is everything from there to the reply's bytes. The module of
      the rules alone, with the JSON that they need, is ${statSync(`${file}.br`).size} bytes as brotli. Every contestant
      gave the same answers first. json-logic-engine compiles to JavaScript by eval, which a page's policy may
      forbid.`],
  };
}

await main(import.meta.url, bench);
