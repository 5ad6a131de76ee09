#include "edge/integrations/refusal.h"

#include "edge/errors.h"

namespace laurel {

bool is_fatal(const Error& error) {
    switch (error.code) {
        case ErrorCode::storage_failed:
        case ErrorCode::storage_full:
        case ErrorCode::state_unreadable:
        case ErrorCode::version_conflict:
        case ErrorCode::overloaded:
        case ErrorCode::internal_error:
            return true;
        default:
            return false;
    }
}

std::string refusal_of(const Error& error) {
    std::string sentence(text_of(error.code).title);
    const std::string message = message_of(error);
    if (!message.empty()) sentence += " (" + message + ")";
    return sentence;
}

}  // namespace laurel
