// The part of Service that has to do with programmes.
#include <algorithm>

#include "edge/errors.h"
#include "edge/lunar_calendar.h"
#include "edge/random.h"
#include "edge/service.h"
#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "edge/timezone.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

constexpr std::string_view program_aggregate = "program/main";
constexpr std::int64_t programs_check_every_ms = 1000;
constexpr std::string_view signing_key_name = "signing_key";

// Offsets before 1970 matter to nobody's points; the system's tables end in 2037.
constexpr std::int64_t zone_from_ms = 0;
constexpr std::int64_t zone_until_ms = instant_ms_max;

Value zone_to_value(const Zone& zone) {
    Array transitions;
    for (const Transition& transition : zone.transitions) {
        transitions.push_back(Object{{"at_s", transition.at_ms / second_ms}, {"offset_s", transition.offset_s}});
    }
    return Object{{"initial_offset_s", zone.initial_offset_s}, {"transitions", std::move(transitions)}};
}

Result<Value> with_zone(Value document) {
    auto zone = zone_of(document.string_at("time_zone"), zone_from_ms, zone_until_ms);
    if (!zone) return Error{zone.error().code, "/time_zone", zone.error().found, zone.error().allowed};
    if (Object* object = document.object()) object->set("zone", zone_to_value(*zone));
    return document;
}

Result<std::string> signing_seed(EventStore& store) {
    if (auto seed = store.setting(signing_key_name)) return *seed;
    const std::string seed = random_bytes(32);
    if (!store.set_setting(signing_key_name, seed)) return Error{ErrorCode::storage_failed, "", "", ""};
    return seed;
}

std::string public_hash(const Value& document) { return sha256_hex(write_json(public_part(document, program_shape))); }

// What anybody may see of a programme, signed by the store's key. The signature is over the canonical JSON of the other
// members.
std::string projection_of(const Value& document, const ProgramRow& row, std::string_view private_salt,
                          const std::string& seed) {
    Object projection{
        {"version", row.version},
        {"in_force_from_at", write_instant(row.in_force_from_ms)},
        {"published_at", write_instant(row.published_at_ms)},
        {"program", public_part(document, program_shape)},
        {"hash", public_hash(document)},
        {"private_hash", sha256_hex(std::string(private_salt) + write_json(private_part(document, program_shape)))},
        {"key", "ed25519:" + base64url_encode(ed25519_public_key(seed))}};
    projection.set("signature", base64url_encode(ed25519_sign(seed, write_json(projection))));
    return write_json(projection);
}

Result<std::shared_ptr<const PublishedProgram>> published(ProgramRow row) {
    auto document = read_json(row.document);
    if (!document) return document.error();
    auto program = read_program(*document, row.version);
    if (!program) return program.error();
    std::string hash = public_hash(*document);
    return std::make_shared<const PublishedProgram>(
        PublishedProgram{std::move(*program), std::move(row), std::move(hash)});
}

}  // namespace

std::shared_ptr<const PublishedProgram> in_force_at(const ProgramVersions& versions, std::int64_t instant_ms) {
    const auto found = std::find_if(versions.rbegin(), versions.rend(),
                                    [&](const auto& version) { return version->row.in_force_from_ms <= instant_ms; });
    return found == versions.rend() ? nullptr : *found;
}

Result<bool> Service::load_programs() {
    ProgramVersions programs;
    for (ProgramRow& row : store_->programs()) {
        auto program = published(std::move(row));
        if (!program) return program.error();
        programs.push_back(std::move(*program));
    }
    const std::lock_guard lock(programs_mutex_);
    programs_ = std::move(programs);
    return true;
}

// The command line may have published while this process serves; one row tells.
void Service::refresh_programs() {
    const std::int64_t now_ms = clock_();
    {
        const std::lock_guard lock(programs_mutex_);
        if (now_ms >= programs_checked_at_ms_ && now_ms - programs_checked_at_ms_ < programs_check_every_ms) return;
        programs_checked_at_ms_ = now_ms;
    }
    const auto row = store_->read(program_aggregate);
    const std::int64_t newest = row ? row->version : 0;
    {
        const std::lock_guard lock(programs_mutex_);
        if (newest == static_cast<std::int64_t>(programs_.size())) return;
    }
    // What can't be read stays out of force; the next opening of the store says why.
    static_cast<void>(load_programs());
}

std::shared_ptr<const PublishedProgram> Service::program_at(std::int64_t instant_ms) {
    refresh_programs();
    const std::lock_guard lock(programs_mutex_);
    return in_force_at(programs_, instant_ms);
}

