#include "shared/view/tree.h"

#include <doctest/doctest.h>

using namespace laurel;
using namespace laurel::view;

namespace {

std::string json_of(const Node& node) { return node.to_json(); }

}  // namespace

TEST_CASE("a node is its tag, key, attributes and children; what is empty is left out") {
    CHECK(json_of(Node(Tag::p)) == R"({"tag":"p"})");
    Node list(Tag::ul, "points");
    Node item(Tag::li);
    item.key("7").text("Earned ").child(std::move(Node(Tag::strong).text("+12")));
    list.child(std::move(item)).text("");
    CHECK(json_of(list) ==
          R"({"attributes":{"class":"points"},"children":[{"children":["Earned ",{"children":["+12"],"tag":"strong"}],)"
          R"("key":"7","tag":"li"}],"tag":"ul"})");
}

TEST_CASE("every tag has the name of its element") {
    CHECK(name_of(Tag::section) == "section");
    CHECK(name_of(Tag::h3) == "h3");
    CHECK(name_of(Tag::output) == "output");
    CHECK(name_of(Tag::div) == "div");
}

TEST_CASE("an attribute off the allow-list can't be set") {
    Node node(Tag::p);
    for (const char* name : {"onclick", "style", "srcdoc", "src", "ONCLICK", "Class", "aria-live ", "", "formaction"}) {
        node.attribute(name, "alert(1)");
    }
    CHECK(node.attributes().empty());
}

TEST_CASE("setting an attribute again replaces it") {
    Node node(Tag::p, "first");
    node.attribute("class", "second");
    CHECK(json_of(node) == R"({"attributes":{"class":"second"},"tag":"p"})");
}

TEST_CASE("a link has a scheme of the allow-list or none") {
    struct Row {
        const char* href;
        bool allowed;
    };
    const Row rows[] = {
        {"https://shop.example/a?b=c:d#e", true},
        {"HTTP://shop.example", true},
        {"mailto:help@shop.example", true},
        {"/account", true},
        {"account?next=javascript:alert(1)", true},
        {"#points", true},
        {"", true},
        {"javascript:alert(1)", false},
        {"JavaScript:alert(1)", false},
        {" javascript:alert(1)", false},
        {"java\nscript:alert(1)", false},
        {"java\tscript:alert(1)", false},
        {"\x01javascript:alert(1)", false},
        {"data:text/html,x", false},
        {"vbscript:x", false},
        {"https2:x", false},
        {":x", false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.href);
        Node link(Tag::a);
        link.attribute("href", row.href);
        CHECK(link.attributes().size() == (row.allowed ? 1 : 0));
    }
}

TEST_CASE("a refused link leaves the one that was there") {
    Node link(Tag::a);
    link.attribute("href", "/account").attribute("href", "javascript:alert(1)");
    CHECK(json_of(link) == R"({"attributes":{"href":"/account"},"tag":"a"})");
}

TEST_CASE("text is only ever text") {
    Node node(Tag::p);
    node.text("<img src=x onerror=alert(1)>");
    CHECK(json_of(node) == R"({"children":["<img src=x onerror=alert(1)>"],"tag":"p"})");
}
