// better-sqlite3's native part. The project installs the package without running its scripts, for the SQLite in it,
// so the bench compiles the addon from the same sources.
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {root} from '../processes.mjs';

const packages = join(root, 'build/npm');
const addon = join(packages, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');

// Throws with what the compiler said.
export function build_addon() {
  if (existsSync(addon)) return;
  console.error('compiling better-sqlite3 for this Node; once, some minutes');
  const prefix = dirname(dirname(process.execPath));
  const env = {...process.env, npm_config_build_from_source: 'true'};
  // Node's own headers where they are installed; else node-gyp fetches them.
  if (existsSync(join(prefix, 'include/node/node.h'))) env.npm_config_nodedir = prefix;
  execFileSync('npm', ['rebuild', 'better-sqlite3'], {cwd: packages, env, stdio: ['ignore', 'ignore', 'pipe']});
  if (!existsSync(addon)) throw new Error('npm rebuild better-sqlite3 made no addon');
}
