#include <doctest/doctest.h>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("serve says where it serves what, and ends with 0 when it is asked to stop") {
    CommandLine laurel;
    laurel.make_store();
    laurel.is_stopping = true;
    check_scenarios(laurel, {{.line = "serve --listen 127.0.0.1:0",
                              .err = {"laurel: serving shop at http://127.0.0.1:", "Ctrl-C stops", "laurel: stopped"}},
                             {.line = "serve --listen 127.0.0.1:0 --json",
                              .out = {R"({"address":"http://127.0.0.1:)", R"("stores":["shop"]})"},
                              .err = {"laurel: stopped"}}});
    const Ran ran = laurel.run("serve --listen 127.0.0.1:0");
    CHECK(ran.out.empty());
}

TEST_CASE("serve says what it can't serve, and listens to nobody until all is well") {
    CommandLine laurel;
    laurel.is_stopping = true;
    check_scenarios(laurel, {{.line = "serve", .code = cli::failed, .err = {"there is no folder", "laurel init"}}});
    laurel.make_store();
    for (const char* address :
         {"foo", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:http", "127.0.0.1:-1", ":8080", ":"}) {
        const std::string line = std::string("serve --listen ") + address;
        check_scenarios(
            laurel,
            {{.line = line.c_str(), .code = cli::usage, .err = {"no address to listen on", "like 127.0.0.1:8080"}}});
    }
    check_scenarios(
        laurel,
        {{.line = "serve --listen 203.0.113.1:0",
          .code = cli::failed,
          .err = {"203.0.113.1:0", "needed: a free port of an address of this machine"}},
         {.line = "serve --listen 127.0.0.1:0 --files {folder}none",
          .code = cli::failed,
          .err = {"none: No such file"}},
         {.line = "serve --listen 127.0.0.1:0 --threads 0", .code = cli::usage, .err = {"--threads", "1 to 1024"}}});
}

}  // namespace
}  // namespace laurel
