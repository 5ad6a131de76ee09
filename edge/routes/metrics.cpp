#include "edge/routes/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>

#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

const Histogram::BucketBoundaries seconds_boundaries{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};

constexpr std::size_t status_classes = 6;  // of 0xx to 5xx

Labels labels_of(const Route* route) {
    if (route == nullptr) return {{"method", "other"}, {"route", "none"}};
    return {{"method", std::string(route->method)}, {"route", std::string(route->pattern)}};
}

Errors send_metrics(Call& call, http::Response& response) {
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = call.environment.metrics.text(call.environment.registry);
    return {};
}

const Route rows[] = {
    {.method = "GET",
     .pattern = "/metrics",
     .access = Access::loopback,
     .operation = "getMetrics",
     .summary = "Counts and times for Prometheus, for this machine only.",
     .media_type = "text/plain",
     .handle = send_metrics},
};

}  // namespace

struct Metrics::Series {
    struct OfRoute {
        Histogram* seconds = nullptr;
        std::array<Counter*, status_classes> requests{};
    };

    prometheus::Registry registry;
    Family<Histogram>& seconds = prometheus::BuildHistogram()
                                     .Name("laurel_http_request_duration_seconds")
                                     .Help("From the whole request to its answer.")
                                     .Register(registry);
    Family<Counter>& requests =
        prometheus::BuildCounter().Name("laurel_http_requests_total").Help("Requests answered.").Register(registry);
    Family<Gauge>& events =
        prometheus::BuildGauge().Name("laurel_store_events").Help("Events in the store's log.").Register(registry);
    Family<Gauge>& members =
        prometheus::BuildGauge().Name("laurel_store_members").Help("Members in the store.").Register(registry);
    Family<Gauge>& commits = prometheus::BuildGauge()
                                 .Name("laurel_store_commits")
                                 .Help("Commits since the start, each of a group of writes that share a sync.")
                                 .Register(registry);
    std::map<const Route*, OfRoute> routes;

    void add(const Route* route) {
        OfRoute& series = routes[route];
        series.seconds = &seconds.Add(labels_of(route), seconds_boundaries);
        for (std::size_t i = 1; i < status_classes; ++i) {
            Labels labels = labels_of(route);
            labels.emplace("status", std::to_string(i) + "xx");
            series.requests[i] = &requests.Add(labels);
        }
    }
};

Metrics::Metrics() : series_(std::make_unique<Series>()) { series_->add(nullptr); }
Metrics::~Metrics() = default;

void Metrics::prepare(std::span<const Route* const> routes) {
    for (const Route* route : routes) series_->add(route);
}

void Metrics::record(const Route* route, int status, double seconds) {
    const Series::OfRoute& series = series_->routes.at(route);
    series.seconds->Observe(seconds);
    series.requests.at(static_cast<std::size_t>(status / 100))->Increment();
}

std::string Metrics::text(const Registry& registry) {
    for (const auto& service : registry.services()) {
        const MemberCounts counts = service->store().counts();
        const Labels labels{{"store", service->store_id()}};
        series_->events.Add(labels).Set(static_cast<double>(counts.events));
        series_->members.Add(labels).Set(static_cast<double>(counts.members));
        series_->commits.Add(labels).Set(static_cast<double>(service->store().commits()));
    }
    return prometheus::TextSerializer().Serialize(series_->registry.Collect());
}

std::span<const Route> metrics_routes() { return rows; }

}  // namespace laurel::routes
