// What the suite must not lack: cases, names of their own, and every way in which a command or a rule can fail.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {folder} from './suite.mjs';

const cases_min = 300;
const read = (path) => readFileSync(join(folder, '../..', path), 'utf8');

// What decide can say but no case of ordinary size can provoke.
const out_of_reach = new Set(['too_many_open_holds', 'too_many_open_lots', 'too_many_refunds']);

function reasons() {
  const table = read('shared/loyalty/earning.h').match(/reason_names\[\] = \{([^}]*)\}/)[1];
  return [...table.matchAll(/"(\w+)"/g)].map((match) => match[1]);
}

function error_codes() {
  const sources = ['decide_order', 'decide_member', 'decide_redemption', 'decide_parts'];
  const text = sources.map((name) => read(`shared/loyalty/${name}.cpp`)).join('');
  return [...text.matchAll(/ErrorCode::(\w+)/g)].map((match) => match[1]);
}

// Sentences, one for each thing that is missing.
export function lacks_of(topics, reached) {
  const names = topics.flatMap(({topic, cases}) => cases.map(({name}) => `${topic}: ${name}`));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const wanted = new Set([...reasons(), ...error_codes()]);
  return [
    ...(names.length < cases_min ? [`${names.length} cases are fewer than ${cases_min}`] : []),
    ...twice.map((name) => `two cases are called ${name}`),
    ...topics.filter(({topic, about}) => !topic || !about).map(({file}) => `${file} does not say what it is about`),
    ...[...wanted].filter((name) => !reached.has(name) && !out_of_reach.has(name)).map((name) => (
      `no case reaches ${name}`)),
  ];
}
