#pragma once
// The page's files, read once: nothing that a client sends is ever a path on the disk.
#include <map>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace laurel::routes {

struct File {
    std::string bytes;
    std::string brotli;  // of the same, where a "<name>.br" lies beside it; else ""
    std::string etag;
    std::string_view media_type;
};

class Files {
   public:
    // All files below the directory whose kind is known, by their path relative to it. Error: storage_failed.
    static Result<Files> read(const std::string& directory);

    // nullptr when there is none.
    const File* find(std::string_view path) const;

   private:
    std::map<std::string, File, std::less<>> files_;
};

}  // namespace laurel::routes
