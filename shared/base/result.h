#pragma once
// A value, or the error that stands in its place. value() and error() may only be called on the side that is there.
#include <cstdlib>
#include <utility>
#include <variant>

#include "shared/base/error.h"

namespace laurel {

template <class T>
class [[nodiscard]] Result {
   public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& { return *checked(std::get_if<0>(&content_)); }
    T& value() & { return *checked(std::get_if<0>(&content_)); }
    T&& value() && { return std::move(*checked(std::get_if<0>(&content_))); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    const Error& error() const { return *checked(std::get_if<1>(&content_)); }

   private:
    template <class Side>
    static Side* checked(Side* side) {
        if (side == nullptr) std::abort();
        return side;
    }
    std::variant<T, Error> content_;
};

}  // namespace laurel
