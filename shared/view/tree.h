#pragma once
// What a widget shows, as a tree of elements. Only elements, attributes and URL schemes of the allow-list can be built,
// and text is only ever text, so nothing that a shopper or a merchant wrote can run. The edge writes the tree as HTML,
// the page builds the same tree with createElement and textContent.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/value.h"

namespace laurel::view {

// Elements of the allow-list. name_of gives the tag.
enum class Tag { section, header, h2, h3, p, span, strong, ul, li, dl, dt, dd, time, output, a, button, progress, div };

std::string_view name_of(Tag tag);

struct Attribute {
    std::string_view name;  // of the allow-list in tree.cpp, where it lives for ever
    std::string value;
};

class Node {
   public:
    using Child = std::variant<std::string, Node>;

    explicit Node(Tag tag, std::string_view class_name = {});

    // Sets or replaces. Attributes off the allow-list, and href with a scheme other than https, http, mailto or none,
    // are dropped.
    Node& attribute(std::string_view name, std::string value);
    // Tells siblings apart when the page patches in place; unique among them. Not part of the HTML.
    Node& key(std::string key);
    // Empty text adds nothing.
    Node& text(std::string text);
    Node& child(Node node);

    Tag tag() const { return tag_; }
    // In the order of their names.
    const std::vector<Attribute>& attributes() const { return attributes_; }
    const std::vector<Child>& children() const { return children_; }

    // {"attributes": {...}, "children": ["text", {...}], "key": "...", "tag": "p"} as canonical bytes; empty members
    // are left out.
    std::string to_json() const;

   private:
    void write(std::string& out) const;

    Tag tag_;
    std::string key_;
    std::vector<Attribute> attributes_;
    std::vector<Child> children_;
};

}  // namespace laurel::view
