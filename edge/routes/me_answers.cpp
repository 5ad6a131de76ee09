#include "edge/routes/me_answers.h"

#include <algorithm>
#include <functional>

#include "edge/routes/me.h"
#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"

namespace laurel::routes {
namespace {

constexpr std::size_t answers_per_shard_max = 256;
constexpr std::size_t kept_bytes_max = 16 * 1024;
constexpr std::int64_t unchecked_ms_max = 25;

// The first instant after now_ms at which a lot or a hold changes what the balance says.
std::int64_t next_change_ms(const loyalty::MemberState& state, std::int64_t now_ms, std::int64_t soon_ms) {
    std::int64_t next_ms = instant_ms_max;
    const auto consider = [&](std::int64_t at_ms) {
        if (at_ms > now_ms) next_ms = std::min(next_ms, at_ms);
    };
    for (const loyalty::Lot& lot : state.lots) {
        consider(lot.available_at_ms);
        consider(lot.expires_at_ms - soon_ms);
        consider(lot.expires_at_ms);
    }
    for (const loyalty::Hold& hold : state.holds) consider(hold.times_out_at_ms);
    return next_ms;
}

// All that the body says but now_at: points expire and holds time out without an event, so the version alone would call
// a stale balance fresh.
std::string etag_of(std::int64_t epoch, const Value& body) {
    std::string tag = "\"" + std::to_string(epoch);
    for (std::string_view name : {"version", "program_version", "available", "pending", "reserved", "expiring_soon"}) {
        tag.append(1, '-').append(std::to_string(body.integer_at(name)));
    }
    return tag + "\"";
}

std::int64_t version_of(const PublishedProgram* program) { return program == nullptr ? 0 : program->row.version; }

std::shared_ptr<MeAnswers::Answer> make_answer(Service& service, const MemberRecord& record,
                                               const PublishedProgram* program, std::int64_t now_ms) {
    const Value body = member_answer(record, program, now_ms);
    const std::string text = write_json(body);
    // Inside a string a quote would stand behind a backslash, so this is the member's own name.
    constexpr std::string_view name = "\"now_at\":";
    const std::size_t start = text.find(name) + name.size();
    const std::size_t end = text.find(',', start);
    auto answer = std::make_shared<MeAnswers::Answer>();
    answer->etag = etag_of(service.store().head().epoch, body);
    answer->before_time = text.substr(0, start);
    answer->after_time = text.substr(end);
    answer->aggregate = record.aggregate;
    answer->version = record.state.version;
    answer->program_version = version_of(program);
    answer->until_ms = next_change_ms(record.state, now_ms, expiring_soon_ms(program));
    return answer;
}

// Whether the member still is what the answer says, though other events were written meanwhile.
bool is_unchanged(Service& service, const MeAnswers::Answer& answer) {
    if (answer.aggregate.empty()) return false;
    const auto row = service.store().read(answer.aggregate);
    return row && row->version == answer.version;
}

bool is_fresh(const MeAnswers::Answer& answer, std::uint64_t changes, std::int64_t now_ms) {
    const std::int64_t age_ms = now_ms - answer.checked.at_ms;
    return answer.checked.changes == changes && age_ms >= 0 && age_ms < unchecked_ms_max;
}

void set_checked(const MeAnswers::Answer& answer, std::int64_t events, std::uint64_t changes, std::int64_t now_ms) {
    answer.checked.events = events;
    answer.checked.at_ms = now_ms;
    answer.checked.changes = changes;
}

}  // namespace

std::string MeAnswers::Answer::body(std::int64_t now_ms) const {
    const std::string now = write_instant(now_ms);
    std::string text;
    text.reserve(before_time.size() + now.size() + 2 + after_time.size());
    return text.append(before_time).append(1, '"').append(now).append(1, '"').append(after_time);
}

MeAnswers::Shard& MeAnswers::shard_of(const std::string& name) {
    return shards_[std::hash<std::string>{}(name) % shards_.size()];
}

Result<std::shared_ptr<const MeAnswers::Answer>> MeAnswers::find(Service& service, const std::string& member_id,
                                                                 std::int64_t now_ms) {
    const std::uint64_t changes = changes_;
    const auto program = service.program_at(now_ms);
    const std::string name = service.store_id() + "/" + member_id;
    Shard& shard = shard_of(name);
    std::shared_ptr<const Answer> kept;
    {
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.answers.find(name);
        if (found != shard.answers.end()) kept = found->second;
    }
    const bool is_usable = kept && now_ms < kept->until_ms && kept->program_version == version_of(program.get());
    if (is_usable && is_fresh(*kept, changes, now_ms)) return kept;
    // Counted before the member is read: what is written from here on makes the answer be looked at again.
    const std::int64_t events = service.store().counts().events;
    if (is_usable && (kept->checked.events == events || is_unchanged(service, *kept))) {
        set_checked(*kept, events, changes, now_ms);
        return kept;
    }
    const auto record = service.member(member_id);
    if (!record) return record.error();
    const auto made = make_answer(service, *record, program.get(), now_ms);
    set_checked(*made, events, changes, now_ms);
    const std::lock_guard lock(shard.mutex);
    shard.answers.erase(name);
    if (shard.answers.size() >= answers_per_shard_max) shard.answers.clear();
    if (made->after_time.size() <= kept_bytes_max) shard.answers.emplace(name, made);
    return std::shared_ptr<const Answer>(made);
}

}  // namespace laurel::routes
