// The import of 541,909 real order lines with one command, from the file to a store that laurel verify finds in order,
// and the same with ten times as many: the file's orders ten times over, each time with other order numbers and other
// customers.
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createReadStream, createWriteStream, existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {pipeline} from 'node:stream/promises';
import {createGunzip, createGzip} from 'node:zlib';
import {build_folder, root, scratch_folder} from './processes.mjs';
import {aim, main} from './report.mjs';

const copies = 10;
const data = join(process.env.LAUREL_DATA ?? join(root, '../shared/data'), 'online-retail/online_retail_full.csv.gz');

// "C536365,...,17850.0,United Kingdom" of copy 3 is "C3536365,...,317850.0,United Kingdom".
function in_copy(line, copy) {
  if (copy === 0) return line;
  const fields = /^([A-Z]?)(\d+),(.*),(\d*)(\.0)?,([^,]*)$/.exec(line);
  const member = fields[4] === '' ? '' : `${copy}${fields[4]}.0`;
  return `${fields[1]}${copy}${fields[2]},${fields[3]},${member},${fields[6]}`;
}

async function* copied_lines() {
  for (let copy = 0; copy < copies; ++copy) {
    let piece = '';
    let is_header = true;
    for await (const line of createInterface({input: createReadStream(data).pipe(createGunzip())})) {
      if (!is_header || copy === 0) piece += `${is_header ? line : in_copy(line, copy)}\n`;
      is_header = false;
      if (piece.length < 2 ** 18) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  }
}

// Runs laurel and follows its peak memory, which is gone with the process.
async function measured(words) {
  const start = performance.now();
  const child = spawn(join(build_folder(), 'laurel'), words, {stdio: ['ignore', 'pipe', 'inherit']});
  let output = '';
  child.stdout.on('data', (bytes) => { output += bytes; });
  let peak_kb = 0;
  const watch = setInterval(() => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
    peak_kb = Math.max(peak_kb, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }, 50);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0) throw new Error(`laurel ${words.join(' ')} ended with ${code}`);
  return {answer: JSON.parse(output), seconds: (performance.now() - start) / 1000, memory_mb: peak_kb / 1024};
}

async function imported(name, file) {
  const folder = scratch_folder(name);
  execFileSync(join(build_folder(), 'laurel'), ['init', '--data', folder, '--store', 'bench'], {stdio: 'ignore'});
  const run = await measured(['import', 'orders', file, '--data', folder, '--json']);
  const bytes = statSync(join(folder, 'bench.laurel.sqlite')).size;
  const proof = await measured(['verify', '--data', folder, '--json']);
  const report = run.answer;
  if (!report.reconciles) throw new Error('the report does not reconcile');
  const orders = report.orders.count + report.guest_orders.count;
  scratch_folder(name);
  return {
    lines: report.lines, orders, seconds: run.seconds, memory_mb: run.memory_mb,
    orders_per_second: orders / run.seconds, us_per_order: run.seconds * 1e6 / orders,
    events: proof.answer.events, bytes_per_event: bytes / proof.answer.events, file_mb: bytes / 2 ** 20,
    verify_seconds: proof.seconds, verify_memory_mb: proof.memory_mb,
  };
}

const columns = ['lines', 'orders', 'seconds', 'orders/s', 'us/order', 'peak MB', 'events', 'bytes/event', 'file MB',
  'verify s', 'verify MB'];
const row = (run) => [run.lines.toLocaleString('en'), run.orders, run.seconds, run.orders_per_second,
  run.us_per_order, run.memory_mb, run.events, run.bytes_per_event, run.file_mb, run.verify_seconds,
  run.verify_memory_mb];

export async function bench({quick}) {
  if (!existsSync(data)) throw new Error(`no ${data}; set LAUREL_DATA to the folder of public data sets`);
  const runs = [await imported('import', data)];
  const aims = [
    aim('the whole file', runs[0].seconds, {at_most: 30}, ' s'),
    aim('peak memory', runs[0].memory_mb, {at_most: 256}, ' MB'),
  ];
  if (!quick) {
    const file = join(scratch_folder('import-file'), 'ten.csv.gz');
    await pipeline(copied_lines, createGzip({level: 1}), createWriteStream(file));
    runs.push(await imported('import-ten', file));
    scratch_folder('import-file');
    aims.push(aim('peak memory, ten times the lines', runs[1].memory_mb, {at_most: 256}, ' MB'));
    const growth = runs[1].us_per_order / runs[0].us_per_order;
    aims.push(aim('time an order, ten times the lines to one', growth, {at_most: 1.25}, ' x'));
  }
  return {
    title: 'import: the Online Retail file',
    columns,
    rows: runs.map(row),
    aims,
    notes: [`From the gzip file to committed, synced orders, refunds and points; guests' orders included. The bytes are
      those of the closed store's file: an order's event holds all its lines, 26 on average. Verifying replays every
      aggregate.`],
    figures: {runs},
  };
}

await main(import.meta.url, bench);
