#pragma once
// Documents for machines, made from the tables that the edge itself runs on.
#include <span>
#include <string>
#include <string_view>

#include "edge/routes/route.h"

namespace laurel {

// OpenAPI 3.1. public_url: the server's address, "" for the address that the document came from.
std::string openapi_document(std::span<const routes::Route* const> routes, std::string_view public_url);

// JSON Schema 2020-12 of a programme.
std::string program_schema_document();

}  // namespace laurel
