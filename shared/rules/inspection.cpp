// What can be said of a rule without running it, from its bytecode: for whoever publishes or indexes rules, so that
// compiling carries none of it.
#include <algorithm>

#include "shared/rules/builtins.h"

namespace laurel::rules {
namespace {

class Inspection {
   public:
    explicit Inspection(const Code& code) : code_(code) {}

    Reads reads() {
        for (std::size_t at = 0; at < code_.instructions.size(); ++at) note(at);
        std::sort(reads_.paths.begin(), reads_.paths.end());
        reads_.paths.erase(std::unique(reads_.paths.begin(), reads_.paths.end()), reads_.paths.end());
        return std::move(reads_);
    }

   private:
    void note(std::size_t at) {
        const Instruction& instruction = code_.instructions[at];
        switch (instruction.op) {
            case Op::load:
            case Op::load_as:
            case Op::test:
                note(code_.paths[instruction.target]);
                break;
            case Op::call:
            case Op::spread:
                note_call(at, static_cast<BuiltinId>(instruction.kind));
                break;
            default:
                break;
        }
    }

    void note(const Path& path) {
        std::string pointer;
        for (const Key& key : path) pointer = child_path(pointer, key.text);
        reads_.paths.push_back(std::move(pointer));
    }

    // Paths that are only known at the run may be any; the names of what may be missing are mostly written in the rule.
    void note_call(std::size_t at, BuiltinId id) {
        const bool looks_for_names = id == BuiltinId::missing || id == BuiltinId::missing_some;
        const bool follows_path = id == BuiltinId::value || id == BuiltinId::variable || id == BuiltinId::exists;
        if (follows_path || (looks_for_names && !note_names(at, id))) reads_.everything = true;
    }

    bool note_names(std::size_t at, BuiltinId id) {
        const std::size_t count = code_.instructions[at].count;
        if (count > at || (count > 0 && !is_constant(at - 1)) || is_landed_on(at)) return false;
        std::vector<Operand> names;
        const std::size_t first = at - count;
        for (std::size_t i = first; i < at; ++i) {
            if (!is_constant(i)) return false;
            const bool is_number_needed = id == BuiltinId::missing_some && i == first;
            if (!is_number_needed) names.push_back(code_.operands[code_.instructions[i].target]);
        }
        if (!names.empty() && names.front().kind == Operand::Kind::list) {
            const Array& items = names.front().items();
            names.clear();
            for (const Value& item : items) names.push_back(Operand::of(item));
        }
        return std::all_of(names.begin(), names.end(), [&](const Operand& name) { return note_name(name); });
    }

    bool note_name(const Operand& name) {
        Key key;
        if (!read_key(name, key) || key.text.starts_with("../")) return false;
        note(split_path(key.text));
        return true;
    }

    bool is_constant(std::size_t at) const { return code_.instructions[at].op == Op::constant; }

    // Then what stands before it is not all that may have come before it.
    bool is_landed_on(std::size_t at) const {
        return std::any_of(code_.instructions.begin(), code_.instructions.end(), [&](const Instruction& instruction) {
            const bool is_jump = instruction.op == Op::jump || instruction.op == Op::keep_unless ||
                                 instruction.op == Op::keep_if || instruction.op == Op::keep_if_any;
            return is_jump && instruction.target == at;
        });
    }

    const Code& code_;
    Reads reads_;
};

}  // namespace

Reads Rule::reads() const { return Inspection(*code_).reads(); }

Errors Rule::faults() const {
    Errors faults;
    for (const Instruction& instruction : code_->instructions) {
        if (instruction.op != Op::fail) continue;
        faults.push_back({static_cast<ErrorCode>(instruction.count), code_->path_of(instruction), {}, {}});
    }
    return faults;
}

}  // namespace laurel::rules
