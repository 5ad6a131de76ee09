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
    auto made = auth::create_admin_key(store, asked.name, scopes, session.now_ms());
    if (!made && made.error().path == "/scopes") session.refuse("--scope", made.error());
    if (!made && made.error().path == "/name") session.refuse("--name", made.error());
    const auto key = session.take(std::move(made));
    if (session.json) return session.print(Object{{"id", key.id}, {"key", key.text}});
    session.out() << key.text << '\n';
    session.err() << "Keep it now: it is stored only as a hash and can't be shown again.\n"
                  << "Revoke it with: laurel key revoke " << key.id << session.where(session.store()) << '\n';
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
        session.fail(found, "there is no key \"" + asked.id + "\"",
                     "they are listed by: laurel key list" + session.where(session.store()));
    }
    session.answer(Object{{"revoked", asked.id}}, "Revoked.");
}

void trust(Session& session, const Asked& asked) {
    const auto key = auth::public_key_from_pem(read_file(session, asked.file));
    if (!key) {
        session.fail(found, asked.file + " is no Ed25519 public key in PEM",
                     "a private key's public half: openssl pkey -in private.pem -pubout -out public.pem");
    }
    const auto error = auth::add_token_key(session.service().store(), {asked.id, auth::Algorithm::eddsa, *key});
    if (error && error->code == ErrorCode::invalid_identifier) session.refuse("the key's id", *error);
    if (error && error->code == ErrorCode::duplicate_identifier) {
        session.fail(
            found, "there is a key \"" + asked.id + "\" already",
            "choose another id, or revoke that one: laurel key revoke " + asked.id + session.where(session.store()));
    }
    if (error) session.fail(*error);
    session.answer(Object{{"algorithm", name_of(auth::Algorithm::eddsa)}, {"id", asked.id}},
                   "Shopper tokens signed by \"" + asked.id + "\" (EdDSA) are accepted from now on.");
}

void share(Session& session) {
    const auth::TokenKey key = session.take(auth::create_token_key(session.service().store()));
    session.print(Object{{"algorithm", name_of(key.algorithm)}, {"kid", key.id}, {"secret", key.material}});
    session.err() << "Keep it now: it can't be shown again. Whoever has it can sign in as any member.\n"
                  << "Revoke it with: laurel key revoke " << key.id << session.where(session.store()) << '\n';
}

// As browsers send it: scheme, host and perhaps a port, in lower case and with nothing after them.
bool is_origin(std::string_view text) {
    const std::size_t host = text.find("://") + 3;
    if (!text.starts_with("https://") && !text.starts_with("http://")) return false;
    text.remove_prefix(host);
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.:[]") == text.npos;
}

void allow_origin(Session& session, const Asked& asked) {
    if (!is_origin(asked.origin)) {
        session.fail(usage, "\"" + asked.origin + "\" is no origin",
                     "scheme, host and port as the browser sends them, such as https://shop.example");
    }
    if (!session.service().store().set_setting("origin/" + asked.origin, "1")) {
        session.fail(Error{ErrorCode::storage_failed, "", "", ""});
    }
    session.answer(Object{{"origin", asked.origin}},
                   "Pages of " + asked.origin + " may call this store from the browser.");
}

void link(Session& session) {
    EventStore& store = session.service().store();
    const std::string path = "/admin#token=" + session.take(auth::create_admin_link(store, session.now_ms()));
    session.answer(Object{{"path", path}}, path);
    session.err() << "Put the edge's address before it; it works once, within 30 minutes.\n";
}

}  // namespace

void add_key(CLI::App& app, Session& session) {
    CLI::App* key = app.add_subcommand("key", "Keys of the shop's backend, and who may sign shopper tokens");
    key->require_subcommand(1);
    key->footer("Example:  laurel key create --name backend --scope orders:write");
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        return session.add_verb(*key, name, text, example);
    };
    CLI::App* create_verb =
        verb("create", "Make an admin key and print it once", "create --name backend --scope orders:write");
    create_verb->add_option("--name", asked->name, "For you to tell keys apart");
    create_verb
        ->add_option("--scope", asked->scopes,
                     "orders:write, members:read, members:write, program:write, redemptions:write or coupons:write; "
                     "several with "
                     "commas")
        ->required()
        ->delimiter(',');
    create_verb->callback([&session, asked] { create(session, *asked); });
    verb("list", "Every key's id, name and scopes", "list")->callback([&session] { list(session); });
    CLI::App* revoke_verb = verb("revoke", "Refuse a key from now on", "revoke 14acded1a123ee56");
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
