#pragma once
// The command line in this process: arguments go in as somebody types them, with a clock of the test's own and a folder
// that ends with it.
#include <string>
#include <string_view>
#include <vector>

#include "edge/cli/cli.h"
#include "shared/base/value.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;

    Value json_of() const;  // out, which must be one JSON document
};

// Words as a shell sees them: apart at spaces, but not between single quotes.
std::vector<std::string> words_of(std::string_view line);

class CommandLine {
   public:
    CommandLine();

    // "laurel" and the line, in which {folder} stands for a folder for the test's files; the stores are in
    // {folder}/data, as --data is left out.
    Ran run(std::string_view line, std::string_view in = "");

    std::string path(const std::string& name) const { return folder_.file(name.c_str()); }
    void write(const std::string& name, const std::string& text) const;
    // Every byte of every file in the data folder, and the files' names.
    std::string data_bytes() const;
    // A store "shop" whose plain programme is a point a pound, spendable after 14 days.
    void make_store();
    // Orders of ada's and bo's, from a file.
    void import_orders();

    std::int64_t now_ms;
    bool is_stopping = false;  // SIGTERM has come: servers end at once, an import where it is

   private:
    TemporaryFolder folder_;
};

struct Scenario {
    const char* line;
    int code = cli::done;
    std::vector<const char*> out;  // what must be in the answer
    std::vector<const char*> err;  // what must be said beside it
    const char* in = "";
    std::vector<const char*> never;  // what must be in neither
};

// Runs each, one after the other, and holds it to what every command promises: bad news and mistakes end with another
// code than 0, mistakes are told on err alone, --json gives one JSON document, and nothing speaks of requests over
// HTTP.
void check_scenarios(CommandLine& laurel, const std::vector<Scenario>& scenarios);

}  // namespace laurel
