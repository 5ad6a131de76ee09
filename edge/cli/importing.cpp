#include "edge/cli/importing.h"

#include <fstream>

namespace laurel::cli {

InputFile opened(Session& session, Result<InputFile> file) {
    if (!file && file.error().path == "/encoding") session.refuse("--encoding", file.error());
    if (!file) session.fail(failed, "can't read " + file.error().found, "needed: " + file.error().allowed);
    return std::move(*file);
}

void check_report(Session& session, const std::string& path) {
    if (!std::ofstream(path, std::ios::binary | std::ios::app))
        session.fail(failed, "can't write " + path, "say another place with --report; nothing was imported");
}

void write_report(Session& session, const std::string& path,
                  const std::function<void(const WritePiece&)>& write_pieces) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    write_pieces([&](std::string_view piece) { file << piece; });
    if (!file.flush())
        session.fail(failed, "can't write " + path,
                     "the answer above stands; say another place with --report and run it again");
}

void add_encoding_option(CLI::App& verb, std::string& encoding) {
    verb.add_option("--encoding", encoding,
                    "Such as UTF-8, GB18030 or windows-1252; found out when left out: UTF-8, else GB18030");
}

}  // namespace laurel::cli
