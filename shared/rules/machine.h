#pragma once
// Runs bytecode. One machine is one run: it owns what the run makes, and its operands point into that, into the data
// and into the rule's constants.
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "shared/rules/code.h"

namespace laurel::rules {

class Machine {
   public:
    Machine(const Code& code, const Value& data, const Budget& budget);

    // From the first instruction to before the last one; what they leave is the value.
    Result<Value> run(std::size_t first, std::size_t last);

    // The same without a copy: the value lives until the machine restarts. False when there is an error.
    bool run(std::size_t first, std::size_t last, Operand& given);
    const Error& error() const { return *error_; }
    // Forgets the last run, but for what its paths found.
    void restart(const Budget& budget);

    // For builtins. Those that answer a bool answer false when the run has failed, and their caller passes that on.
    bool fail(ErrorCode code);
    bool fail_with(const Operand& thrown);
    bool spend_steps(std::size_t steps);
    bool spend_bytes(std::size_t bytes);
    // Takes a value that was paid for.
    Operand own(Value value);
    // Pays for the text, then owns it.
    bool own_text(std::string text, Operand& result);
    // Pays for as much as a copy of the operand takes.
    bool pay_for(const Operand& operand);
    // Pays for the copy.
    bool copy(const Operand& operand, Value& value);
    bool append_copy(Array& items, const Operand& operand);
    // A path from where `val` climbs to: 0 is what paths start from here, 1 the innermost iteration itself, 2 what
    // paths start from outside of it, and so on. Absent when it leads nowhere, as above the data.
    bool find_from(std::size_t climb, const Path& path, Operand& found);

   private:
    // What paths start from within an iteration, a "try" after an error, or a step of a "pipe".
    struct Scope {
        Operand context{};
        const Array* items = nullptr;  // of an iteration
        std::size_t index = 0;
        Iteration iteration = Iteration::map;
        Operand accumulator{};
        Array results;

        bool is_reduction() const { return items != nullptr && iteration >= Iteration::reduce; }
    };
    struct Attempt {
        std::size_t handler;
        std::size_t stack_size;
        std::size_t scopes;
    };

    bool execute(std::size_t last);
    bool execute_rarer(const Instruction& instruction);
    bool execute_call(const Instruction& instruction);
    bool execute_spread(const Instruction& instruction);
    bool execute_compare(const Instruction& instruction);
    bool execute_scope(const Instruction& instruction);
    void load_as(Load load, const Operand& found);
    bool load_scope(const Instruction& instruction);
    const Operand& find_in_data(std::size_t path);
    bool find_in_scope(const Scope& scope, const Path& path, Operand& found);
    bool make_list(std::size_t count);
    bool make_object(const Array& keys);
    bool iterate(const Instruction& instruction);
    bool begin_items(const Instruction& instruction, const Operand& list);
    bool next(const Instruction& instruction);
    bool take_result(Scope& scope, bool& decided, Operand& result);
    Operand result_of(Scope& scope);
    Operand result_without_items(Iteration iteration);
    bool recover();
    bool count_bytes(const Value& value, std::size_t depth, std::size_t& bytes);

    void push(const Operand& operand) { *top_++ = operand; }
    Operand pop() { return *--top_; }

    static constexpr std::size_t operands_inside = 160;

    const Code& code_;
    Operand data_{};
    std::size_t steps_left_;
    std::size_t bytes_left_;
    std::size_t at_ = 0;
    Operand inside_[operands_inside];
    std::unique_ptr<Operand[]> outside_;  // where the rule needs more room
    Operand* found_;                      // what each path finds from the data, once it has been looked for
    Operand* stack_;
    Operand* top_;
    std::vector<Scope> scopes_;
    std::vector<Attempt> attempts_;
    std::vector<std::unique_ptr<Value>> owned_;
    std::optional<Error> error_;
    Value thrown_;
};

}  // namespace laurel::rules