std::shared_ptr<const PublishedProgram> Service::newest_program() {
    refresh_programs();
    const std::lock_guard lock(programs_mutex_);
    return programs_.empty() ? nullptr : programs_.back();
}

ProgramVersions Service::programs() {
    refresh_programs();
    const std::lock_guard lock(programs_mutex_);
    return programs_;
}

Result<Value> Service::embedded(const Value& document, std::int64_t calendar_from_ms) {
    if (const Errors errors = check_program(document); !errors.empty()) return errors.front();
    const std::string_view currency = document.string_at("currency");
    const auto newest = newest_program();
    if (newest && newest->program.loyalty.currency != currency) {
        return Error{ErrorCode::currency_mismatch, "/currency", std::string(currency),
                     newest->program.loyalty.currency + ", as the store's ledger; another currency is another store"};
    }
    return with_zone(with_lunar_years(document, calendar_from_ms));
}

Result<Program> Service::draft(const Value& document, std::int64_t from_ms) {
    const auto whole = embedded(document, from_ms);
    if (!whole) return whole.error();
    const auto newest = newest_program();
    return read_program(*whole, newest ? newest->row.version + 1 : 1);
}

Result<Answer> Service::roll_back(const Writer& writer, std::int64_t version,
                                  std::optional<std::int64_t> in_force_from_ms) {
    const auto all = programs();
    const auto count = static_cast<std::int64_t>(all.size());
    if (version < 1 || version > count) {
        return Error{ErrorCode::value_not_allowed, "/version", std::to_string(version),
                     count == 0 ? "none: nothing is published" : "1 to " + std::to_string(count)};
    }
    Value document = read_json(all[static_cast<std::size_t>(version - 1)]->row.document).value();
    return publish(writer, document, in_force_from_ms);
}

Result<Answer> Service::publish(const Writer& writer, const Value& draft,
                                std::optional<std::int64_t> in_force_from_ms) {
    if (!writer.idempotency_key.empty()) {
        if (auto kept = store_->answered(writer.principal, writer.idempotency_key)) return replayed(*kept, writer);
    }
    const auto document = embedded(draft, clock_());
    if (!document) return document.error();
    const auto seed = signing_seed(*store_);
    if (!seed) return seed.error();

    const auto newest = newest_program();
    const std::int64_t now_ms = clock_();
    if (newest && in_force_from_ms && *in_force_from_ms < now_ms) {
        return Error{ErrorCode::value_not_allowed, "/in_force_from_at", write_instant(*in_force_from_ms),
                     "now or later: orders judged by an earlier version stay judged"};
    }
    ProgramRow row{.version = newest ? newest->row.version + 1 : 1,
                   .in_force_from_ms = in_force_from_ms.value_or(newest ? now_ms : instant_ms_min),
                   .published_at_ms = now_ms,
                   .author = writer.author,
                   .document = write_json(*document)};
    row.projection = projection_of(*document, row, pseudonym("program_salt", "", row.document), *seed);
    return append_program(writer, std::move(row), public_hash(*document));
}

Result<Answer> Service::append_program(const Writer& writer, ProgramRow row, const std::string& hash) {
    UnitOfWork unit(*store_);
    Event event{
        .aggregate = std::string(program_aggregate),
        .kind = "program_published",
        .effective_at_ms = row.published_at_ms,
        .recorded_at_ms = row.published_at_ms,
        .program_version = row.version,
        .author = writer.author,
        .data = Object{
            {"document_hash", sha256_hex(row.document)}, {"hash", hash}, {"in_force_from_ms", row.in_force_from_ms}}};
    if (auto added = unit.add(std::move(event)); !added) return added.error();
    Answer answer{
        .status = 201,
        .body = write_json(Object{
            {"hash", hash}, {"in_force_from_at", write_instant(row.in_force_from_ms)}, {"version", row.version}})};
    Batch batch = unit.take_batch();
    if (!writer.idempotency_key.empty()) {
        batch.idempotency =
            Idempotency{writer.principal,   writer.idempotency_key, writer.body_hash, answer.status, answer.body, {},
                        row.published_at_ms};
    }
    const AppendOutcome outcome = store_->publish(std::move(batch), std::move(row));
    if (outcome.status == AppendStatus::conflict) return Error{ErrorCode::program_version_stale, "", "", ""};
    if (auto error = append_error(outcome)) return *error;
    if (outcome.status == AppendStatus::already_done) {
        return Answer{.status = outcome.answer_status, .body = outcome.answer, .replayed = true};
    }
    answer.position = outcome.position;
    if (auto loaded = load_programs(); !loaded) return loaded.error();
    return answer;
}

}  // namespace laurel
