// What every bench prints: its figures as a table, each aim with what was measured, and the machine it was measured on.
// A bench is {title, columns, rows, aims, notes}; a row is a list of cells, numbers among them.
import {closeSync, fdatasyncSync, openSync, unlinkSync, writeSync} from 'node:fs';
import {cpus, loadavg, release, totalmem} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {build_folder, scratch_folder} from './processes.mjs';

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

// How long the disk takes to make 4 KiB durable: durable writes can't be faster than their groups allow by this.
function sync_latency(folder) {
  const path = join(folder, 'sync');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4096, 'x');
  const times = [];
  for (let i = 0; i < 500; ++i) {
    const start = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    times.push((performance.now() - start) * 1000);
  }
  closeSync(file);
  unlinkSync(path);
  return {sync_p50_us: Math.round(percentile(times, 0.5)), sync_p99_us: Math.round(percentile(times, 0.99))};
}

export function machine() {
  return {
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    load_before: Number(loadavg()[0].toFixed(2)),
    ...sync_latency(scratch_folder()),
  };
}

// An aim on a figure: at_least or at_most a limit. Cells say what was compared.
export function aim(what, measured, limit, unit = '') {
  const met = limit.at_least === undefined ? measured <= limit.at_most : measured >= limit.at_least;
  return {what, measured, unit, ...limit, met};
}

function cell_text(cell) {
  if (typeof cell !== 'number') return cell ?? '';
  return cell.toLocaleString('en', {maximumFractionDigits: Math.abs(cell) < 10 ? 2 : 0});
}

function table_text(columns, rows) {
  const texts = [columns, ...rows.map((row) => row.map(cell_text))];
  const widths = columns.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const is_number = columns.map((_, column) => column > 0 && rows.every((row) => typeof row[column] !== 'string'));
  const line = (row) => row.map((text, column) => (
    is_number[column] ? text.padStart(widths[column]) : text.padEnd(widths[column]))).join('  ').trimEnd();
  return texts.map((row) => `  ${line(row)}`).join('\n');
}

function aim_text({what, measured, unit, at_least, at_most, met}) {
  const limit = at_least === undefined ? `at most ${cell_text(at_most)}` : `at least ${cell_text(at_least)}`;
  return `  ${met ? 'met    ' : 'NOT MET'}  ${what}: ${cell_text(measured)}${unit}, aim ${limit}${unit}`;
}

// Lines of at most 110 columns, so that notes read well in a terminal.
function note_text(note) {
  const lines = [];
  for (const word of note.split(/\s+/)) {
    if (lines.length > 0 && lines.at(-1).length + word.length < 110) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return `  - ${lines.join('\n    ')}`;
}

export function report_text({title, columns, rows, aims, notes, facts}) {
  const machine_line = `${facts.cores} x ${facts.processor}, ${facts.memory_gb} GB, Linux ${facts.kernel}, Node ` +
    `${facts.node}; write and sync of 4 KiB: p50 ${facts.sync_p50_us} us, p99 ${facts.sync_p99_us} us; ` +
    `load before: ${facts.load_before}`;
  return [`== ${title}`, table_text(columns, rows), ...aims.map(aim_text), ...[machine_line, ...notes].map(note_text)]
    .join('\n');
}

// The end of every bench's module: runs it when the module is the program.
//   --json   one JSON object on stdout in place of the table
//   --quick  small sizes and short times: to see that it works
//   --build  the build to measure, build/native unless given
export async function main(module_url, bench) {
  if (module_url !== pathToFileURL(process.argv[1]).href) return;
  const {values} = parseArgs({options: {
    json: {type: 'boolean', default: false}, quick: {type: 'boolean', default: false}, build: {type: 'string'},
  }});
  if (values.build !== undefined) build_folder(values.build);
  const facts = machine();
  const result = {...await bench({quick: values.quick}), facts};
  console.log(values.json ? JSON.stringify(result) : `${report_text(result)}\n`);
}
