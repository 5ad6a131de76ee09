#pragma once
// Rows in columns, for people at a terminal.
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

class TextTable {
   public:
    // One letter a column: l for left, r for right.
    explicit TextTable(std::string_view alignments) : alignments_(alignments) {}

    // Missing cells are empty; there may be no more than columns.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const { return rows_.empty(); }

    // Each row indented by two spaces, columns as wide as their widest cell (a code point counts as one) and two spaces
    // apart, without spaces at the end.
    std::string text() const;

   private:
    std::string_view alignments_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace laurel
