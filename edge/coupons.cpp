// The part of Service that is about coupons.
#include <algorithm>

#include "edge/coupon_requests.h"
#include "edge/errors.h"
#include "edge/random.h"
#include "edge/service.h"
#include "edge/storage/hash.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

constexpr std::size_t coupons_per_commit = 1000;
constexpr std::size_t coupons_scanned_per_page = 5000;
constexpr std::string_view coupon_prefix = "coupon/";

Value coupon_value(StoreReader& reader, const std::string& aggregate, const loyalty::CouponState& coupon,
                   std::int64_t now_ms) {
    const loyalty::CouponStatus status = coupon.status_at(now_ms);
    Object value{{"campaign", coupon.campaign},
                 {"id", aggregate.substr(coupon_prefix.size())},
                 {"issued_at", write_instant(coupon.issued_at_ms)},
                 {"status", loyalty::coupon_status_names[static_cast<std::size_t>(status)]}};
    if (coupon.expires_at_ms != instant_ms_max) value.set("expires_at", write_instant(coupon.expires_at_ms));
    if (status == loyalty::CouponStatus::reserved) value.set("times_out_at", write_instant(coupon.times_out_at_ms));
    if (coupon.member.empty()) return value;
    if (auto member = reader.external_id_of(coupon.member)) value.set("member", std::move(*member));
    if (auto code = reader.external_id_of(aggregate)) value.set("code", std::move(*code));
    return value;
}

// nullopt for one that there is not.
Result<std::optional<loyalty::CouponState>> load_coupon(StoreReader& reader, const std::string& aggregate) {
    auto loaded = load_state(reader, aggregate, reader.read(aggregate));
    if (!loaded) return loaded.error();
    auto* coupon = std::get_if<loyalty::CouponState>(&loaded->state);
    return coupon != nullptr ? std::optional(std::move(*coupon)) : std::nullopt;
}

}  // namespace

std::string Service::coupon_aggregate(std::string_view plain_code) const {
    return std::string(coupon_prefix) + pseudonym("coupon", "", plain_code);
}

loyalty::ReserveCoupons Service::cart_command(std::string_view checkout_id, const CartRequest& request,
                                              std::string member) const {
    loyalty::ReserveCoupons command{.checkout = "checkout/" + pseudonym("checkout", "", checkout_id),
                                    .member = std::move(member),
                                    .at_ms = clock_(),
                                    .lines = request.lines,
                                    .attributes = request.attributes,
                                    .codes = {}};
    for (const std::string& text : request.codes) {
        const TypedCode code = read_code(text);
        command.codes.push_back({text, code.is_sound ? coupon_aggregate(code.plain) : "", code.is_mistyped});
    }
    return command;
}

Result<Value> Service::quote_coupons(const CartRequest& request, std::string_view checkout_id) {
    const std::int64_t now_ms = clock_();
    const auto program = program_at(now_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const auto reader = store_->reader();
    const auto known = request.member.empty() ? std::optional(std::string()) : known_member(*reader, request.member);
    UnitOfWork unit(*reader);
    return unit.explain(program->program, cart_command(checkout_id, request, known ? *known : fresh_member()),
                        {.now_ms = now_ms, .author = "quote", .facts = {}});
}

Result<Answer> Service::reserve_coupons(const Writer& writer, std::string_view checkout_id,
                                        const CartRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        const auto known = request.member.empty() ? std::optional(std::string()) : known_member(reader, request.member);
        const std::string member = known ? *known : fresh_member();
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = cart_command(checkout_id, request, member);
        if (!known) intent.identities.push_back({"member", request.member, member, member});
        intent.echoed = {{"id", checkout_id}};
        return intent;
    });
}

Result<Answer> Service::commit_coupons(const Writer& writer, std::string_view checkout_id, std::string_view order_id) {
    return execute(writer, [&](StoreReader&) {
        Intent intent{.judged_at_ms = clock_()};
        intent.command = loyalty::CommitCoupons{"checkout/" + pseudonym("checkout", "", checkout_id),
                                                "order/" + pseudonym("order", "", order_id)};
        intent.echoed = {{"id", checkout_id}, {"order", order_id}};
        return intent;
    });
}

Result<Answer> Service::release_coupons(const Writer& writer, std::string_view checkout_id) {
    return execute(writer, [&](StoreReader&) {
        Intent intent{.judged_at_ms = clock_()};
        intent.command = loyalty::ReleaseCoupons{"checkout/" + pseudonym("checkout", "", checkout_id)};
        intent.echoed = {{"id", checkout_id}};
        return intent;
    });
}

Result<Answer> Service::void_coupon(const Writer& writer, std::string_view coupon_id, std::string_view reason) {
    return execute(writer, [&](StoreReader&) {
        Intent intent{.judged_at_ms = clock_()};
        intent.command = loyalty::VoidCoupon{std::string(coupon_prefix) + std::string(coupon_id), std::string(reason)};
        intent.echoed = {{"id", coupon_id}};
        return intent;
    });
}

