// A PostgreSQL cluster of the bench's own, on the disk that is measured, reachable through a socket only.
import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {scratch_folder} from '../processes.mjs';

const programs = '/usr/lib/postgresql/15/bin';
const settings = {
  listen_addresses: '',
  synchronous_commit: 'on',
  fsync: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

// PostgreSQL refuses to run as root: then Debian's user of it does.
function as_user(program, words) {
  const command = [join(programs, program), ...words];
  if (userInfo().uid === 0) command.unshift('runuser', '-u', 'postgres', '--');
  execFileSync(command[0], command.slice(1), {stdio: ['ignore', 'ignore', 'pipe'], cwd: '/'});
}

function hand_over(folder) {
  if (userInfo().uid !== 0) return;
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], {encoding: 'utf8'}));
  chownSync(folder, id('-u'), id('-g'));
}

// connection: for libpq. Throws when there is no PostgreSQL 15 or it does not start.
export function start_cluster() {
  if (!existsSync(join(programs, 'initdb'))) throw new Error('PostgreSQL 15 is not installed');
  const folder = scratch_folder('postgres');
  const sockets = mkdtempSync(join(tmpdir(), 'laurel-bench-'));
  for (const each of [folder, sockets]) hand_over(each);
  chmodSync(folder, 0o700);
  as_user('initdb', ['-D', folder, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C']);
  const words = Object.entries({...settings, unix_socket_directories: sockets})
    .map(([name, value]) => `-c ${name}='${value}'`);
  as_user('pg_ctl', ['-D', folder, '-w', '-l', join(folder, 'log'), '-o', words.join(' '), 'start']);
  return {
    connection: `host=${sockets} user=bench dbname=postgres`,
    stop() {
      as_user('pg_ctl', ['-D', folder, '-w', '-m', 'fast', 'stop']);
      for (const each of [folder, sockets]) rmSync(each, {recursive: true, force: true});
    },
  };
}
