#pragma once
// The verbs under `laurel program`, a file each, and what they share.
#include <string>

#include "edge/cli/command.h"

namespace laurel::cli {

// Each adds its verb.
void add_program_back_test(CLI::App& program, Session& session);
void add_program_diff(CLI::App& program, Session& session);
void add_program_starters(CLI::App& program, Session& session);
void add_program_try(CLI::App& program, Session& session);
void add_program_versions(CLI::App& program, Session& session);

// A line for each thing that does not fit in the file, or {"errors": [...]} with --json; ends the verb.
[[noreturn]] void fail_unfit(Session& session, const std::string& file, const Errors& errors);
// The file's JSON.
Value read_document(Session& session, const std::string& file);
// The same of a programme that can be published.
Value fitting_document(Session& session, const std::string& file);
// What publishing the file would put in force, with a calendar that reaches back to the instant.
Program read_draft(Session& session, const std::string& file, std::int64_t from_ms);

// What --in-force-from says; nothing for "".
std::optional<std::int64_t> in_force_from(Session& session, const std::string& text);
// The answer of a publishing, and a further sentence.
void print_published(Session& session, const Result<Answer>& answer, const std::string& sentence = {});

}  // namespace laurel::cli
