// Reads the suite and runs its cases as README.md says.
import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {
  cart_terms, judged_at, milliseconds, plain_event, plain_lots, plain_object, plain_tier, to_command,
} from './terms.mjs';

export const folder = dirname(fileURLToPath(import.meta.url));
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

// The topics, each with its name, and the programmes that all of them may name.
export function read_suite() {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'programs.json').sort();
  return {programs: read('programs.json').programs, topics: names.map((name) => ({file: name, ...read(name)}))};
}

// RFC 7386.
function merged(document, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result = document !== null && typeof document === 'object' && !Array.isArray(document) ? {...document} : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

function document_of(program, programs) {
  if (typeof program === 'string') {
    if (!(program in programs)) throw new Error(`no programme is called ${program}`);
    return document_of(programs[program], programs);
  }
  return 'from' in program ? merged(document_of(program.from, programs), program.merge) : program;
}

const is_instant = (text) => typeof text === 'string' && /^\d{4}-\d\d-\d\dT/.test(text);

// The first difference, as a sentence; undefined where the value is as expected. Objects may have more members; null
// also stands for a member that is not there.
export function difference(expected, got, path = '') {
  const differs = () => `${path || 'it'}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
  if (is_instant(expected) && is_instant(got) && milliseconds(expected) === milliseconds(got)) return undefined;
  if (expected === null || typeof expected !== 'object') return expected === (got ?? null) ? undefined : differs();
  if (got === null || typeof got !== 'object' || Array.isArray(expected) !== Array.isArray(got)) return differs();
  if (Array.isArray(expected) && expected.length !== got.length) return differs();
  for (const name of Object.keys(expected)) {
    const found = difference(expected[name], got[name], `${path}/${name}`);
    if (found) return found;
  }
  return undefined;
}

const with_code = (error) => (typeof error === 'string' ? {code: error} : error);
const with_name = (event) => (typeof event === 'string' ? {kind: event} : event);
const with_kind = (earned) => ({point_kind: 'points', ...earned});
const with_reason = (reward) => (typeof reward === 'string' ? {reason: reward} : reward);
const with_tier = (tier) => (tier === null || typeof tier === 'string' ? {tier} : tier);
const with_available = (balance) => (typeof balance === 'number' ? {available: balance} : balance);

// A case on its way: the states after the steps so far, the programmes it may need, what members told.
class Run {
  constructor(host, versions) {
    this.host = host;
    this.versions = versions;
    this.states = {};
    this.facts = {};
    this.reached = [];
  }

  version_at(now) {
    const found = this.versions.findLast(({in_force_from}) => milliseconds(in_force_from) <= milliseconds(now));
    if (!found) throw new Error(`no programme is in force at ${now}`);
    return found;
  }

  async ask(version, aggregates, request) {
    const states = Object.fromEntries(aggregates.map((name) => [name, this.states[name] ?? null]));
    const {program, number} = version;
    const reply = await this.host.ask({program: {program, version: number}, states: {states}, request});
    if (reply.error) this.reached.push(reply.error.code);
    return reply;
  }

  // The aggregates that the command needs, asked again until nothing is missing.
  async needs(version, command) {
    const aggregates = [];
    for (;;) {
      const {needs, error} = await this.ask(version, aggregates, {call: 'needs', command});
      if (error || needs.length === 0) return aggregates;
      aggregates.push(...needs);
    }
  }

  // What a command is decided with.
  async question(given, at) {
    const version = this.version_at(judged_at(given, at));
    const command = to_command(given, at, version.program.currency);
    const aggregates = await this.needs(version, command);
    const facts = this.facts[aggregates.find((aggregate) => aggregate.startsWith('member/'))];
    const request = {command, now_ms: milliseconds(at), ...(facts && {facts})};
    return (call) => this.ask(version, aggregates, {call, author: 'conformance', ...request});
  }

  async do_step({at, do: given, expect = {}}) {
    const ask = await this.question(given, at);
    const explained = 'why_not' in expect ? await ask('explain') : {};
    const reply = await ask('decide');
    if (!reply.error) {
      Object.assign(this.states, reply.states);
      this.remember(given);
    }
    return this.judge(expect, reply, explained);
  }

  // What a member told is kept apart from the states.
  remember({give_facts, erase_member}) {
    if (give_facts) this.facts[`member/${give_facts.member}`] = give_facts.facts;
    if (erase_member) delete this.facts[`member/${erase_member.member}`];
  }

  async explain_step({at, explain, expect}) {
    const explained = await (await this.question(explain, at))('explain');
    return this.judge(expect, {answer: explained, error: explained.error}, explained);
  }

  judge({error = null, earned, points_clawed_back, answer, events, why_not, ...rest}, reply, explained) {
    const [unknown] = Object.keys(rest);
    if (unknown) throw new Error(`what is "${unknown}"?`);
    if (error || reply.error) return difference(with_code(error), reply.error ?? null, 'error');
    const answered = {
      ...answer,
      ...(earned && {earned: earned.map(with_kind)}),
      ...(points_clawed_back !== undefined && {points_clawed_back}),
    };
    return difference(answered, plain_object(reply.answer), 'answer')
      ?? (events && difference(events.map(with_name), reply.events.map(plain_event), 'events'))
      ?? (why_not && this.judge_reasons(why_not, explained));
  }

  // Of the rules for an order, or of the codes for a cart.
  judge_reasons(why_not, {outcomes = [], codes = []}) {
    const reasons = [...outcomes, ...codes.map(({campaign, ...code}) => ({rule: campaign, ...code}))];
    this.reached.push(...reasons.map(({reason}) => reason));
    for (const [rule, expected] of Object.entries(why_not)) {
      const outcome = reasons.find((each) => each.rule === rule);
      const got = Array.isArray(expected) ? [outcome?.reason, outcome?.detail] : outcome?.reason;
      const found = difference(expected, got, `why_not/${rule}`);
      if (found) return found;
    }
    return undefined;
  }

  async balance_step({at, balance, point_kind}) {
    for (const [id, expected] of Object.entries(balance)) {
      const member = `member/${id}`;
      const request = {call: 'balance', member, now_ms: milliseconds(at), ...(point_kind && {point_kind})};
      const got = plain_object(await this.ask(this.version_at(at), [member], request));
      const found = difference(with_available(expected), got, `balance of ${id}`);
      if (found) return found;
    }
    return undefined;
  }

  lots_step({at, lots}) {
    const got = Object.keys(lots).map((id) => [id, plain_lots(this.states[`member/${id}`], at)]);
    return difference(lots, Object.fromEntries(got), 'lots');
  }

  // Of a call about a member and what she has in the cart.
  about(member, at, cart) {
    const facts = this.facts[`member/${member}`];
    const request = {member: `member/${member}`, now_ms: milliseconds(at)};
    return {...request, ...(cart && {cart: cart_terms(cart)}), ...(facts && {facts})};
  }

  async preview_step({at, preview: {member, ...cart}, expect}) {
    const request = {call: 'earn', ...this.about(member, at, cart)};
    return difference(expect, await this.ask(this.version_at(at), [request.member], request), 'preview');
  }

  async rewards_step({at, rewards, cart}) {
    for (const [member, expected] of Object.entries(rewards)) {
      const request = {call: 'rewards', ...this.about(member, at, cart)};
      const aggregates = [...new Set([request.member, ...Object.keys(this.states)])];
      const reply = await this.ask(this.version_at(at), aggregates, request);
      const got = Object.fromEntries((reply.rewards ?? []).map((reward) => [reward.id, reward]));
      const wanted = Object.entries(expected).map(([id, reward]) => [id, with_reason(reward)]);
      const found = difference(Object.fromEntries(wanted), got, `rewards of ${member}`);
      if (found) return found;
    }
    return undefined;
  }

  async tiers_step({at, tiers, cart}) {
    for (const [member, expected] of Object.entries(tiers)) {
      const request = {call: 'tier', ...this.about(member, at, cart)};
      const got = plain_tier(await this.ask(this.version_at(at), [request.member], request));
      const found = difference(with_tier(expected), got, `tier of ${member}`);
      if (found) return found;
    }
    return undefined;
  }

  async step(step) {
    for (const kind of ['do', 'explain', 'balance', 'lots', 'preview', 'rewards', 'tiers']) {
      if (kind in step) return this[`${kind}_step`](step);
    }
    throw new Error(`not a step: ${JSON.stringify(step)}`);
  }
}

async function check_documents(host, versions, errors) {
  for (const {program, number} of versions) {
    const reply = await host.ask({program: null, states: null, request: {call: 'check_program', document: program}});
    const found = difference(number === versions.length ? errors : [], reply.errors, 'the programme');
    if (found) return found;
  }
  return undefined;
}

function versions_of(program, programs) {
  const list = Array.isArray(program) ? program : [{in_force_from: '0001-01-01T00:00:00Z', program}];
  return list.map((version, index) => (
    {in_force_from: version.in_force_from, program: document_of(version.program, programs), number: index + 1}));
}

// What is wrong, as a sentence, or undefined; and every error code and reason that was met.
export async function run_case(host, programs, {program, errors = [], given = [], steps = []}) {
  const versions = versions_of(program, programs);
  const problem = await check_documents(host, versions, errors.map(with_code));
  if (problem || errors.length > 0) return {problem, reached: errors.map((error) => with_code(error).code)};
  const run = new Run(host, versions);
  for (const [index, step] of [...given, ...steps].entries()) {
    const found = await run.step(step);
    const place = index < given.length ? `given ${index + 1}` : `step ${index - given.length + 1}`;
    if (found) return {problem: `${place}: ${found}`, reached: run.reached};
  }
  return {problem: undefined, reached: run.reached};
}
