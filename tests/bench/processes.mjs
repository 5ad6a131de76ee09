// Starts, measures and stops what the benches run. Everything they write is under build/bench/, on the disk that
// they measure.
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {get} from 'node:http';
import {createServer} from 'node:net';
import {dirname, join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const run_file = promisify(execFile);

let build = join(root, 'build/native');
export function build_folder(folder) {
  if (folder !== undefined) build = resolve(folder);
  return build;
}

// An empty folder of this name; the folder of all of them without one.
export function scratch_folder(name) {
  const folder = join(root, 'build/bench', name ?? '');
  if (name !== undefined) rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  return folder;
}

// Runs one of the benches' programs and reads the JSON that it prints.
export async function tool(name, options) {
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const program = join(build, 'tests/bench', `bench_${name}`);
  const {stdout} = await run_file(program, words, {maxBuffer: 2 ** 26});
  return JSON.parse(stdout);
}

export async function free_port() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// On a connection of its own: the server may close an idle one at any moment.
function read_text(port, path) {
  return new Promise((resolve_text, reject) => {
    const request = get({host: '127.0.0.1', port, path, agent: false}, async (response) => {
      let text = '';
      for await (const bytes of response) text += bytes;
      if (response.statusCode === 200) resolve_text(text);
      else reject(new Error(`${path}: status ${response.statusCode}`));
    });
    request.on('error', reject);
  });
}

const ticks_a_second = 100;

// A server under measurement.
export class Server {
  static async start(command, words, {port, env = {}}) {
    const server = new Server();
    server.port = port;
    server.output = '';
    server.process = spawn(command, words, {env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe']});
    for (const stream of [server.process.stdout, server.process.stderr]) {
      stream.on('data', (bytes) => { server.output = (server.output + bytes).slice(-4000); });
    }
    server.ended = once(server.process, 'exit');
    await server.answers(command);
    return server;
  }

  async answers(command) {
    for (let tries = 0; tries < 600; ++tries) {
      if (this.process.exitCode !== null) throw new Error(`${command} ended:\n${this.output}`);
      if (await read_text(this.port, '/livez').then(() => true, () => false)) return;
      await sleep(100);
    }
    await this.stop();
    throw new Error(`${command} does not answer:\n${this.output}`);
  }

  async metric(name) {
    const text = await read_text(this.port, '/metrics');
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+]+)$`, 'm').exec(text)?.[1]);
  }

  cpu_seconds() {
    const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticks_a_second;
  }

  peak_memory_mb() {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))[1]) / 1024;
  }

  async stop() {
    if (this.process.exitCode === null) this.process.kill('SIGTERM');
    await this.ended;
  }
}
