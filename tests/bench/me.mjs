// GET /v1/me with 16 keep-alive clients, at a small and at a large shop, against cpp-httplib answering a constant
// of the same size.
import {make_store, serve} from './edge.mjs';
import {build_folder, free_port, Server, tool} from './processes.mjs';
import {aim, main} from './report.mjs';
import {join} from 'node:path';

const clients = 16;
const shoppers_max = 100_000;
const columns = ['', 'members', 'answers/s', 'p50 ms', 'p99 ms', 'longest ms', 'bytes', 'cores used',
  'of the constant'];

async function measure(server, tokens, seconds) {
  const before = server.cpu_seconds();
  const result = await tool('load', {port: server.port, clients, seconds, 'warm-up': 1, get: '/v1/me', tokens});
  if (result.failed > 0) throw new Error(`${result.failed} requests failed: ${result.first_failure}`);
  return {...result, cores_used: (server.cpu_seconds() - before) / (result.seconds + 1)};
}

async function during(server, measuring) {
  try {
    return await measuring(server);
  } finally {
    await server.stop();
  }
}

async function start_constant(bytes) {
  const port = await free_port();
  const program = join(build_folder(), 'tests/bench/bench_constant');
  return Server.start(program, ['--port', String(port), '--bytes', String(bytes)], {port});
}

// The edge and, right after it, the constant with the same requests.
async function compare(members, orders, seconds) {
  const store = await make_store('me', {members, orders, token_count: shoppers_max});
  const edge = await during(await serve(store), (server) => measure(server, store.tokens, seconds));
  const constant = await during(await start_constant(edge.mean_body_bytes),
    (server) => measure(server, store.tokens, seconds));
  return {members, store, edge, constant, share: edge.per_second / constant.per_second * 100};
}

function row(name, {members, constant}, result) {
  return [name, members, result.per_second, result.p50_us / 1000, result.p99_us / 1000, result.longest_us / 1000,
    result.mean_body_bytes, result.cores_used,
    result === constant ? null : `${Math.round(result.per_second / constant.per_second * 100)} %`];
}

export async function bench({quick}) {
  const seconds = quick ? 2 : 10;
  const small = await compare(10_000, 30_000, seconds);
  const large = await compare(quick ? 50_000 : 1_000_000, quick ? 50_000 : 1_000_000, seconds);
  return {
    title: `me: GET /v1/me, ${clients} clients, ${seconds} s`,
    columns,
    rows: [small, large].flatMap((size) => [
      row('laurel serve', size, size.edge), row('cpp-httplib 0.11.4, a constant', size, size.constant)]),
    aims: [small, large].map((size) => (
      aim(`laurel against the constant at ${size.members.toLocaleString('en')} members`, size.share, {at_least: 60},
        ' %'))),
    notes: [
      `Each request is for another member, drawn at random from up to ${shoppers_max.toLocaleString('en')} shoppers
        spread over the store, with that member's HS256 token. The clients shared the cores and used
        ${large.edge.own_cores_used.toFixed(2)} of one.`,
      `The members have ${small.store.events / small.members > 6 ? 'three orders' : 'orders'} each in the small
        store and one in the large one. The stores were filled through the storage engine, every order decided by
        the core, without HTTP: the large one took ${Math.round(large.store.seconds)} s
        (${large.store.events.toLocaleString('en')} events).`,
    ],
    figures: {small, large},
  };
}

await main(import.meta.url, bench);
