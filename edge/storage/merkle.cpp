#include "edge/storage/merkle.h"

#include <bit>

namespace laurel {

Digest merkle_leaf(std::string_view data) { return sha256({std::string_view("\x00", 1), data}); }

Digest merkle_node(const Digest& left, const Digest& right) {
    return sha256({std::string_view("\x01", 1), bytes_of(left), bytes_of(right)});
}

std::optional<MerkleFrontier> MerkleFrontier::restore(std::int64_t size, std::string_view bytes) {
    constexpr std::size_t width = std::tuple_size_v<Digest>;
    const auto subtrees = static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size)));
    if (size < 0 || bytes.size() != subtrees * width) return std::nullopt;
    MerkleFrontier frontier;
    frontier.size_ = size;
    for (std::size_t i = 0; i < subtrees; ++i) frontier.subtrees_.push_back(digest_of(bytes.substr(i * width, width)));
    return frontier;
}

void MerkleFrontier::append(std::string_view leaf_data) {
    Digest subtree = merkle_leaf(leaf_data);
    // Each trailing 1 bit of the size is a perfect subtree as large as the one in hand: the two become one.
    for (std::int64_t rest = size_; rest % 2 == 1; rest /= 2) {
        subtree = merkle_node(subtrees_.back(), subtree);
        subtrees_.pop_back();
    }
    subtrees_.push_back(subtree);
    ++size_;
}

Digest MerkleFrontier::root() const {
    if (subtrees_.empty()) return sha256("");
    Digest root = subtrees_.back();
    for (std::size_t i = subtrees_.size() - 1; i > 0; --i) root = merkle_node(subtrees_[i - 1], root);
    return root;
}

std::string MerkleFrontier::bytes() const {
    std::string bytes;
    for (const Digest& subtree : subtrees_) bytes += bytes_of(subtree);
    return bytes;
}

}  // namespace laurel
