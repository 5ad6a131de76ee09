#pragma once
// Where imported accounts go: a store's ledger, many to a commit.
#include "edge/integrations/members_csv/opening.h"
#include "edge/service.h"

namespace laurel::members_csv {

// In a dry run each account is decided and forgotten: what the sink answers is what an import would. The service
// outlives the sink.
Sink ledger_sink(Service& service, bool is_dry_run);

}  // namespace laurel::members_csv
