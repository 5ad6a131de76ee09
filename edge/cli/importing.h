#pragma once
// What the verbs that import files share.
#include <functional>
#include <string>
#include <string_view>

#include "edge/cli/command.h"
#include "edge/integrations/input_file.h"

namespace laurel::cli {

// The file; or ends the verb with why it could not be opened.
InputFile opened(Session& session, Result<InputFile> file);

// Ends the verb when the report can't be written there: before the work, not after it. What is there already stays
// until then.
void check_report(Session& session, const std::string& path);

// Writes the report: write_pieces hands over pieces of it.
using WritePiece = std::function<void(std::string_view)>;
void write_report(Session& session, const std::string& path,
                  const std::function<void(const WritePiece&)>& write_pieces);

// --encoding, with what it takes.
void add_encoding_option(CLI::App& verb, std::string& encoding);

}  // namespace laurel::cli
