#pragma once
// The Merkle tree of RFC 6962 section 2.1, kept as its frontier: the roots of the perfect subtrees that the leaves form
// so far, largest first. That is all that appending and the root need: at most 63 hashes for any number of leaves.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/hash.h"

namespace laurel {

Digest merkle_leaf(std::string_view data);                    // SHA-256(0x00 || data)
Digest merkle_node(const Digest& left, const Digest& right);  // SHA-256(0x01 || left || right)

class MerkleFrontier {
   public:
    MerkleFrontier() = default;
    // From what bytes() gave for a tree of this size; nothing when the two do not fit.
    static std::optional<MerkleFrontier> restore(std::int64_t size, std::string_view bytes);

    void append(std::string_view leaf_data);
    std::int64_t size() const { return size_; }
    // Of the empty tree: SHA-256 of nothing.
    Digest root() const;
    // The subtrees' hashes, 32 bytes each.
    std::string bytes() const;

   private:
    std::int64_t size_ = 0;
    std::vector<Digest> subtrees_;
};

}  // namespace laurel
