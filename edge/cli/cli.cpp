#include "edge/cli/cli.h"

#include <exception>

#include "edge/cli/command.h"

namespace laurel::cli {

int run(int argument_count, const char* const* arguments, Environment environment) {
    Session session(std::move(environment));
    CLI::App app("Laurel: loyalty, personalisation and trust for any shop, in one binary.", "laurel");
    app.require_subcommand(1);
    app.footer(
        "Begin with:  laurel init --store myshop && laurel serve\n"
        "Every verb has --help with an example. Exit codes: 0 done, 1 bad news, 2 wrong usage, 3 could not run.");
    add_serve(app, session);
    add_init(app, session);
    add_demo(app, session);
    add_import(app, session);
    add_member(app, session);
    add_program(app, session);
    add_key(app, session);
    add_verify(app, session);
    add_rules(app, session);
    add_call(app, session);
    add_doctor(app, session);
    try {
        app.parse(argument_count, arguments);
        return done;
    } catch (const Exit& exit) {
        return exit.code;
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error, session.out(), session.err());
        return code == 0 ? done : usage;
    } catch (const std::exception& error) {
        session.err() << "laurel: " << error.what() << '\n';
        return failed;
    }
}

}  // namespace laurel::cli
