#pragma once
// Which calls a module answers: page.cpp and full.cpp each link the ones they name, and no others.
#include "shared/wire/call.h"

laurel::wire::Loaded load_bytes(std::string_view bytes);
std::string reply_to(const laurel::wire::Loaded* program, const laurel::wire::Loaded* states, std::string_view request);
