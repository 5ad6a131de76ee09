// The storage engine as a store grows to 1,000,000 members and 10,000,000 events: what bends first, and why.
import {join} from 'node:path';
import {scratch_folder, tool} from './processes.mjs';
import {main} from './report.mjs';

const columns = ['events', 'filled orders/s', 'by 16', 'by 64', 'by 256', 'read p50 us', 'p99 us', 'append p50 us',
  'p99 us', 'longest ms', 'page reads/order', 'KB written/order', 'bytes/event', 'open ms'];

function row(stage) {
  return [stage.events.toLocaleString('en'), stage.fill_orders_per_second, stage.orders_per_second_by_16,
    stage.orders_per_second_by_64, stage.orders_per_second_by_256, stage.read_p50_us, stage.read_p99_us,
    stage.append_p50_us, stage.append_p99_us, stage.append_longest_us / 1000, stage.fill_reads_per_order,
    stage.fill_written_bytes_per_order / 1024, stage.bytes_per_event, stage.opening_ms];
}

// How many times worse the last stage is than the first.
const measures = [
  ['orders in full groups', 'fill_orders_per_second', (first, last) => first / last],
  ['orders in groups of 16', 'orders_per_second_by_16', (first, last) => first / last],
  ['a read in the middle', 'read_p50_us', (first, last) => last / first],
  ['a read at the 99th percentile', 'read_p99_us', (first, last) => last / first],
  ['a lone append in the middle', 'append_p50_us', (first, last) => last / first],
  ['a lone append at its longest', 'append_longest_us', (first, last) => last / first],
  ['opening', 'opening_ms', (first, last) => last / first],
  ['bytes an event', 'bytes_per_event', (first, last) => last / first],
];

function bends(stages) {
  return measures
    .map(([name, field, worse]) => ({name, times: worse(stages[0][field], stages.at(-1)[field])}))
    .sort((a, b) => b.times - a.times);
}

function why(stages) {
  const [first, last] = [stages[0], stages.at(-1)];
  const kilobytes = (stage) => Math.round(stage.fill_written_bytes_per_order / 1024);
  return `An order's rows are small, but its keys are scattered: the member's row and its last index entry, the two
    names and the order's id each lie on a page of their own, wherever chance put it. While the file fits the
    writer's cache of 16 MB those pages are at hand; past it each is read first
    (${first.fill_reads_per_order.toFixed(1)} page reads an order at ${first.events.toLocaleString('en')} events,
    ${last.fill_reads_per_order.toFixed(1)} at ${last.events.toLocaleString('en')}), and, being shared with fewer
    and fewer other orders of the same checkpoint, written twice for this order alone, into the WAL and into the
    file (${kilobytes(first)} and ${kilobytes(last)} KB an order).`;
}

export async function bench({quick}) {
  const size = quick ? {members: 20_000, events: 200_000} : {members: 1_000_000, events: 10_000_000};
  const file = join(scratch_folder('spike'), 'spike.laurel.sqlite');
  const start = performance.now();
  const stages = await tool('spike', {file, ...size});
  const minutes = (performance.now() - start) / 60_000;
  scratch_folder('spike');
  const worst = bends(stages);
  const count = (number) => number.toLocaleString('en');
  const named = (bend) => `${bend.name} ${bend.times.toFixed(1)} x`;
  const last = stages.at(-1);
  return {
    title: `spike: the SQLite engine at ${count(size.members)} members and ${count(size.events)} events`,
    columns,
    rows: stages.map(row),
    aims: [],
    notes: [
      `What bends first, from the first row to the last: ${worst.slice(0, 4).map(named).join(', ')}. What bends least:
        ${named(worst.at(-1))}.`,
      why(stages),
      `Orders of 3 lines, decided by the core, each for another member in a scattered order; two events an order.
        "filled" keeps 1,000 orders under way, so that groups are full (256) and the generator has a core to itself;
        "by 16" waits for each group. A lone append waits for its own sync; its longest is a checkpoint in the way.`,
      `The file was closed with ${Math.round(last.closing_wal_bytes / 2 ** 20)} MB of WAL left in
        ${Math.round(last.closing_ms)} ms. It is ${(last.file_bytes / 2 ** 30).toFixed(1)} GB in the end and lies in the
        system's file cache as far as memory goes. The whole took ${minutes.toFixed(1)} minutes.`,
    ],
    figures: {stages, worst},
  };
}

await main(import.meta.url, bench);
