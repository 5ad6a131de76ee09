#pragma once
// Conditions and small reckonings over JSON data, written in JsonLogic and compiled to bytecode. The language is what
// jsonlogic.com and the newer dialect (json-logic.github.io) have in common and both of their operators;
// ARCHITECTURE.md says what was chosen where they disagree. Rules are total: any rule and any data give a value or an
// error, within bounds on steps, depth and memory. Nothing is evaluated as program text, and no I/O is done.
#include <memory>
#include <string>
#include <vector>

#include "shared/base/value.h"

namespace laurel::rules {

struct Code;

struct CompileLimits {
    std::size_t nodes_max = rule_nodes_max;
    std::size_t depth_max = rule_depth_max;
};

// What one run may use. A step is about one element looked at or 64 bytes compared; straight-line code is free, since
// the limits of compiling bound it. bytes_max bounds all values made on the way, the result among them.
struct Budget {
    std::size_t steps_max = 100'000;
    std::size_t bytes_max = 256 * 1024;
};

// The data that a rule may look at.
struct Reads {
    std::vector<std::string> paths;  // JSON Pointers from the data's root, sorted; what lies below is read with them
    bool everything = false;         // some path is only known when the rule runs
};

// A compiled rule: immutable, so that runs may share it; it can be moved, not copied.
class Rule {
   public:
    explicit Rule(std::unique_ptr<const Code> code);
    Rule(Rule&&) noexcept;
    Rule& operator=(Rule&&) noexcept;
    ~Rule();

    const Code& code() const { return *code_; }
    Reads reads() const;
    // What can only fail if it is ever reached: operators that do not exist, arguments that never fit. For whoever
    // publishes a rule; such a rule still runs, since a branch never taken or a "try" around it may be meant.
    Errors faults() const;

   private:
    std::unique_ptr<const Code> code_;
};

// Error: rule_too_large, with its path in the rule.
Result<Rule> compile(const Value& rule, const CompileLimits& limits = {});

// Many rules over the same data: what one of them has looked up, the others need not. Paths begin with the rule's
// index.
Result<Rule> compile_all(const Array& rules, const CompileLimits& limits = {});

// Errors, each with the path of the operator in the rule: rule_arguments_invalid, rule_not_a_number,
// rule_operator_unknown, rule_thrown (`found` is the JSON of the type that the rule threw) and rule_budget_exceeded,
// which no "try" catches.
Result<Value> run(const Rule& rule, const Value& data, const Budget& budget = {});

// What each rule of compile_all gives, in their order; each has the whole budget, and its errors are its own.
std::vector<Result<Value>> run_all(const Rule& rules, const Value& data, const Budget& budget = {});

// The same written at once, without a Value a rule: appends their JSON to `out`, commas between, null where a rule has
// failed, and gives these rules' indices and errors.
std::vector<std::pair<std::size_t, Error>> write_all(const Rule& rules, const Value& data, std::string& out,
                                                     const Budget& budget = {});

// The error's type as JsonLogic names it: "Invalid Arguments", "NaN", "Unknown Operator", or what the rule threw, which
// may be any value; errors that JsonLogic does not know go by their code.
Value type_of(const Error& error);

}  // namespace laurel::rules