Result<std::vector<std::string>> Service::issue_chunk(const Writer& writer, const IssueRequest& request,
                                                      const IssueSeries& series, std::int64_t from) {
    const auto program = program_at(clock_());
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const auto reader = store_->reader();
    std::string member;
    if (!request.member.empty()) {
        const auto known = known_member(*reader, request.member);
        if (!known) return Error{ErrorCode::member_unknown, "/member", quoted(request.member), ""};
        member = *known;
    }
    UnitOfWork unit(*reader);
    std::vector<std::string> codes;
    std::vector<Identity> identities;
    const std::int64_t until = std::min(from + static_cast<std::int64_t>(coupons_per_commit), request.count);
    for (std::int64_t index = from; index < until; ++index) {
        std::string code = code_of(series.seed, index, request.format);
        const std::string coupon = coupon_aggregate(read_code(code).plain);
        const auto reply =
            unit.run(program->program, loyalty::IssueCoupon{coupon, request.campaign, member, request.expires_at_ms},
                     {.now_ms = clock_(), .author = writer.author, .facts = {}});
        // Of a series that was sent before, these are there already.
        const bool is_known = !reply && reply.error().code == ErrorCode::coupon_id_reused && series.may_be_known;
        if (!reply && !is_known) return reply.error();
        if (reply && !member.empty()) identities.push_back({"coupon", code, coupon, member});
        codes.push_back(std::move(code));
    }
    Batch batch = unit.take_batch();
    if (batch.aggregates.empty()) return codes;
    batch.identities = std::move(identities);
    if (until == request.count) batch.idempotency = series.idempotency;
    const AppendOutcome outcome = store_->append(std::move(batch));
    if (auto error = append_error(outcome)) return *error;
    if (outcome.status == AppendStatus::conflict) return Error{ErrorCode::version_conflict, "", "", ""};
    return codes;
}

Result<std::int64_t> Service::issue_coupons(const Writer& writer, const IssueRequest& request,
                                            const std::function<void(const std::vector<std::string>&)>& issued) {
    IssueSeries series{.seed = random_bytes(32)};
    if (!writer.idempotency_key.empty()) {
        if (auto kept = store_->answered(writer.principal, writer.idempotency_key)) {
            if (auto again = replayed(*kept, writer); !again) return again.error();
        }
        // The codes follow from the request's key, so that nobody has to keep them to answer its repetition.
        series.seed = bytes_of(hmac_sha256(
            pseudonym_key_, "codes\n" + writer.principal + "\n" + writer.idempotency_key + "\n" + writer.body_hash));
        series.may_be_known = true;
        series.idempotency =
            Idempotency{writer.principal, writer.idempotency_key, writer.body_hash, 201, "{}", "", clock_()};
    }
    constexpr int attempts_max = 10;
    int attempts = 0;
    for (std::int64_t from = 0; from < request.count;) {
        const auto codes = issue_chunk(writer, request, series, from);
        if (!codes && codes.error().code == ErrorCode::version_conflict && ++attempts < attempts_max) {
            series.may_be_known = true;
            continue;
        }
        if (!codes) return codes.error();
        issued(*codes);
        from += static_cast<std::int64_t>(codes->size());
    }
    return request.count;
}

Result<std::optional<Value>> Service::coupon(std::string_view coupon_id) {
    const auto reader = store_->reader();
    const std::string aggregate = std::string(coupon_prefix) + std::string(coupon_id);
    const auto coupon = load_coupon(*reader, aggregate);
    if (!coupon) return coupon.error();
    if (!*coupon) return std::optional<Value>();
    return std::optional(coupon_value(*reader, aggregate, **coupon, clock_()));
}

Result<std::string> Service::coupon_id_of(std::string_view code) const {
    const TypedCode typed = read_code(code);
    if (typed.is_mistyped) return Error{ErrorCode::coupon_mistyped, "/code", "", "a code whose last character fits"};
    return coupon_aggregate(typed.plain).substr(coupon_prefix.size());
}

Result<Value> Service::list_coupons(std::string_view campaign, std::string_view after, std::size_t limit) {
    const auto reader = store_->reader();
    Array coupons;
    std::string last(after.empty() ? "" : std::string(coupon_prefix) + std::string(after));
    std::size_t scanned = 0;
    bool is_end = false;
    while (coupons.size() < limit && scanned < coupons_scanned_per_page && !is_end) {
        const std::vector<std::string> names = store_->aggregates(coupon_prefix, last, limit);
        is_end = names.size() < limit;
        for (const std::string& name : names) {
            if (coupons.size() == limit) break;
            last = name;
            ++scanned;
            const auto coupon = load_coupon(*reader, name);
            if (!coupon) return coupon.error();
            const bool is_wanted = *coupon && (campaign.empty() || (*coupon)->campaign == campaign);
            if (is_wanted) coupons.push_back(coupon_value(*reader, name, **coupon, clock_()));
        }
        is_end = is_end && (names.empty() || last == names.back());
    }
    return Value(
        Object{{"coupons", std::move(coupons)}, {"next", is_end ? Value() : Value(last.substr(coupon_prefix.size()))}});
}

Result<Value> Service::coupons_of(std::string_view member_id) {
    Array coupons;
    const auto member = known_member(*store_, member_id);
    for (const Identity& identity : member ? store_->identities_of_owner(*member) : std::vector<Identity>()) {
        if (identity.kind != "coupon") continue;
        const auto coupon = load_coupon(*store_, identity.aggregate);
        if (!coupon) return coupon.error();
        if (!*coupon) continue;
        Value value = coupon_value(*store_, identity.aggregate, **coupon, clock_());
        value.object()->erase("member");
        coupons.push_back(std::move(value));
    }
    return Value(Object{{"coupons", std::move(coupons)}});
}

}  // namespace laurel
