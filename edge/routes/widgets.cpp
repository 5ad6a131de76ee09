#include "edge/routes/widgets.h"

#include <algorithm>
#include <iterator>

#include "edge/routes/environment.h"
#include "shared/view/widget.h"

namespace laurel::routes {
namespace {

// Stands in for a member who has no events yet and so no name of ours.
constexpr std::string_view new_member = "member/new";

using Draw = view::Node (*)(const Program&, const States&, const view::StatusQuery&, const Context&);

struct Widget {
    std::string_view name;
    Draw draw;
};

constexpr Widget widgets[] = {
    {"status", view::status},
};

const Widget* widget_of(std::string_view name) {
    const auto found = std::find_if(std::begin(widgets), std::end(widgets),
                                    [name](const Widget& widget) { return widget.name == name; });
    return found == std::end(widgets) ? nullptr : &*found;
}

std::string widget_names() {
    std::string names;
    for (const Widget& widget : widgets) names.append(names.empty() ? "" : ", ").append(widget.name);
    return names;
}

}  // namespace

Result<DrawnWidget> draw_widget(Call& call, const WidgetQuery& query) {
    const Widget* widget = widget_of(query.widget);
    if (widget == nullptr) return Error{ErrorCode::widget_unknown, "/widget", quoted(query.widget), widget_names()};
    const auto program = call.service().program_at(call.now_ms);
    if (!program) return Error{ErrorCode::program_missing, {}, {}, {}};
    const std::string& currency = program->program.loyalty.currency;
    if (query.cart && query.cart_currency != currency) {
        return Error{ErrorCode::currency_mismatch, "/cart/currency", quoted(query.cart_currency), currency};
    }
    view::StatusQuery status{
        .locale = view::locale_of(query.locale), .member = {}, .cart = query.cart, .references = {}};
    States states;
    std::int64_t version = 0;
    if (!call.principal.id.empty()) {
        auto record = call.service().member(call.principal.id);
        if (!record) return record.error();
        status.member = record->aggregate.empty() ? std::string(new_member) : record->aggregate;
        status.references = std::move(record->references);
        version = record->state.version;
        states.set(status.member, std::move(record->state));
    }
    return DrawnWidget{widget->draw(program->program, states, status, {.now_ms = call.now_ms}), program->hash, version};
}

}  // namespace laurel::routes
