#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fetch/archive.h"
#include "fetch/result.h"
#include "store/store.h"

namespace trialmine {

/// A record that a source delivered and that no run has read yet; its bytes stand in the archive.
struct UnreadDelivery {
  int64_t id = 0;
  std::string source;
  std::string name;  ///< For messages: `ctgov:NCT01234567`.
  std::string sha256;
  ArchiveEntry entry;
  bool retracted = false;  ///< The source says so, whatever the record itself says.
};

/// Notes a delivery as unread; nothing where the same bytes were delivered before with the same facts.
/// REQUIRES: the response of that digest is in the store (Store::AddResponse).
Status AddDelivery(Store& store, const std::string& source, const std::string& name,
                   const std::string& sha256, const std::map<std::string, std::string>& facts,
                   const std::string& delivered_at);

/// At most `limit` unread deliveries with an id above `after`, the oldest first.
Result<std::vector<UnreadDelivery>> UnreadDeliveries(Store& store, int64_t after, int limit);
Result<int64_t> CountUnread(Store& store);

/// Notes that `run` has read a delivery: put its documents in the store, or recorded why it could not.
Status MarkRead(Store& store, int64_t delivery, int64_t run);

}  // namespace trialmine
