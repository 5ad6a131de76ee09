#include "edge/program_diff.h"

#include <algorithm>

#include "edge/program_words.h"
#include "shared/program.h"

namespace laurel {
namespace {

std::string filled_in(std::string_view sentence, std::initializer_list<std::string_view> words) {
    std::string text;
    for (std::size_t at = 0; at < sentence.size(); ++at) {
        if (sentence[at] == '{' && at + 2 < sentence.size() && sentence[at + 2] == '}') {
            text += words.begin()[sentence[at + 1] - '0'];
            at += 2;
        } else {
            text += sentence[at];
        }
    }
    return text;
}

std::string capitalized(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

// What items of a list are called: by their shape, and rules just that.
std::string noun_of(const Shape& item) {
    return item.name == "earning_rule" ? "rule" : item.name.empty() ? "item" : words_of_name(item.name);
}

bool has_ids(const Shape& list) {
    return list.items != nullptr && std::any_of(list.items->fields.begin(), list.items->fields.end(),
                                                [](const Field& field) { return field.name == "id"; });
}

const Value* with_id(const Array& items, std::string_view id) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const Value& item) { return item.string_at("id") == id; });
    return found == items.end() ? nullptr : &*found;
}

// Of the items that both have.
std::vector<std::string_view> common_order(const Array& items, const Array& others) {
    std::vector<std::string_view> ids;
    for (const Value& item : items) {
        if (with_id(others, item.string_at("id")) != nullptr) ids.push_back(item.string_at("id"));
    }
    return ids;
}

class Diff {
   public:
    explicit Diff(std::string_view currency) : currency_(currency) {}

    void object(const Value& before, const Value& after, const Shape& shape, const std::string& path,
                const std::string& label) {
        std::vector<std::string_view> covered;
        for (const Phrase& phrase : phrases()) {
            if (phrase.shape != shape.name) continue;
            covered.insert(covered.end(), phrase.members.begin(), phrase.members.end());
            say(phrase, before, after, path, label);
        }
        for (const Field& field : shape.fields) {
            const bool is_said = std::find(covered.begin(), covered.end(), field.name) != covered.end();
            const bool is_embedded = field.name == "zone" || field.name == "lunar_years";
            if (is_said || is_embedded) continue;
            this->field(field, before.value_at(field.name), after.value_at(field.name), child_path(path, field.name),
                        label);
        }
    }

    std::vector<Change> changes;

   private:
    void add(const std::string& path, const Value& before, const Value& after, std::string sentence) {
        changes.push_back({path, before, after, std::move(sentence)});
    }

    void say(const Phrase& phrase, const Value& before, const Value& after, const std::string& path,
             const std::string& label) {
        Object old_part;
        Object new_part;
        for (const std::string_view name : phrase.members) {
            if (const Value* value = before.find(name)) old_part.set(name, *value);
            if (const Value* value = after.find(name)) new_part.set(name, *value);
        }
        if (old_part == new_part) return;
        add(path, std::move(old_part), std::move(new_part),
            filled_in(phrase.sentence,
                      {capitalized(label), phrase.words(before, currency_), phrase.words(after, currency_)}));
    }

    void field(const Field& field, const Value& before, const Value& after, const std::string& path,
               const std::string& label) {
        if (before == after) return;
        const Shape& shape = *field.shape;
        const std::string name = words_of_name(field.name);
        const bool has_members = shape.kind == ShapeKind::object && !shape.fields.empty() && shape.name != "local_text";
        if (shape.kind == ShapeKind::list && has_ids(shape)) {
            list(before, after, shape, path, name);
        } else if (shape.kind == ShapeKind::dictionary && !shape.items->fields.empty()) {
            dictionary(before, after, shape, path);
        } else if (has_members && !before.is_null() && !after.is_null()) {
            object(before, after, shape, path, label.empty() ? name : label + ", " + name);
        } else {
            std::string sentence = capitalized((label.empty() ? "" : label + ", ") + name) + ": " +
                                   words_of_value(before, shape, field.name, currency_) + " -> " +
                                   words_of_value(after, shape, field.name, currency_) + '.';
            if (!field.description.empty()) sentence += " (" + std::string(field.description) + ')';
            add(path, before, after, std::move(sentence));
        }
    }

    // What an item is, for a sentence about the whole of it.
    std::string described(const Value& item, const Shape& shape) const {
        std::string text;
        Object rest = *item.object();
        for (const Phrase& phrase : phrases()) {
            const bool says_something =
                phrase.shape == shape.name && std::any_of(phrase.members.begin(), phrase.members.end(),
                                                          [&](std::string_view name) { return item.find(name); });
            if (!says_something) continue;
            text += (text.empty() ? "" : "; ") + phrase.words(item, currency_);
            for (const std::string_view name : phrase.members) rest.erase(name);
        }
        rest.erase("id");
        if (rest.empty()) return text;
        return text + (text.empty() ? "" : "; ") + words_of_value(rest, shape, "", currency_);
    }

    void item(const std::string& label, const Value* before, const Value* after, const Shape& shape,
              const std::string& path) {
        if (before == nullptr) {
            add(path, {}, *after, "New " + label + ": " + described(*after, shape) + '.');
        } else if (after == nullptr) {
            add(path, *before, {}, capitalized(label) + " is gone: " + described(*before, shape) + '.');
        } else {
            object(*before, *after, shape, path, label);
        }
    }

    void list(const Value& before, const Value& after, const Shape& shape, const std::string& path,
              const std::string& name) {
        static const Array none;
        const Array& old_items = before.array() != nullptr ? *before.array() : none;
        const Array& new_items = after.array() != nullptr ? *after.array() : none;
        const auto visit = [&](const Value& each, bool also_common) {
            const std::string id(each.string_at("id"));
            const Value* was = with_id(old_items, id);
            const Value* is = with_id(new_items, id);
            if (was != nullptr && is != nullptr && !also_common) return;
            item(noun_of(*shape.items) + " \"" + id + '"', was, is, *shape.items, child_path(path, id));
        };
        for (const Value& each : old_items) visit(each, true);
        for (const Value& each : new_items) visit(each, false);
        if (common_order(old_items, new_items) != common_order(new_items, old_items))
            add(path, before, after, "The order of " + name + " changed: ties go to the earlier one.");
    }

    void dictionary(const Value& before, const Value& after, const Shape& shape, const std::string& path) {
        static const Object none;
        const Object& old_entries = before.object() != nullptr ? *before.object() : none;
        const Object& new_entries = after.object() != nullptr ? *after.object() : none;
        const auto label = [&](std::string_view key) { return noun_of(*shape.items) + " \"" + std::string(key) + '"'; };
        for (const auto& [key, value] : old_entries)
            item(label(key), &value, new_entries.find(key), *shape.items, child_path(path, key));
        for (const auto& [key, value] : new_entries) {
            if (old_entries.find(key) == nullptr)
                item(label(key), nullptr, &value, *shape.items, child_path(path, key));
        }
    }

    std::string_view currency_;
};

}  // namespace

std::vector<Change> program_diff(const Value& before, const Value& after) {
    Diff diff(after.string_at("currency"));
    diff.object(before, after, program_shape, "", "");
    return std::move(diff.changes);
}

Value changes_to_value(const std::vector<Change>& changes) {
    Array list;
    for (const Change& change : changes) {
        list.push_back(Object{
            {"after", change.after}, {"before", change.before}, {"path", change.path}, {"sentence", change.sentence}});
    }
    return list;
}

}  // namespace laurel
