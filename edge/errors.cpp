#include "edge/errors.h"

#include <algorithm>
#include <iterator>

namespace laurel {
namespace {

using enum ErrorCode;

constexpr ErrorCode codes[] = {
#define X(name) name,
    LAUREL_ERROR_CODES(X)
#undef X
};

// In the order of the codes, so that a code is its row's index.
constexpr ErrorText texts[] = {
    {json_syntax, 400, "The body is not JSON",
     "Send one JSON value in UTF-8; the byte where reading stopped is named."},
    {json_too_large, 413, "The JSON is too large", "Send less at once: split lists into several requests."},
    {json_too_deep, 400, "The JSON is nested too deeply",
     "Flatten the document; no request of this API needs such depth."},
    {json_duplicate_key, 400, "A key stands there twice", "Send each key of an object once."},
    {json_invalid_utf8, 400, "The text is not UTF-8", "Encode the body as UTF-8."},
    {number_not_integer, 422, "Only integers are allowed",
     "Send money in minor units and points as whole numbers, without fraction or exponent."},
    {number_out_of_range, 422, "The number is out of range", "Send a number within the range that is allowed there."},
    {wrong_type, 422, "The value has the wrong type", "Send what is allowed at this path."},
    {unknown_field, 422, "The field is not known",
     "Remove the field, or correct its name to one that is allowed there."},
    {missing_field, 422, "A field is missing", "Add the field at this path."},
    {value_not_allowed, 422, "The value is not allowed", "Send one of the values that are allowed at this path."},
    {text_too_short, 422, "The text is too short", "Send a longer text."},
    {text_too_long, 422, "The text is too long", "Send a shorter text."},
    {list_too_long, 422, "The list is too long", "Send fewer items at once."},
    {invalid_identifier, 422, "The id is not valid",
     "Send 1 to 128 bytes of UTF-8 without control characters and without a space at either end."},
    {invalid_instant, 422, "The date and time are not valid",
     "Send an instant that exists, with its offset, such as 2026-11-22T08:00:00Z."},
    {instant_in_future, 422, "The instant lies in the future",
     "Check the clock of the machine that sends the request."},
    {unknown_currency, 422, "The currency is not known", "Send a current ISO 4217 code, such as GBP."},
    {currency_mismatch, 422, "The currency is another one",
     "Send amounts in the currency of the programme or of the order."},
    {amount_overflow, 422, "The amount is too large",
     "Send amounts whose sums and points stay within 9007199254740991."},
    {duplicate_identifier, 422, "An id stands there twice", "Give each item of the list its own id."},
    {unknown_command, 422, "The command is not known", "Send one of the commands that this version knows."},
    {state_unreadable, 500, "A stored state can't be read", "Run laurel verify; it names what is broken."},
    {order_unknown, 404, "There is no such order", "Send the order first, or check its id."},
    {order_id_reused, 409, "The order id belongs to another order",
     "An order can't be changed by sending it again: send a refund, or a new order under a new id."},
    {refund_id_reused, 409, "The refund id belongs to another refund", "Send the refund under a new id."},
    {refund_exceeds_order, 422, "The refund is more than is left of the order",
     "Send at most what has not been refunded yet."},
    {line_unknown, 422, "The order has no such line", "Name a line by its index in the order, counted from 0."},
    {member_unknown, 404, "There is no such member", "A member exists once an order names them; check the id."},
    {member_erased, 410, "The member was erased", "Nothing can be written for an erased member; use a new member id."},
    {insufficient_points, 409, "There are not enough points", "Ask for at most the points that are available."},
    {below_minimum_redemption, 422, "The redemption is below the minimum",
     "Redeem at least what the programme asks for."},
    {redemption_unknown, 404, "There is no such redemption", "Check the redemption's id."},
    {redemption_id_reused, 409, "The redemption id belongs to another redemption",
     "Send the redemption under a new id."},
    {redemption_already_captured, 409, "The redemption was captured", "Nothing is left to do: the points are spent."},
    {redemption_already_voided, 409, "The redemption was voided",
     "The points went back; hold them again under a new id."},
    {redemption_timed_out, 409, "The redemption timed out", "The points went back; hold them again under a new id."},
    {too_many_open_lots, 409, "The member has too many open lots",
     "Try again after some of the points were spent or expired."},
    {too_many_open_holds, 409, "The member has too many open holds",
     "Capture or void some of the open redemptions first."},
    {too_many_refunds, 409, "The order has too many refunds",
     "No more refunds are kept for this order; adjust the points instead."},
    {idempotency_key_missing, 400, "The Idempotency-Key header is missing",
     "Send a header Idempotency-Key of 1 to 128 visible characters, a new one for each write and the same one for its "
     "repetition."},
    {idempotency_key_reused, 422, "The Idempotency-Key was used for another request",
     "Send a new key with a new request."},
    {version_conflict, 409, "Somebody else wrote at the same time",
     "Send the request again under the same Idempotency-Key."},
    {route_unknown, 404, "There is nothing at this address", "See /openapi.json for every address."},
    {method_not_allowed, 405, "The address does not take this method", "Use a method that the Allow header names."},
    {media_type_unsupported, 415, "The body is not in a form that is read here",
     "Send Content-Type: application/json and no Content-Encoding."},
    {length_required, 411, "The body has no length", "Send Content-Length; chunked bodies are not taken."},
    {body_too_large, 413, "The body is too large", "Send at most 1 MiB at once."},
    {uri_too_long, 414, "The address is too long", "Send at most 1,024 bytes of path and query."},
    {header_invalid, 400, "The request's head is not valid",
     "Send a well-formed HTTP/1.1 head of at most 100 fields and 16 KiB, each singular field once."},
    {token_missing, 401, "No credential was sent",
     "Send Authorization: Bearer with an admin key or a shopper token, as the route asks."},
    {token_invalid, 401, "The credential is not valid",
     "Check the key or how the token is made: key id, algorithm, aud, sub, iat, exp."},
    {token_expired, 401, "The token has expired",
     "Ask the shop's backend for a new token; it lives at most 15 minutes."},
    {scope_missing, 403, "The key may not do this", "Use a key with the scope that is allowed here."},
    {store_unknown, 404, "There is no such store", "Name the store with ?store=, or use a credential of that store."},
    {origin_not_allowed, 403, "The origin is not allowed", "Allow the page's origin for this store first."},
    {rate_limited, 429, "Too many requests", "Wait as long as Retry-After says."},
    {program_missing, 409, "No programme has been published", "Publish a programme first: laurel program publish."},
    {program_version_stale, 409, "The programme has a newer version",
     "Read the programme again and repeat the change on it."},
    {widget_unknown, 404, "There is no such widget", "Use one of the widgets that are allowed here."},
    {storage_full, 507, "The disk is full", "Free some space on the server; nothing was written, and reading goes on."},
    {storage_failed, 503, "The store could not be written",
     "Send the request again under the same Idempotency-Key; see the server's log."},
    {overloaded, 503, "The server is busy", "Send the request again after the time that Retry-After names."},
    {chain_broken, 500, "The chain of events is broken", "Run laurel verify, and restore the store from a backup."},
    {tree_mismatch, 500, "The tree of events does not fit the events",
     "Run laurel verify, and restore the store from a backup."},
    {state_mismatch, 500, "A state does not fit its events", "Run laurel verify; a state is rebuilt from its events."},
    {postings_unbalanced, 500, "An event's postings do not add up",
     "Run laurel verify, and report the event that it names."},
    {balance_mismatch, 500, "A balance is not explained by its postings",
     "Run laurel verify, and report the event that it names."},
    {drain_order_broken, 500, "Points were drained out of order",
     "Run laurel verify, and report the event that it names."},
    {hold_resolved_twice, 500, "A hold was resolved twice", "Run laurel verify, and report the event that it names."},
    {clawback_mismatch, 500, "A claw-back is not what the rule says",
     "Run laurel verify, and report the event that it names."},
    {personal_part_mismatch, 500, "A personal part does not fit its event",
     "Run laurel verify, and restore the store from a backup."},
    {internal_error, 500, "Something went wrong here",
     "Send the request again; if it fails again, report the request_id."},
    {request_incomplete, 408, "The request did not arrive whole",
     "Send the whole request at once, as many bytes as Content-Length says."},
    {rule_too_large, 422, "The rule is too large", "Split the rule, or move its long lists into the data."},
    {rule_arguments_invalid, 422, "The operator does not take these arguments",
     "Give the operator the arguments that it takes."},
    {rule_not_a_number, 422, "The operator has no number to give",
     "Give it numbers, or texts that are numbers, and nothing to divide by 0."},
    {rule_operator_unknown, 422, "There is no such operator",
     "An object in a rule has one key, an operator's name; data goes into \"preserve\"."},
    {rule_thrown, 422, "The rule threw an error", "The rule says so itself; put a \"try\" around it to go on."},
    {rule_budget_exceeded, 422, "The rule takes too long or too much memory",
     "Give the rule less data, or let it make less of it."},
    {action_unknown, 404, "There is no such action", "Report the action first, or check its id."},
    {action_id_reused, 409, "Another action has this id", "Give each action an id of its own."},
    {redemption_not_captured, 409, "The redemption is not captured", "Void it instead: its points are only held."},
    {redemption_already_cancelled, 409, "The redemption was cancelled", "Its points went back; redeem again."},
    {reward_unknown, 404, "There is no such reward", "Check its id against the rewards of the programme in force."},
    {reward_not_open, 409, "The reward can't be had now",
     "Ask for the rewards: each says when and to whom it is open."},
    {reward_tier_required, 409, "The reward is for members of other tiers",
     "Offer it once the member has such a tier."},
    {reward_condition_unmet, 409, "The reward's condition does not hold",
     "Offer it to members and carts for whom it holds."},
    {reward_limit_reached, 409, "The member has had the reward as often as allowed",
     "Wait for the next period, or void or cancel an earlier redemption."},
    {reward_out_of_stock, 409, "The reward is out of stock",
     "Others hold or had the last of it; what they give back is there again."},
    {reward_cart_unfit, 409, "The reward takes nothing off this cart", "Redeem it with a cart that it is for."},
    {campaign_unknown, 404, "There is no such coupon campaign", "Name one of the programme's coupons by its id."},
    {coupon_unknown, 404, "There is no such code", "Check the code; one that is mistyped says so by itself."},
    {coupon_id_reused, 409, "The code was issued before", "Issue another code."},
    {coupon_not_applicable, 409, "A code does not apply",
     "Ask for a quote of the same cart: it says of each code why not. Reserve the others."},
    {coupon_already_used, 409, "The code was used", "Refund its order instead."},
    {coupon_in_use, 409, "A checkout has reserved the code", "Release that checkout, or wait until it has timed out."},
    {checkout_unknown, 404, "There is no such checkout", "Reserve its codes first, or check its id."},
    {checkout_already_committed, 409, "The checkout was paid", "Refund its order, or use an id of its own."},
    {checkout_already_released, 409, "The checkout was released", "Reserve its codes again."},
    {checkout_timed_out, 409, "The checkout timed out", "Reserve its codes again; they are free for others meanwhile."},
    {coupon_mistyped, 422, "The code is mistyped", "Type the code again: one of its characters is wrong."},
    {benefit_not_included, 403, "The member's tier does not have this benefit",
     "Look at the member's tier and its benefits."},
    {benefit_used_up, 409, "The benefit has been used as often as it may be",
     "It can be used again in its next period."},
};

constexpr bool rows_match_codes() {
    return std::equal(std::begin(texts), std::end(texts), std::begin(codes), std::end(codes),
                      [](const ErrorText& text, ErrorCode code) { return text.code == code; });
}
static_assert(std::size(texts) == std::size(codes), "every error code needs its row");
static_assert(rows_match_codes(), "the rows stand in the order of the codes");

constexpr int first_server_status = 500;

// The sentence for people: the advice, and before it what was found.
std::string detail_of(const Error& error) {
    const std::string message = message_of(error);
    const std::string place = error.path.empty() ? "" : "At " + error.path + ": ";
    return place + message + (message.empty() ? "" : ". ") + std::string(text_of(error.code).advice);
}

// What may be told: nothing of the edge's own insides, and nothing that JSON can't hold, since fields of a request may
// be any bytes.
Error tellable(const Error& error) {
    if (status_of(error.code) >= first_server_status) return {error.code, {}, {}, {}};
    const bool is_text = is_utf8(error.found) && is_utf8(error.path);
    return is_text ? error : Error{error.code, {}, "bytes that are not UTF-8", error.allowed};
}

}  // namespace

const ErrorText& text_of(ErrorCode code) { return texts[static_cast<std::size_t>(code)]; }

std::optional<ErrorCode> code_of(std::string_view name) {
    const auto row = std::find_if(std::begin(texts), std::end(texts),
                                  [name](const ErrorText& text) { return name_of(text.code) == name; });
    return row == std::end(texts) ? std::nullopt : std::optional(row->code);
}

Value error_to_value(const Error& error) {
    Object object{{"code", name_of(error.code)}, {"path", error.path}};
    if (!error.found.empty()) object.set("found", error.found);
    if (!error.allowed.empty()) object.set("allowed", error.allowed);
    const std::string message = message_of(error);
    object.set("message", message.empty() ? Value(text_of(error.code).title) : Value(message));
    return object;
}

Error error_from_value(const Value& value) {
    return {code_of(value.string_at("code")).value_or(internal_error), std::string(value.string_at("path")),
            std::string(value.string_at("found")), std::string(value.string_at("allowed"))};
}

std::string problem(const Errors& errors, std::string_view request_id, std::string_view docs_url) {
    Errors shown;
    for (const Error& error : errors) shown.push_back(tellable(error));
    const ErrorText& text = text_of(shown.front().code);
    Array list;
    for (const Error& error : shown) list.push_back(error_to_value(error));
    return write_json(Object{{"type", std::string(docs_url) + "#" + std::string(name_of(text.code))},
                             {"title", text.title},
                             {"status", text.status},
                             {"detail", detail_of(shown.front())},
                             {"code", name_of(text.code)},
                             {"errors", std::move(list)},
                             {"request_id", request_id}});
}

std::string error_page() {
    std::string page =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Laurel: error codes</title><h1>Error "
        "codes</h1><dl>\n";
    for (const ErrorText& text : texts) {
        const std::string name(name_of(text.code));
        page.append("<dt id=\"").append(name).append("\"><code>").append(name).append("</code> (");
        page.append(std::to_string(text.status)).append(")</dt><dd>").append(text.title).append(". ");
        page.append(text.advice).append("</dd>\n");
    }
    return page + "</dl></html>\n";
}

}  // namespace laurel
