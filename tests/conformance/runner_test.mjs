// runner_test.mjs HOST: a run of the suite is worth what it notices. Each of these cases is right but for one thing.
import {open_host} from './hosts.mjs';
import {read_suite, run_case} from './suite.mjs';

const at = '2026-03-02T09:00:00Z';
const order = {at, do: {place_order: {id: '1', member: 'ann', amount_minor: 1000}}};
const expecting = (expect) => ({program: 'plain', steps: [{...order, expect}]});
const after_order = (step) => ({program: 'plain', given: [order], steps: [{at, ...step}]});
const right = {
  earned: [{rule: 'base', points: 10}],
  answer: {points_earned: 10},
  events: ['member_joined', {kind: 'points_earned', points: 10}, 'order_placed'],
  why_not: {base: 'gave'},
};

const wrong = {
  'an error that does not come': expecting({error: 'order_id_reused'}),
  'an error that comes': {program: 'plain', steps: [{at, do: {revoke_action: {id: '1'}}}]},
  'another error': {program: 'plain', steps: [{at, do: {revoke_action: {id: '1'}}, expect: {error: 'order_unknown'}}]},
  'an error in given steps': {program: 'plain', given: [{at, do: {revoke_action: {id: '1'}}}], steps: []},
  'other points': expecting({...right, earned: [{rule: 'base', points: 11}]}),
  'another rule': expecting({...right, earned: [{rule: 'more', points: 10}]}),
  'another kind of points': expecting({...right, earned: [{rule: 'base', points: 10, point_kind: 'stars'}]}),
  'nothing earned': expecting({...right, earned: []}),
  'points taken back by an order': expecting({points_clawed_back: 0}),
  'another answer': expecting({...right, answer: {points_earned: 9}}),
  'an event less': expecting({...right, events: ['member_joined', 'points_earned']}),
  'another event': expecting({...right, events: ['member_joined', 'points_adjusted', 'order_placed']}),
  'another instant': expecting({events: [{kind: 'member_joined', effective_at: '2026-03-02T10:00:00Z'}, {}, {}]}),
  'another reason': expecting({...right, why_not: {base: 'too_small'}}),
  'a reason of a rule that there is not': expecting({...right, why_not: {more: 'gave'}}),
  'a word that the format does not have': expecting({...right, earnt: []}),
  'another balance': after_order({balance: {ann: 11}}),
  'another member of a balance': after_order({balance: {ann: {available: 10, pending: 1}}}),
  'another lot': after_order({lots: {ann: [['points', 10, at, at, '2027-03-03T00:00:00Z']]}}),
  'a lot less': after_order({lots: {ann: []}}),
  'another preview': after_order({preview: {member: 'ann', amount_minor: 1000}, expect: {points: 9}}),
  'a programme that is right': {program: 'plain', errors: [{code: 'unknown_field', path: '/x'}]},
  'a programme that is wrong': {program: {from: 'plain', merge: {x: 1}}, steps: []},
  'another path': {program: {from: 'plain', merge: {x: 1}}, errors: [{code: 'unknown_field', path: '/y'}]},
  'a programme that there is not': {program: 'other', steps: []},
  'a step of no kind': after_order({wait: 1}),
};

const host = open_host(process.argv[2]);
const {programs} = read_suite();
const problem_of = (each) => run_case(host, programs, each).then(({problem}) => problem, String);
const failures = [];
for (const [name, each] of Object.entries(wrong)) {
  if (await problem_of(each) === undefined) failures.push(`not noticed: ${name}`);
}
const problem = await problem_of(expecting(right));
if (problem) failures.push(`what is right is refused: ${problem}`);
await host.close();
for (const failure of failures) console.error(failure);
console.log(`the suite's runner: ${Object.keys(wrong).length + 1 - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
