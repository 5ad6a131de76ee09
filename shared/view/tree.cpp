#include "shared/view/tree.h"

#include <algorithm>
#include <utility>

namespace laurel::view {
namespace {

// In the order of Tag.
constexpr std::string_view tag_names[] = {"section", "header", "h2", "h3",     "p",        "span",
                                          "strong",  "ul",     "li", "dl",     "dt",       "dd",
                                          "time",    "output", "a",  "button", "progress", "div"};

constexpr std::string_view attribute_names[] = {
    "aria-busy", "aria-label", "aria-labelledby", "aria-live", "class", "datetime", "hidden", "href", "id", "lang",
    "max",       "role",       "title",           "type",      "value",
};

constexpr std::string_view schemes[] = {"https", "http", "mailto"};

// nullptr for a name off the list.
const std::string_view* listed_name(std::string_view name) {
    const auto* found = std::find(std::begin(attribute_names), std::end(attribute_names), name);
    return found == std::end(attribute_names) ? nullptr : found;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// Browsers drop tabs, line ends and leading spaces before they look for the scheme, so a link with any of them is
// refused.
bool is_allowed_href(std::string_view href) {
    const bool has_blank =
        std::any_of(href.begin(), href.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    if (has_blank) return false;
    const std::size_t end = href.find_first_of(":/?#");
    if (end == std::string_view::npos || href[end] != ':') return true;
    return std::any_of(std::begin(schemes), std::end(schemes),
                       [&](std::string_view scheme) { return same_ignoring_case(scheme, href.substr(0, end)); });
}

}  // namespace

std::string_view name_of(Tag tag) { return tag_names[static_cast<std::size_t>(tag)]; }

Node::Node(Tag tag, std::string_view class_name) : tag_(tag) {
    if (!class_name.empty()) attribute("class", std::string(class_name));
}

Node& Node::attribute(std::string_view name, std::string value) {
    const std::string_view* listed = listed_name(name);
    if (listed == nullptr || (name == "href" && !is_allowed_href(value))) return *this;
    auto place = attributes_.begin();
    while (place != attributes_.end() && place->name < name) ++place;
    if (place != attributes_.end() && place->name == name) {
        place->value = std::move(value);
    } else {
        attributes_.insert(place, {*listed, std::move(value)});
    }
    return *this;
}

Node& Node::key(std::string key) {
    key_ = std::move(key);
    return *this;
}

Node& Node::text(std::string text) {
    if (!text.empty()) children_.emplace_back(std::move(text));
    return *this;
}

Node& Node::child(Node node) {
    children_.emplace_back(std::move(node));
    return *this;
}

void Node::write(std::string& out) const {
    out += '{';
    if (!attributes_.empty()) {
        char before = '{';
        out += "\"attributes\":";
        for (const Attribute& attribute : attributes_) {
            out += before;
            write_json_text(attribute.name, out);
            out += ':';
            write_json_text(attribute.value, out);
            before = ',';
        }
        out += "},";
    }
    if (!children_.empty()) {
        char before = '[';
        out += "\"children\":";
        for (const Child& child : children_) {
            out += before;
            if (const auto* node = std::get_if<Node>(&child)) {
                node->write(out);
            } else {
                write_json_text(*std::get_if<std::string>(&child), out);
            }
            before = ',';
        }
        out += "],";
    }
    if (!key_.empty()) {
        out += "\"key\":";
        write_json_text(key_, out);
        out += ',';
    }
    out += "\"tag\":";
    write_json_text(name_of(tag_), out);
    out += '}';
}

std::string Node::to_json() const {
    std::string out;
    write(out);
    return out;
}

}  // namespace laurel::view
