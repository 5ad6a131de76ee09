#include "shared/rules/rule.h"

#include "shared/rules/compiler.h"
#include "shared/rules/machine.h"

namespace laurel::rules {
namespace {

// Short pieces on their way to a text, together: in the page, appending each would take longer than deciding it.
class ShortTexts {
   public:
    explicit ShortTexts(std::string& out) : out_(out) {}

    void add(const char* piece) {
        if (used_ + piece_bytes_max > sizeof block_) flush();
        while (*piece != '\0') block_[used_++] = *piece++;
    }
    // False when the machine has failed.
    bool add(Machine& machine, const Operand& given) {
        if (given.kind == Operand::Kind::boolean) {
            add(given.boolean ? "true" : "false");
            return true;
        }
        Value value;
        if (!machine.copy(given, value)) return false;
        flush();
        out_ += write_json(value);
        return true;
    }
    void flush() {
        out_.append(block_, used_);
        used_ = 0;
    }

   private:
    static constexpr std::size_t piece_bytes_max = 8;

    std::string& out_;
    char block_[512];
    std::size_t used_ = 0;
};

}  // namespace

Rule::Rule(std::unique_ptr<const Code> code) : code_(std::move(code)) {}
Rule::Rule(Rule&&) noexcept = default;
Rule& Rule::operator=(Rule&&) noexcept = default;
Rule::~Rule() = default;

Result<Rule> compile(const Value& rule, const CompileLimits& limits) {
    auto code = Compiler(limits).compile(rule);
    if (!code) return code.error();
    return Rule(*std::move(code));
}

Result<Rule> compile_all(const Array& rules, const CompileLimits& limits) {
    auto code = Compiler(limits).compile_all(rules);
    if (!code) return code.error();
    return Rule(*std::move(code));
}

Result<Value> run(const Rule& rule, const Value& data, const Budget& budget) {
    return Machine(rule.code(), data, budget).run(0, rule.code().instructions.size());
}

std::vector<Result<Value>> run_all(const Rule& rules, const Value& data, const Budget& budget) {
    std::vector<Result<Value>> results;
    results.reserve(rules.code().ends.size());
    Machine machine(rules.code(), data, budget);
    std::size_t start = 0;
    for (const std::size_t end : rules.code().ends) {
        machine.restart(budget);
        results.push_back(machine.run(start, end));
        start = end;
    }
    return results;
}

std::vector<std::pair<std::size_t, Error>> write_all(const Rule& rules, const Value& data, std::string& out,
                                                     const Budget& budget) {
    std::vector<std::pair<std::size_t, Error>> errors;
    Machine machine(rules.code(), data, budget);
    ShortTexts texts(out);
    std::size_t start = 0;
    const std::vector<std::size_t>& ends = rules.code().ends;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        if (i > 0) texts.add(",");
        machine.restart(budget);
        Operand given{};
        if (!machine.run(start, ends[i], given) || !texts.add(machine, given)) {
            texts.add("null");
            errors.emplace_back(i, machine.error());
        }
        start = ends[i];
    }
    texts.flush();
    return errors;
}

Value type_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::rule_arguments_invalid:
            return "Invalid Arguments";
        case ErrorCode::rule_not_a_number:
            return "NaN";
        case ErrorCode::rule_operator_unknown:
            return "Unknown Operator";
        case ErrorCode::rule_thrown:
            break;
        default:
            return name_of(error.code);
    }
    auto thrown = read_json(error.found, {.fractions = read_fraction});
    return thrown ? *std::move(thrown) : Value();
}

}  // namespace laurel::rules
