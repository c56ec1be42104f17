#include "schema.h"
#include "store/review.h"
#include "store_impl.h"

// The log that SQLite writes ahead of the store's file. Transactions are appended to it; once all of them
// stand in the file as well, the next one is written over the first.

namespace trialmine {

Status ReserveLog(Store& store) {
  Store::Impl& impl = store.impl();
  if (Status status = EmptyLog(store); !status) return status;
  // A transaction too large for the connection's memory goes to the log before anybody knows whether it will
  // be committed. This one is not, and the room it took stays.
  Status status = impl.database.Execute("PRAGMA cache_size = 16");
  if (status.ok()) status = impl.Begin();
  if (status.ok()) {
    status =
        impl.database.Execute("CREATE TABLE room (bytes BLOB); INSERT INTO room VALUES (zeroblob(32 << 20))");
    impl.Rollback();
  }
  (void)impl.database.Execute("PRAGMA cache_size = -16384");
  if (!status.ok()) return status;
  // The next commit would wait for all of it to be on the disk.
  return impl.InTransaction([&] { return MarkSchema(impl.database); });
}

Status EmptyLog(Store& store) {
  // Waits for nobody: what others still read or write is left for the next time.
  return store.impl().database.Execute("PRAGMA wal_checkpoint(PASSIVE)");
}

}  // namespace trialmine
