#include "edge/fragment_html.h"

namespace laurel {
namespace {

void append_escaped(std::string_view text, std::string& out) {
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
}

void append(const view::Node& node, std::string& out) {
    const std::string_view tag = name_of(node.tag());
    out.append("<").append(tag);
    for (const view::Attribute& attribute : node.attributes()) {
        out.append(" ").append(attribute.name).append("=\"");
        append_escaped(attribute.value, out);
        out += '"';
    }
    out += '>';
    for (const auto& child : node.children()) {
        if (const auto* text = std::get_if<std::string>(&child)) append_escaped(*text, out);
        if (const auto* inner = std::get_if<view::Node>(&child)) append(*inner, out);
    }
    out.append("</").append(tag).append(">");
}

}  // namespace

std::string to_html(const view::Node& node) {
    std::string out;
    append(node, out);
    return out;
}

}  // namespace laurel
