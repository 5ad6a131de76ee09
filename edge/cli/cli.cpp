#include "edge/cli/cli.h"

#include <exception>

#include "edge/cli/command.h"

namespace laurel::cli {
namespace {

void add_verbs(CLI::App& app, Session& session) {
    add_serve(app, session);
    add_init(app, session);
    add_demo(app, session);
    add_import(app, session);
    add_export(app, session);
    add_member(app, session);
    add_program(app, session);
    add_reward(app, session);
    add_tier(app, session);
    add_key(app, session);
    add_verify(app, session);
    add_rules(app, session);
    add_call(app, session);
    add_coupon(app, session);
    add_doctor(app, session);
}

// The parser takes a word that is no verb for one that may come before the verb, and says that the verb is missing.
std::string sentence_of(const CLI::App& reached, const CLI::ParseError& error) {
    const std::vector<std::string> unknown = reached.remaining(true);
    if (reached.get_require_subcommand_min() == 0) return error.what();
    return unknown.empty() ? "no verb is given" : "there is no verb \"" + unknown.front() + '"';
}

int explain(const CLI::App& app, Session& session, const CLI::ParseError& error) {
    const CLI::App* reached = &app;
    std::string verb = app.get_name();
    while (!reached->get_subcommands().empty()) {
        reached = reached->get_subcommands().front();
        verb += ' ' + reached->get_name();
    }
    session.err() << "laurel: " << sentence_of(*reached, error) << "\n        see: " << verb << " --help\n";
    return usage;
}

int parse(CLI::App& app, Session& session, int argument_count, const char* const* arguments) {
    try {
        app.parse(argument_count, arguments);
        return done;
    } catch (const Exit& exit) {
        return exit.code;
    } catch (const CLI::Success& help) {
        return app.exit(help, session.out(), session.err());
    } catch (const CLI::ParseError& error) {
        return explain(app, session, error);
    } catch (const StorageFailure& failure) {
        session.err() << "laurel: the store can't be read: " << failure.what()
                      << "\n        what is broken is said by: laurel verify" << session.where() << '\n';
        return failed;
    } catch (const std::exception& error) {
        session.err() << "laurel: " << error.what() << '\n';
        return failed;
    }
}

}  // namespace

int run(int argument_count, const char* const* arguments, Environment environment) {
    Session session(std::move(environment));
    CLI::App app("Laurel: loyalty, personalisation and trust for any shop, in one binary.", "laurel");
    app.require_subcommand(1);
    app.set_version_flag("--version", "laurel " LAUREL_VERSION, "Print the version and exit");
    app.footer(
        "Begin with:  laurel init --store myshop && laurel serve\n"
        "Every verb has --help with an example. Exit codes: 0 done, 1 bad news, 2 wrong usage, 3 could not run.");
    add_verbs(app, session);
    const int code = parse(app, session, argument_count, arguments);
    // Half an export must not pass for a whole one: somebody may erase the member next.
    if (session.out().flush()) return code;
    session.err() << "laurel: the answer could not be written whole\n"
                     "        see whether the disk is full, or what reads the output has ended\n";
    return failed;
}

}  // namespace laurel::cli
