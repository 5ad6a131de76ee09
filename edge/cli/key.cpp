#include <memory>

#include "edge/auth/admin_key.h"
#include "edge/auth/admin_link.h"
#include "edge/auth/shopper_token.h"
#include "edge/cli/command.h"
#include "edge/text_table.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string name;
    std::string id;
    std::string file;
    std::string origin;
    std::vector<std::string> scopes;
};

const char* name_of(auth::Algorithm algorithm) { return algorithm == auth::Algorithm::eddsa ? "EdDSA" : "HS256"; }

void create(Session& session, const Asked& asked) {
    const std::vector<std::string_view> scopes(asked.scopes.begin(), asked.scopes.end());
    EventStore& store = session.service().store();
    const auto key = session.take(auth::create_admin_key(store, asked.name, scopes, session.now_ms()));
    if (session.json) return session.print(Object{{"id", key.id}, {"key", key.text}});
    session.out() << key.text << '\n';
    session.err() << "Keep it now: it is stored only as a hash and can't be shown again.\n"
                  << "Revoke it with: laurel key revoke " << key.id << '\n';
}

void list(Session& session) {
    Array values;
    TextTable table("llll");
    table.add({"id", "name", "scopes", "created"});
    for (const auth::AdminKey& key : auth::admin_keys(session.service().store())) {
        std::string scopes;
        Array scope_values;
        for (const std::string& scope : key.scopes) {
            scopes += (scopes.empty() ? "" : " ") + scope;
            scope_values.push_back(scope);
        }
        const std::string created_at = write_instant(key.created_at_ms);
        table.add({key.id, key.name, scopes, created_at});
        values.push_back(Object{
            {"created_at", created_at}, {"id", key.id}, {"name", key.name}, {"scopes", std::move(scope_values)}});
    }
    for (const auth::TokenKey& key : auth::token_keys(session.service().store())) {
        table.add({key.id, "signs shopper tokens", name_of(key.algorithm), ""});
        values.push_back(Object{{"algorithm", name_of(key.algorithm)}, {"id", key.id}});
    }
    if (session.json) return session.print(Object{{"keys", std::move(values)}});
    session.out() << table.text();
}

void revoke(Session& session, const Asked& asked) {
    EventStore& store = session.service().store();
    if (!auth::revoke_admin_key(store, asked.id) && !auth::remove_token_key(store, asked.id)) {
        session.fail(found, "there is no key \"" + asked.id + "\"", "laurel key list shows them");
    }
    session.out() << "Revoked.\n";
}

void trust(Session& session, const Asked& asked) {
    const std::string key = session.take(auth::public_key_from_pem(read_file(session, asked.file)));
    EventStore& store = session.service().store();
    if (auto error = auth::add_token_key(store, {asked.id, auth::Algorithm::eddsa, key})) session.fail(*error);
    session.out() << "Shopper tokens signed by \"" << asked.id << "\" (EdDSA) are accepted from now on.\n";
}

void share(Session& session) {
    const auth::TokenKey key = session.take(auth::create_token_key(session.service().store()));
    session.print(Object{{"algorithm", name_of(key.algorithm)}, {"kid", key.id}, {"secret", key.material}});
}

void allow_origin(Session& session, const Asked& asked) {
    if (!session.service().store().set_setting("origin/" + asked.origin, "1")) {
        session.fail(Error{ErrorCode::storage_failed, "", "", ""});
    }
    session.out() << "Pages of " << asked.origin << " may call this store from the browser.\n";
}

void link(Session& session) {
    EventStore& store = session.service().store();
    session.out() << "/admin#token=" << session.take(auth::create_admin_link(store, session.now_ms())) << '\n';
    session.err() << "Put the edge's address before it; it works once, within 30 minutes.\n";
}

}  // namespace

void add_key(CLI::App& app, Session& session) {
    CLI::App* key = app.add_subcommand("key", "Keys of the shop's backend, and who may sign shopper tokens");
    key->require_subcommand(1);
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        CLI::App* added = key->add_subcommand(name, text);
        added->footer(std::string("Example:  laurel key ") + example);
        session.add_store_options(*added);
        return added;
    };
    CLI::App* create_verb =
        verb("create", "Make an admin key and print it once", "create --name backend --scope orders:write");
    create_verb->add_option("--name", asked->name, "For you to tell keys apart");
    create_verb
        ->add_option("--scope", asked->scopes,
                     "orders:write, members:read, members:write, program:write or redemptions:write; may be repeated")
        ->required();
    create_verb->callback([&session, asked] { create(session, *asked); });
    verb("list", "Every key's id, name and scopes", "list")->callback([&session] { list(session); });
    CLI::App* revoke_verb = verb("revoke", "Refuse a key from now on", "revoke 3f9a61c2");
    revoke_verb->add_option("id", asked->id, "The key's id")->required();
    revoke_verb->callback([&session, asked] { revoke(session, *asked); });
    CLI::App* trust_verb =
        verb("trust", "Accept shopper tokens signed by an Ed25519 key", "trust shop-2026 --public-key shop.pem");
    trust_verb->add_option("id", asked->id, "The kid in the tokens' header")->required();
    trust_verb->add_option("--public-key", asked->file, "PEM file; - for standard input")->required();
    trust_verb->callback([&session, asked] { trust(session, *asked); });
    verb("share", "Make an HS256 secret for a shop that can't sign with Ed25519", "share > secret.json")
        ->callback([&session] { share(session); });
    CLI::App* origin_verb =
        verb("allow-origin", "Let pages of another origin call the store", "allow-origin https://shop.example");
    origin_verb->add_option("origin", asked->origin, "Scheme, host and port")->required();
    origin_verb->callback([&session, asked] { allow_origin(session, *asked); });
    verb("link", "A one-time link to a first admin key", "link")->callback([&session] { link(session); });
}

}  // namespace laurel::cli
