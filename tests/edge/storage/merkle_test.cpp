#include "edge/storage/merkle.h"

#include <doctest/doctest.h>

namespace laurel {
namespace {

// RFC 6962 section 2.1, word for word.
Digest tree_hash(const std::vector<std::string>& leaves, std::size_t begin, std::size_t end) {
    if (begin == end) return sha256("");
    if (end - begin == 1) return merkle_leaf(leaves[begin]);
    std::size_t split = 1;
    while (split * 2 < end - begin) split *= 2;
    return merkle_node(tree_hash(leaves, begin, begin + split), tree_hash(leaves, begin + split, end));
}

}  // namespace

TEST_CASE("the tree has the roots of the Certificate Transparency test vectors") {
    struct Row {
        const char* leaf;
        const char* root_with_it;
    };
    const Row rows[] = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    MerkleFrontier tree;
    CHECK(to_hex(tree.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (const Row& row : rows) {
        tree.append(*from_hex(row.leaf));
        CAPTURE(tree.size());
        CHECK(to_hex(tree.root()) == row.root_with_it);
    }
}

TEST_CASE("the frontier's root is the whole tree's at every size, also when it is stored and restored in between") {
    std::vector<std::string> leaves;
    MerkleFrontier tree;
    for (int i = 0; i < 300; ++i) {
        leaves.push_back(sha256_hex(std::to_string(i)));
        tree.append(leaves.back());
        const auto restored = MerkleFrontier::restore(tree.size(), tree.bytes());
        REQUIRE(restored);
        tree = *restored;
        CAPTURE(i);
        REQUIRE(tree.root() == tree_hash(leaves, 0, leaves.size()));
    }
}

TEST_CASE("a frontier that does not fit its size is not restored") {
    MerkleFrontier tree;
    for (const char* leaf : {"a", "b", "c"}) tree.append(leaf);
    CHECK_FALSE(MerkleFrontier::restore(4, tree.bytes()));
    CHECK_FALSE(MerkleFrontier::restore(3, tree.bytes().substr(1)));
    CHECK_FALSE(MerkleFrontier::restore(-1, ""));
    CHECK(MerkleFrontier::restore(0, ""));
}

}  // namespace laurel
