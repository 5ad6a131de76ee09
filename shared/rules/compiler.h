#pragma once
// Turns a rule into bytecode in one pass. What is constant is reckoned at once, by the machine itself and within a
// small budget; what fails there is left for the run, since it may never be reached.
#include "shared/rules/code.h"
#include "shared/rules/operators.h"

namespace laurel::rules {

class Compiler {
   public:
    explicit Compiler(const CompileLimits& limits);

    Result<std::unique_ptr<Code>> compile(const Value& rule);
    Result<std::unique_ptr<Code>> compile_all(const Array& rules);

   private:
    // A scope around what is compiled, as the machine will have it.
    struct Scope {
        const Scope* outer;
        bool is_iteration;
    };

    // Stands for a place in the rule's tree while its part is compiled.
    class At {
       public:
        At(Compiler& compiler, std::string name);
        ~At() { compiler_.place_ = outer_; }
        At(const At&) = delete;
        At& operator=(const At&) = delete;

       private:
        Compiler& compiler_;
        std::uint32_t outer_;
    };

    Error too_large() const;

    // Every one of these leaves code that pushes one value. They answer whether it is one constant.
    bool add(const Value& value);
    bool add_parts(const Value& value);
    bool add_list(const Array& items);
    bool add_operator(const std::string& name, const Value& argument);
    bool add_builtin(std::uint8_t id, const Value& argument);
    bool add_measure(std::uint8_t id, const Value& argument);
    bool add_path(std::uint8_t id, const Value& argument);
    bool add_value_path(const Array& pieces, Load load);
    bool add_variable(const Array& arguments);
    bool add_load(std::size_t climb, Path path, Load load);
    bool add_nothing(Load load);
    bool add_compare(Comparison comparison, const Value& argument);
    bool fuse_compare(std::size_t start);
    bool add_keep(Op op, const Value& argument);
    bool add_choice(const Value& argument);
    bool add_iteration(Iteration iteration, const Value& argument);
    bool add_attempt(const Value& argument);
    bool add_members(const Value& argument);
    bool add_pipe(const Value& argument);
    bool add_constant(Value value);
    bool add_failure(ErrorCode code);

    bool add_item(const Array& items, std::size_t index);
    bool add_items(const Array& items);
    // Replaces what was added since `start` by its value, if that is constant and has one.
    bool fold(bool is_constant, std::size_t start);
    void emit(Op op, std::uint8_t kind, std::size_t count, std::size_t target, std::ptrdiff_t pushed);
    // Jumps to one place, which is not known yet, hang together by their targets; `earlier` are those before.
    std::uint32_t emit_jump(Op op, std::uint8_t kind, std::ptrdiff_t pushed, std::uint32_t earlier = none);
    // That place is here.
    void land(std::uint32_t jumps);
    void drop_since(std::size_t start);
    bool add_within(bool is_iteration, const Array& items, std::size_t index);
    std::uint32_t path_index(Path path);

    static constexpr std::uint32_t none = 0xFFFF'FFFF;
    bool count_nodes(const Value& value, std::size_t depth);

    CompileLimits limits_;
    std::unique_ptr<Code> code_;
    const Scope* scope_ = nullptr;  // the innermost
    std::size_t scopes_ = 0;        // how many there are
    std::uint32_t place_ = 0;
    std::size_t stack_size_ = 0;
    std::size_t nodes_ = 0;
};

}  // namespace laurel::rules
