// The suite's plain terms as Laurel's own and back: "ann" is member/ann, an instant is milliseconds since 1970. Another
// engine that runs the suite has a file like this one.

// What "id" names in each command; commands about a member alone have none.
const id_of = {
  place_order: 'order',
  refund_order: 'refund',
  record_action: 'action',
  revoke_action: 'action',
  open_account: 'action',
  hold_points: 'redemption',
  capture_hold: 'redemption',
  void_hold: 'redemption',
  cancel_redemption: 'redemption',
  redeem_reward: 'redemption',
  use_benefit: 'action',
  issue_coupon: 'coupon',
  void_coupon: 'coupon',
  reserve_coupons: 'checkout',
  commit_coupons: 'checkout',
  release_coupons: 'checkout',
};
const aggregates = new Set(['member', 'order', 'action', 'redemption', 'coupon', 'checkout']);
// What happened when the command says nothing else: now.
const instant_of = {
  place_order: 'placed_at',
  refund_order: 'refunded_at',
  reach_milestone: 'reached_at',
  record_action: 'acted_at',
  open_account: 'joined_at',
  redeem_reward: 'redeemed_at',
  reserve_coupons: 'at',
  use_benefit: 'used_at',
};
const referral_of = (member) => member.replace('member/', 'referral/');

// Commands that Laurel calls otherwise, or names more for: a friend has one referral, and a code is its own name.
const renamed = {
  capture_hold: (body) => ({resolve_hold: {...body, capture: true}}),
  void_hold: (body) => ({resolve_hold: {...body, capture: false}}),
  issue_referral_code: ({code, ...body}) => (
    {issue_referral_code: {...body, code_text: code, referral_code: `referral_code/${code}`}}),
  claim_referral: ({code, ...body}) => (
    {claim_referral: {...body, referral: referral_of(body.member), referral_code: `referral_code/${code}`}}),
  resolve_referral: ({member, ...body}) => (
    {resolve_referral: {...body, referral: referral_of(member)}}),
};
const never_ms = 253402300799999;

export const milliseconds = (instant) => Date.parse(instant);

function instant_text(ms) {
  return ms === never_ms ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
}

export function line_terms({sku = 'thing', quantity = 1, ...rest}) {
  return {sku, quantity, ...rest};
}

// A code that everybody may use is a text; one for a single use is {"coupon": ID}.
function code_terms(code) {
  return typeof code === 'string' ? {text: code} : {text: code.coupon, coupon: `coupon/${code.coupon}`};
}

export const cart_terms = ({lines, ...cart}) => ({...cart, ...(lines && {lines: lines.map(line_terms)})});

function member_terms([name, value]) {
  if (/^(at|until|.*_at)$/.test(name)) return [`${name}_ms`, milliseconds(value)];
  if (name === 'codes') return [name, value.map(code_terms)];
  if (name === 'cart') return [name, cart_terms(value)];
  if (name === 'lines') return [name, value.map(line_terms)];
  if (name === 'lots') return [name, value.map(object_terms)];
  return [name, aggregates.has(name) ? `${name}/${value}` : value];
}

const object_terms = (object) => Object.fromEntries(Object.entries(object).map(member_terms));

// Of what somebody buys: an amount alone is one line of it.
const as_lines = ({amount_minor, ...body}) => ({lines: [{amount_minor}], ...body});
const buying = {
  place_order: (body, currency) => ({currency, ...as_lines(body)}),
  reserve_coupons: as_lines,
};

// {"place_order": {"id": "1001", ...}} as {"place_order": {"order": "order/1001", ...}}
export function to_command(command, now, currency) {
  const [[name, given]] = Object.entries(command);
  const {id, ...body} = name in buying ? buying[name](given, currency) : {...given};
  if (id !== undefined) body[id_of[name]] = id;
  if (name in instant_of) body[instant_of[name]] ??= now;
  return name in renamed ? renamed[name](object_terms(body)) : {[name]: object_terms(body)};
}

// By when the programme in force judges the command.
export function judged_at(command, now) {
  const [[name, {placed_at, acted_at}]] = Object.entries(command);
  return (name === 'place_order' ? placed_at : name === 'record_action' ? acted_at : undefined) ?? now;
}

// An empty text says that there is none.
function plain_text(text) {
  if (text === '') return null;
  const slash = text.indexOf('/');
  return slash > 0 && aggregates.has(text.slice(0, slash)) ? text.slice(slash + 1) : text;
}

function plain_value(value) {
  if (typeof value === 'string') return plain_text(value);
  if (Array.isArray(value)) return value.map(plain_value);
  return value !== null && typeof value === 'object' ? plain_object(value) : value;
}

// Members that end in _at_ms are instants; 0 and the last instant that there is stand for none.
export function plain_object(object) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => (
    name.endsWith('_at_ms') ? [name.slice(0, -'_ms'.length), value === 0 ? null : instant_text(value)]
      : [name, plain_value(value)]
  )));
}

// What happened, without what only this engine needs: versions, hashes and who wrote it down when.
export function plain_event({aggregate, data, effective_at_ms, kind, program_version}) {
  const point_kind = 'points' in data ? {point_kind: 'points'} : {};
  return {...point_kind, ...plain_object({...data, effective_at_ms}), kind, of: plain_text(aggregate), program_version};
}

// [[point_kind, remaining, earned_at, available_at, expires_at], ...] of the lots that an instant does not find
// expired, in the order in which spending drains them. Rows of states are positional (shared/loyalty/codec_rows.h).
export function plain_lots(state, now) {
  const open = (state?.lots ?? []).filter(([, , remaining, , , , , expires_at_ms]) => (
    remaining > 0 && expires_at_ms > milliseconds(now)));
  return open.map(([, , remaining, , , earned_at_ms, available_at_ms, expires_at_ms, extra]) => [
    extra?.point_kind ?? 'points', remaining, ...[earned_at_ms, available_at_ms, expires_at_ms].map(instant_text)]);
}

const plain_standing = (view) => view && {...plain_object(view), tier: view.tier?.id ?? null};

// {"tier", "until", ...} of a member now, with how often she may use each benefit, and with the cart.
export function plain_tier({now, benefits = [], with_cart}) {
  const left = Object.fromEntries(benefits.map((benefit) => [benefit.id, benefit.left]));
  return {...plain_standing(now), benefits: left, with_cart: plain_standing(with_cart)};
}
