#include "edge/routes/files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "edge/routes/environment.h"
#include "edge/routes/groups.h"
#include "edge/storage/hash.h"

namespace laurel::routes {
namespace {

constexpr std::int64_t file_cache_s = 300;
constexpr std::string_view brotli_suffix = ".br";

constexpr std::pair<std::string_view, std::string_view> media_types[] = {
    {".css", "text/css; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".json", "application/json"},
    {".map", "application/json"},        {".ts", "text/plain; charset=utf-8"},      {".wasm", "application/wasm"},
};

std::string_view media_type_of(std::string_view name) {
    const auto type = std::find_if(std::begin(media_types), std::end(media_types),
                                   [name](const auto& row) { return name.ends_with(row.first); });
    return type == std::end(media_types) ? std::string_view() : type->second;
}

std::string bytes_of_file(const std::filesystem::path& path) {
    std::ifstream input(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

bool accepts_brotli(std::string_view accepted) {
    const std::size_t place = accepted.find("br");
    return place != std::string_view::npos && !accepted.substr(place).starts_with("br;q=0");
}

// To any page of any origin: a shop's page loads these across origins where the edge is not behind its proxy.
Errors send_file(Call& call, http::Response& response) {
    const File* file = call.environment.files.find(call.parameters[0]);
    if (file == nullptr) return {{ErrorCode::route_unknown, {}, {}, {}}};
    set_public(response, file_cache_s);
    response.set_field("Vary", "Accept-Encoding");
    response.set_field("Access-Control-Allow-Origin", "*");
    response.set_field("Cross-Origin-Resource-Policy", "cross-origin");
    const bool is_brotli = !file->brotli.empty() && accepts_brotli(call.request.field("accept-encoding"));
    if (is_not_modified(call.request, is_brotli ? "\"br-" + file->etag + "\"" : "\"" + file->etag + "\"", response))
        return {};
    response.content_type = file->media_type;
    response.body = is_brotli ? file->brotli : file->bytes;
    if (is_brotli) response.set_field("Content-Encoding", "br");
    return {};
}

const Route rows[] = {
    {.method = "GET",
     .pattern = "/e/1/{file...}",
     .access = Access::anyone,
     .operation = "getFile",
     .summary = "A file of the page's kit: laurel.js, laurel.css, core.wasm and what they load.",
     .media_type = "application/octet-stream",
     .handle = send_file},
};

}  // namespace

Result<Files> Files::read(const std::string& directory) {
    Files files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, failure)) {
        const std::string name = std::filesystem::relative(entry.path(), directory).generic_string();
        const std::string_view media_type = media_type_of(name);
        if (!entry.is_regular_file() || media_type.empty()) continue;
        File file{.bytes = bytes_of_file(entry.path()), .media_type = media_type};
        file.brotli = bytes_of_file(entry.path().string() + std::string(brotli_suffix));
        file.etag = sha256_hex(file.bytes).substr(0, 32);
        files.files_.emplace(name, std::move(file));
    }
    if (failure)
        return Error{
            ErrorCode::storage_failed, {}, directory + ": " + failure.message(), "a directory that can be read"};
    return files;
}

const File* Files::find(std::string_view path) const {
    const auto file = files_.find(path);
    return file == files_.end() ? nullptr : &file->second;
}

std::span<const Route> file_routes() { return rows; }

}  // namespace laurel::routes
