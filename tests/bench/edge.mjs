// The edge as a merchant runs it, on a store that bench_store made.
import {join} from 'node:path';
import {build_folder, free_port, scratch_folder, Server, tool} from './processes.mjs';

// {folder, file, key, first_member, events, tokens}
export async function make_store(name, {members, orders, token_count = 1}) {
  const folder = scratch_folder(name);
  const file = join(folder, 'bench.laurel.sqlite');
  const tokens = join(folder, 'tokens');
  return {folder, file, tokens, ...await tool('store', {file, tokens, members, orders, 'token-count': token_count})};
}

// Without limits on requests a minute: one key sends all orders here, as a busy shop's backend does.
export async function serve(store) {
  const port = await free_port();
  const words = ['serve', '--data', store.folder, '--listen', `127.0.0.1:${port}`, '--requests-per-minute', '0'];
  return Server.start(join(build_folder(), 'laurel'), words, {port});
}
