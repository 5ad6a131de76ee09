// ./dev bench [NAME...] [--json] [--quick]: the benches one after another, all of them when none is named. Each is
// a program by itself and takes the same options.
import {execFileSync, spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {root} from './processes.mjs';

const benches = {
  earning: 'a cart of 500 lines under 10,000 rules, beside compiled JsonLogic',
  import: '541,909 real order lines end to end, and ten times as many',
  intake: 'durable order intake over HTTP, against raw SQLite, Fastify and PostgreSQL',
  me: 'GET /v1/me at 10,000 and at 1,000,000 members, against a constant',
  page: 'what the tag costs a shop: bytes, time, movement; the core on both hosts',
  rules: 'the conditions of 50 offers for one shopper, beside five rule engines',
  spike: 'the storage engine up to 1,000,000 members and 10,000,000 events',
};

const flag = {type: 'boolean', default: false};
const {values, positionals} = parseArgs({allowPositionals: true, options: {json: flag, quick: flag, help: flag}});

const unknown = positionals.filter((name) => !(name in benches));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no bench '${unknown.join(' ')}'`);
  console.error('./dev bench [NAME...] [--json] [--quick]; there are:');
  for (const [name, what] of Object.entries(benches)) console.error(`  ${name.padEnd(8)} ${what}`);
  process.exit(values.help ? 0 : 2);
}

execFileSync('cmake', ['--build', 'build/native', '--target', 'bench'], {cwd: root, stdio: ['ignore', 2, 2]});

const options = Object.entries(values).filter(([, is_set]) => is_set).map(([name]) => `--${name}`);
const results = [];
let failed = false;
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  if (values.json) console.error(`bench ${name}`);
  const stdout = values.json ? 'pipe' : 'inherit';
  const run = spawnSync(process.execPath, [join(root, 'tests/bench', `${name}.mjs`), ...options],
    {cwd: root, stdio: ['ignore', stdout, 'inherit'], encoding: 'utf8', maxBuffer: 2 ** 28});
  failed ||= run.status !== 0;
  if (values.json && run.status === 0) results.push({bench: name, ...JSON.parse(run.stdout)});
}
if (values.json) console.log(JSON.stringify(results, null, 2));
process.exit(failed ? 1 : 0);
