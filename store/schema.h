#pragma once

#include "sqlite.h"

namespace trialmine {

/// Marks the file as ours ("tmin"): `PRAGMA application_id`.
inline constexpr int64_t kApplicationId = 0x746d696e;

/// The newest schema this program knows: how many files there are in store/schema/.
int SchemaVersion();

/// Refuses a file that is not a store, or one that a newer program wrote (`store`).
Status CheckSchema(Database& database);

/// Writes into the file whose it is and its schema's version.
Status MarkSchema(Database& database);

/// Makes an empty file a store, or brings an older store to SchemaVersion(). All or nothing.
Status Migrate(Database& database);

}  // namespace trialmine
