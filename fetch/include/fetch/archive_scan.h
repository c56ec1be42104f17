#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/archive.h"
#include "fetch/result.h"

// Going through WARC files record by record, whoever wrote them.

namespace trialmine {

/// What a record says of itself, and what is wrong with it.
struct ArchivedRecord {
  ArchiveEntry entry;
  std::string type;  ///< `response`, `request`, `revisit`, `resource`, `warcinfo`…
  std::string id;    ///< `<urn:uuid:…>`
  std::string url;
  std::string date;
  std::string payload_digest;
  std::string truncated;      ///< Why the payload stops short; empty where it does not.
  std::string concurrent_to;  ///< The id of the record it goes with.
  std::string refers_to_url;  ///< Of a revisit: what it repeats.
  std::string refers_to_date;
  uint64_t size = 0;       ///< Of its block, unpacked.
  int status = 0;          ///< Of an HTTP answer.
  std::string media_type;  ///< Of its content, as declared.
  /// Sentences, where the scan verifies: digests that do not match, a block cut short.
  std::vector<std::string> problems;
};

/// Reads a WARC file, packed record by record or not at all, from its beginning. Not thread-safe.
class ArchiveScan {
 public:
  /// `verify` reads every block and holds it against its digests.
  static Result<ArchiveScan> Open(const std::string& path, bool verify);
  ~ArchiveScan();
  ArchiveScan(ArchiveScan&&) noexcept;
  ArchiveScan& operator=(ArchiveScan&&) noexcept;

  /// The next record; nothing at the end. Records may follow an error: see failed_at().
  std::optional<Result<ArchivedRecord>> Next();
  /// The offset at which the last error was met.
  uint64_t failed_at() const;

 private:
  struct File;
  explicit ArchiveScan(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

/// A file of an archive: what Archive::Get takes for it.
struct ArchiveFile {
  std::string folder;
  std::string name;
  std::string path() const { return folder + "/" + name; }
};

/// The WARC files of a folder and of the numbered folders within it, in the order of their names; or the path
/// itself where it is a file.
Result<std::vector<ArchiveFile>> ArchiveFiles(const std::string& path);

}  // namespace trialmine
