#include "edge/back_test/past.h"

#include <algorithm>

#include "edge/back_test/replay.h"
#include "edge/integrations/temporary_database.h"
#include "shared/base/time.h"
#include "shared/loyalty/events.h"

namespace laurel::back_test {

using sqlite::execute;
using sqlite::Query;

namespace {

constexpr std::size_t events_per_read = 1000;

constexpr char schema[] = R"sql(
CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE owner (aggregate TEXT PRIMARY KEY, member INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE step (
    member      INTEGER NOT NULL,
    recorded_ms INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    position    INTEGER NOT NULL
) STRICT;
)sql";

}  // namespace

Past::Past(EventStore& store, std::int64_t until_ms)
    : store_(store),
      until_ms_(until_ms),
      database_(open_temporary_database(schema)),
      first_at_ms_(instant_ms_max),
      last_at_ms_(instant_ms_min) {}

Result<bool> Past::read(const GoOn& go_on) {
    const std::int64_t size = store_.head().size;
    for (std::int64_t position = 0; position < size;) {
        for (const StoredEvent& stored : store_.tail(position, events_per_read)) {
            position = stored.position;
            if (position > size) break;
            const auto chained = read_event(stored.bytes);
            if (!chained) return chained.error();
            if (chained->event.effective_at_ms < until_ms_) add(chained->event, position);
        }
        if (!go_on(std::min(position, size), size)) return false;
    }
    return true;
}

// Most aggregates are a member's for ever, as their first event says; a member's own names itself.
void Past::add(const Event& event, std::int64_t position) {
    if (follows_from_others(event)) return;
    if (!begins_with_command(event)) {
        ++left_out_[event.kind];
        return;
    }
    const bool is_members_own = event.aggregate.starts_with("member/");
    const std::string_view member = is_members_own ? event.aggregate : event.data.string_at("member");
    if (event.version == 1 && member.empty()) return;  // a guest's order
    if (!member.empty()) {
        execute(database_, "INSERT OR IGNORE INTO member (name) VALUES (?1)", member);
        execute(database_, "INSERT OR IGNORE INTO owner SELECT ?1, id FROM member WHERE name = ?2",
                std::string_view(event.aggregate), member);
    }
    // In one commit of an import events stand by aggregate, so their time decides and not their place alone.
    execute(database_, "INSERT INTO step SELECT member, ?1, ?2, ?3 FROM owner WHERE aggregate = ?4",
            event.recorded_at_ms, event.effective_at_ms, position, std::string_view(event.aggregate));
    first_at_ms_ = std::min(first_at_ms_, event.effective_at_ms);
    last_at_ms_ = std::max(last_at_ms_, event.effective_at_ms);
}

std::int64_t Past::members() {
    Query query(database_, "SELECT count(*) FROM member");
    return query.step() ? query.integer(0) : 0;
}

void Past::walk(const std::function<bool(const std::string&, const std::vector<std::int64_t>&)>& visit) {
    Query query(database_,
                "SELECT m.name, s.position FROM step s JOIN member m ON m.id = s.member "
                "ORDER BY s.member, s.recorded_ms, s.at_ms, s.position");
    std::string member;
    std::vector<std::int64_t> positions;
    while (query.step()) {
        if (query.bytes(0) != member) {
            if (!positions.empty() && !visit(member, positions)) return;
            member = query.string(0);
            positions.clear();
        }
        positions.push_back(query.integer(1));
    }
    if (!positions.empty()) visit(member, positions);
}

Result<Event> Past::event_at(std::int64_t position) {
    const std::vector<StoredEvent> page = store_.tail(position - 1, 1);
    if (page.empty() || page.front().position != position) throw StorageFailure("an event of the log is gone");
    auto chained = read_event(page.front().bytes);
    if (!chained) return chained.error();
    return std::move(chained->event);
}

}  // namespace laurel::back_test
