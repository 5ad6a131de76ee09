#include "edge/export/export_lines.h"

#include "edge/export/lines.h"
#include "edge/storage/hash.h"
#include "edge/storage/merkle.h"
#include "shared/base/event.h"
#include "shared/base/time.h"

namespace laurel::exports {
namespace {

constexpr std::size_t page_size = 500;

class Exporter {
   public:
    Exporter(EventStore& store, const ExportOptions& options, std::ostream& out)
        : store_(store), options_(options), out_(out) {}

    Result<Exported> run();

   private:
    void write(const std::string& line);
    std::optional<Error> write_events();
    std::optional<Error> write_event(const StoredEvent& stored);
    void write_identities();
    void write_answers();
    void write_settings();
    // Whether to go on after a page.
    bool goes_on() const { return out_.good() && !(options_.stop_requested && options_.stop_requested()); }

    EventStore& store_;
    const ExportOptions& options_;
    std::ostream& out_;
    Sha256 digest_;
    MerkleFrontier tree_;
    Exported exported_;
};

void Exporter::write(const std::string& line) {
    for (const std::string_view piece : {std::string_view(line), std::string_view("\n")}) {
        digest_.update(piece);
        out_ << piece;
    }
}

Result<Exported> Exporter::run() {
    exported_.head = store_.head();
    write(line_of(Header{options_.store, write_instant(options_.exported_at_ms), exported_.head, options_.with_keys}));
    for (const ProgramRow& program : store_.programs()) {
        write(line_of(program));
        ++exported_.counts.programs;
    }
    if (auto error = write_events()) return *error;
    write_identities();
    write_answers();
    if (options_.with_keys) write_settings();
    if (!goes_on()) return exported_;
    write(line_of(Trailer{exported_.counts.events, exported_.head.root, to_hex(digest_.digest())}));
    exported_.is_whole = out_.good();
    return exported_;
}

std::optional<Error> Exporter::write_events() {
    for (bool is_last = false; !is_last && goes_on();) {
        const std::vector<StoredEvent> page = store_.tail(exported_.counts.events, page_size);
        for (const StoredEvent& stored : page)
            if (auto error = write_event(stored)) return error;
        if (options_.progress) options_.progress(exported_.counts.events, exported_.head.size);
        is_last = page.size() < page_size;
    }
    const std::string root = to_hex(tree_.root());
    if (!goes_on() || (tree_.size() == exported_.head.size && root == exported_.head.root)) return std::nullopt;
    return Error{ErrorCode::tree_mismatch, "/root", exported_.head.root, root};
}

std::optional<Error> Exporter::write_event(const StoredEvent& stored) {
    ++exported_.counts.events;
    const std::string where = "event " + std::to_string(exported_.counts.events);
    const auto chained = read_event(stored.bytes);
    if (stored.position != exported_.counts.events || stored.hash != sha256_hex(stored.bytes) || !chained ||
        event_bytes(chained->event, chained->previous_hash) != stored.bytes)
        return Error{ErrorCode::chain_broken, "", where + " is not what was sealed", ""};
    tree_.append(bytes_of(*digest_from_hex(stored.hash)));
    std::optional<PersonalPart> personal;
    if (!chained->event.personal_digest.empty()) personal = store_.personal(stored.aggregate, stored.version);
    if (personal) ++exported_.counts.personal_parts;
    write(line_of(stored, personal));
    return std::nullopt;
}

void Exporter::write_identities() {
    std::string after;
    for (bool is_last = false; !is_last && goes_on();) {
        const std::vector<Identity> page = store_.identities(after, page_size);
        for (const Identity& identity : page) write(line_of(identity));
        exported_.counts.identities += std::ssize(page);
        is_last = page.size() < page_size;
        if (!is_last) after = page.back().aggregate;
    }
}

void Exporter::write_answers() {
    std::string after_key;
    std::string after_principal;
    for (bool is_last = false; !is_last && goes_on();) {
        const std::vector<Idempotency> page = store_.answers(after_key, after_principal, page_size);
        for (const Idempotency& answer : page) write(line_of(answer));
        exported_.counts.answers += std::ssize(page);
        is_last = page.size() < page_size;
        if (is_last) return;
        after_key = page.back().key;
        after_principal = page.back().principal;
    }
}

void Exporter::write_settings() {
    for (auto& [name, value] : store_.settings("")) {
        write(line_of(Setting{name, value}));
        ++exported_.counts.settings;
    }
}

}  // namespace

Result<Exported> export_lines(EventStore& store, const ExportOptions& options, std::ostream& out) {
    return Exporter(store, options, out).run();
}

}  // namespace laurel::exports
