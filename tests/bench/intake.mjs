// Durable order intake: 16 clients keep a connection each and send their next order when the last one is answered,
// which is after its commit was synced. Against the same SQLite writing the same rows in groups of the same size
// and nothing else, against the same transaction in Fastify + better-sqlite3 and against PostgreSQL 15.
import {copyFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {make_store, serve} from './edge.mjs';
import {build_addon} from './intake/addon.mjs';
import {start_cluster} from './intake/cluster.mjs';
import {free_port, scratch_folder, Server, tool} from './processes.mjs';
import {aim, main} from './report.mjs';

const clients = 16;
const members = 10_000;
const columns = ['', 'orders/s', 'p50 ms', 'p99 ms', 'longest ms', 'cores used', 'laurel is'];

async function load(port, store, seconds, run) {
  const result = await tool('load', {port, clients, seconds, 'warm-up': 1, orders: store.key, members,
    'first-member': store.first_member, run});
  if (result.failed > 0) throw new Error(`${result.failed} orders failed: ${result.first_failure}`);
  return result;
}

async function measure(server, store, seconds, run) {
  const before = server.cpu_seconds();
  const result = await load(server.port, store, seconds, run);
  return {...result, cores_used: (server.cpu_seconds() - before) / (result.seconds + 1)};
}

async function measure_edge(store, seconds) {
  const server = await serve(store);
  try {
    const commits_before = await server.metric('laurel_store_commits');
    const result = await measure(server, store, seconds, 'b');
    const commits = await server.metric('laurel_store_commits') - commits_before;
    return {...result, group: result.asked_in_all / commits, peak_memory_mb: server.peak_memory_mb()};
  } finally {
    await server.stop();
  }
}

async function measure_fastify(store, copy, seconds, groups) {
  build_addon();
  const folder = scratch_folder('fastify');
  const file = join(folder, 'bench.sqlite');
  copyFileSync(copy, file);
  const port = await free_port();
  const script = fileURLToPath(new URL('intake/fastify.mjs', import.meta.url));
  const server = await Server.start(process.execPath, [script, file, String(port)], {port, env: {GROUPS: groups}});
  try {
    return await measure(server, store, seconds, 'b');
  } finally {
    await server.stop();
  }
}

function rows_of(store) {
  return {store: store.file, after: store.events, principal: `key:${store.key.split('_')[1]}`};
}

async function measure_raw(store, group) {
  return tool('raw_sqlite', {...rows_of(store), file: join(scratch_folder('raw'), 'raw.sqlite'), group});
}

async function measure_postgres(store) {
  const cluster = start_cluster();
  try {
    return await tool('postgres', {...rows_of(store), connection: cluster.connection, connections: clients});
  } finally {
    cluster.stop();
  }
}

// A rival that can't run here says why, and the others go on.
async function attempt(measuring) {
  return measuring().catch((error) => ({missing: String(error.message).split('\n')[0]}));
}

function row(name, result, edge) {
  if (result.missing !== undefined) return [`${name}: not run, ${result.missing}`];
  const share = edge.per_second / result.per_second;
  return [name, result.per_second, result.p50_us / 1000 || null, result.p99_us / 1000 || null,
    result.longest_us / 1000 || null, result.cores_used ?? null,
    result === edge ? null : share < 2 ? `${Math.round(share * 100)} %` : `${share.toFixed(1)} x`];
}

export async function bench({quick}) {
  const seconds = quick ? 2 : 10;
  const store = await make_store('intake', {members, orders: members});
  const copy = join(scratch_folder('intake-copy'), 'bench.sqlite');
  copyFileSync(store.file, copy);
  const bytes_before = statSync(store.file).size;

  const edge = await measure_edge(store, seconds);
  const bytes = (statSync(store.file).size - bytes_before) / edge.asked_in_all;
  const raw = await measure_raw(store, edge.group);
  const fastify = await attempt(() => measure_fastify(store, copy, seconds, '0'));
  const fastify_groups = await attempt(() => measure_fastify(store, copy, seconds, '1'));
  const postgres = await attempt(() => measure_postgres(store));

  return {
    title: `intake: durable orders over HTTP, ${clients} clients, ${seconds} s`,
    columns,
    rows: [
      row('laurel serve', edge, edge),
      row('raw SQLite, the same rows, no HTTP', raw, edge),
      row('Fastify + better-sqlite3', fastify, edge),
      row('Fastify + better-sqlite3, grouped by hand', fastify_groups, edge),
      row('PostgreSQL 15 through libpq, no HTTP', postgres, edge),
    ],
    aims: [aim('laurel against raw SQLite', edge.per_second / raw.per_second * 100, {at_least: 50}, ' %')],
    notes: [
      `Each order has 3 lines, its own Idempotency-Key and one of ${members} members, who had an order each before.
        The clients shared the cores and used ${edge.own_cores_used.toFixed(2)} of one (Fastify:
        ${fastify.own_cores_used?.toFixed(2)}).`,
      `laurel committed ${edge.group.toFixed(1)} orders at a time in the mean, and raw SQLite writes the very rows
        that laurel wrote in groups of the same mean: ${raw.orders} orders, ${raw.commits} commits, one thread, no
        foreign keys, no page checksums, no reading but for the version's check.`,
      `An order took ${Math.round(bytes)} bytes of the store's file; laurel's peak memory was
        ${Math.round(edge.peak_memory_mb)} MB.`,
      `Fastify does the same transaction without the Merkle tree, page checksums and rate limits; PostgreSQL's 16
        connections read the kept answer and the states and write the same rows with synchronous_commit=on, without
        dense positions and without HTTP in front.`,
    ],
    figures: {edge, raw, fastify, fastify_groups, postgres, bytes_per_order: bytes},
  };
}

await main(import.meta.url, bench);
