#include "edge/storage/hash.h"

#include <doctest/doctest.h>

namespace laurel {

TEST_CASE("SHA-256 gives the digests of FIPS 180-2") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(to_hex(sha256({"a", "", "bc"})) == sha256_hex("abc"));
}

TEST_CASE("HMAC-SHA256 gives the digests of RFC 4231") {
    CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(to_hex(hmac_sha256("", "")) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("hex is lowercase, and nothing else is read as hex") {
    CHECK(to_hex(std::string_view("\x00\x7f\xff", 3)) == "007fff");
    CHECK(from_hex("007fff") == std::string("\x00\x7f\xff", 3));
    CHECK(from_hex("") == "");
    for (const char* bad : {"0", "0g", "FF", "0x", " 0", "00 "}) {
        CAPTURE(bad);
        CHECK_FALSE(from_hex(bad));
    }
    CHECK(digest_from_hex(sha256_hex("abc")) == sha256("abc"));
    CHECK_FALSE(digest_from_hex("00"));
    CHECK_FALSE(digest_from_hex(std::string(64, 'g')));
}

TEST_CASE("a hash of pieces is that of the whole, at any time") {
    Sha256 hash;
    CHECK(hash.digest() == sha256(""));
    hash.update("ab");
    CHECK(hash.digest() == sha256("ab"));
    hash.update("c");
    CHECK(hash.digest() == sha256("abc"));
}

}  // namespace laurel
