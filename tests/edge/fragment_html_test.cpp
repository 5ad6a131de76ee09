#include "edge/fragment_html.h"

#include <doctest/doctest.h>

namespace laurel {
namespace {

TEST_CASE("a tree becomes its markup") {
    view::Node node(view::Tag::section, "laurel-status");
    node.child(view::Node(view::Tag::h2).text("Points")).text("and ").child(view::Node(view::Tag::strong).text("more"));
    CHECK(to_html(node) == "<section class=\"laurel-status\"><h2>Points</h2>and <strong>more</strong></section>");
}

TEST_CASE("text and attributes stay text and attributes, whatever they hold") {
    view::Node node(view::Tag::p);
    node.attribute("title", "\"><script>alert('1')</script>&");
    node.text("</p><img src=x onerror=alert(1)>&amp;");
    CHECK(to_html(node) ==
          "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;\">"
          "&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;</p>");
}

}  // namespace
}  // namespace laurel
