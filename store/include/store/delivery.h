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
  /// The name gave these bytes before, then others, and now these again: they are what is there.
  bool returned = false;
  /// Set where the bytes came from another page first: the page is one more place of that one's document, or,
  /// where it had bytes of its own before, is known by its own URL.
  std::string also_at, own_url;
};

/// Notes a delivery as unread; nothing where the same bytes were the last that came under that name, with the
/// same facts, or came under any name that is no page's URL. REQUIRES: the response of that digest is in the
/// store (Store::AddResponse).
Status AddDelivery(Store& store, const std::string& source, const std::string& name,
                   const std::string& sha256, const std::map<std::string, std::string>& facts,
                   const std::string& delivered_at);

/// At most `limit` unread deliveries with an id above `after`, the oldest first.
Result<std::vector<UnreadDelivery>> UnreadDeliveries(Store& store, int64_t after, int limit);
Result<int64_t> CountUnread(Store& store);

/// Loads a record as Store::Put does, but lets a content come back that another has replaced.
Result<Change> PutReturned(Store& store, const Record& record, int64_t run);
/// Has a document of the store be found by one more page's URL.
Status AddLocation(Store& store, const Document& document, const std::string& url);

/// Notes that `run` has read a delivery: put its documents in the store, or recorded why it could not.
Status MarkRead(Store& store, int64_t delivery, int64_t run);

}  // namespace trialmine
