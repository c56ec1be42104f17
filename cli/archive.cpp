// `trialmine archive`: what an archive of responses holds, one response of it, and whether it is whole.

#include "fetch/archive.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>
#include <set>

#include "command.h"
#include "fetch/archive_scan.h"
#include "fetch/utf8.h"
#include "interrupt.h"
#include "store/json_text.h"

namespace trialmine {
namespace {

constexpr size_t kCopied = size_t{256} << 10;

struct ArchiveOptions {
  std::vector<std::string> paths;
  bool json = false;
  std::string type;
  std::string url;
  std::string at;
};

/// Goes through all records of all files. Errors are told to `failed`, which is given the place.
class Walk {
 public:
  explicit Walk(bool verify) : verify_(verify) {}

  /// `take` answers whether to go on.
  template <typename Take>
  void Over(const std::vector<std::string>& paths, Take take) {
    for (const std::string& path : paths) {
      const Result<std::vector<ArchiveFile>> files = ArchiveFiles(path);
      if (!files) {
        Report(path, files.error());
        continue;
      }
      for (const ArchiveFile& file : *files) {
        if (!File(file, take) || Interrupted() != 0) return;
      }
    }
  }

  bool failed() const { return failed_; }
  void Report(const std::string& subject, const Error& error) {
    failed_ = true;
    ReportError(subject, error);
  }

 private:
  template <typename Take>
  bool File(const ArchiveFile& file, Take take) {
    Result<ArchiveScan> scan = ArchiveScan::Open(file.path(), verify_);
    if (!scan) {
      Report(file.path(), scan.error());
      return true;
    }
    while (std::optional<Result<ArchivedRecord>> record = scan->Next()) {
      if (Interrupted() != 0) return false;
      if (!*record) {
        Report(file.path() + " at " + std::to_string(scan->failed_at()), record->error());
        continue;
      }
      (*record)->entry.file = file.name;
      if (!take(file, **record)) return false;
    }
    return true;
  }

  bool verify_;
  bool failed_ = false;
};

std::string OrDash(std::string_view text) { return text.empty() ? "-" : TerminalText(text); }

/// One line for a person or for cut(1): tabs between, `-` for what there is not.
std::string AsText(const ArchivedRecord& record) {
  std::string line = TerminalText(record.entry.file) + "\t" + std::to_string(record.entry.offset) + "\t" +
                     std::to_string(record.entry.length) + "\t" + OrDash(record.type) + "\t";
  line += record.status == 0 ? "-" : std::to_string(record.status);
  line +=
      "\t" + OrDash(record.media_type) + "\t" + OrDash(record.date) + "\t" + OrDash(record.payload_digest);
  return line + "\t" + OrDash(record.url) + "\n";
}

std::string AsJson(const ArchivedRecord& record) {
  std::string line;
  {
    JsonObject object(line);
    object.Number("schema", 1);
    object.Text("file", record.entry.file);
    object.Number("offset", static_cast<int64_t>(record.entry.offset));
    object.Number("length", static_cast<int64_t>(record.entry.length));
    object.Number("size", static_cast<int64_t>(record.size));
    object.Text("type", record.type);
    object.TextIfAny("id", record.id);
    object.TextIfAny("url", record.url);
    object.TextIfAny("date", record.date);
    if (record.status != 0) object.Number("status", record.status);
    object.TextIfAny("media_type", record.media_type);
    object.TextIfAny("payload_digest", record.payload_digest);
    object.TextIfAny("truncated", record.truncated);
    object.TextIfAny("concurrent_to", record.concurrent_to);
    object.TextIfAny("refers_to_url", record.refers_to_url);
    object.TextIfAny("refers_to_date", record.refers_to_date);
  }
  return line + "\n";
}

ExitCode ListRecords(const ArchiveOptions& options) {
  HandleInterrupts();
  Output output;
  Status status;
  Walk walk(false);
  walk.Over(options.paths, [&](const ArchiveFile&, const ArchivedRecord& record) {
    if (!options.type.empty() && record.type != options.type) return true;
    if (!options.url.empty() && record.url != options.url) return true;
    status = output.Write(options.json ? AsJson(record) : AsText(record));
    return status.ok();
  });
  if (status.ok()) status = output.Flush();
  return status.ok() ? EndOfRun(walk.failed()) : Fail("standard output", status.error());
}

/// What `get` looks for: the last response of a URL, or of the URL and date that its last revisit names.
struct Found {
  std::string folder;
  std::optional<ArchivedRecord> record;
};

bool HasContent(const ArchivedRecord& record) {
  return record.type == "response" || record.type == "resource" || record.type == "conversion";
}

Result<Found> FindByUrl(const ArchiveOptions& options, const std::string& url, const std::string& date) {
  Found found;
  Walk walk(false);
  walk.Over(options.paths, [&](const ArchiveFile& file, const ArchivedRecord& record) {
    const bool kind = HasContent(record) || (date.empty() && record.type == "revisit");
    if (!kind || record.url != url || (!date.empty() && record.date != date)) return true;
    if (found.record && record.date < found.record->date) return true;
    found = {file.folder, record};
    return true;
  });
  if (!found.record) return Error{"not_found", "the archive holds no response of " + url};
  if (found.record->type != "revisit") return found;
  const ArchivedRecord revisit = *found.record;
  if (revisit.refers_to_url.empty() || revisit.refers_to_date.empty()) {
    return Error{"not_found", "the last answer was a repetition that does not say of what"};
  }
  return FindByUrl(options, revisit.refers_to_url, revisit.refers_to_date);
}

/// `FILE:OFFSET`, as `list` prints them.
Result<Found> FindByPlace(const ArchiveOptions& options) {
  const size_t colon = options.at.rfind(':');
  uint64_t offset = 0;
  const char* end = options.at.data() + options.at.size();
  const char* begin = colon == std::string::npos ? end : options.at.data() + colon + 1;
  if (begin == end || std::from_chars(begin, end, offset).ptr != end) {
    return Error{"bad_input", "--at takes FILE:OFFSET"};
  }
  const std::string name = options.at.substr(0, colon);
  Found found;
  Walk walk(false);
  walk.Over(options.paths, [&](const ArchiveFile& file, const ArchivedRecord& record) {
    if (record.entry.file == name && record.entry.offset == offset) found = {file.folder, record};
    return !found.record;
  });
  if (!found.record) return Error{"not_found", "the archive holds no record there"};
  return found;
}

Status CopyBody(const Body& body, Output& output) {
  const Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return source.error();
  std::string buffer(kCopied, '\0');
  while (true) {
    const Result<size_t> count = (*source)->Read(buffer);
    if (!count) return count.error();
    if (*count == 0) return {};
    if (Status written = output.Write({buffer.data(), *count}); !written) return written;
  }
}

ExitCode GetResponse(const ArchiveOptions& options) {
  if (options.url.empty() == options.at.empty()) {
    return Fail("", {"bad_input", "either --url or --at says which response"});
  }
  const Result<Found> found =
      options.url.empty() ? FindByPlace(options) : FindByUrl(options, options.url, "");
  const std::string& subject = options.url.empty() ? options.at : options.url;
  if (!found) return Fail(subject, found.error());
  const Result<Response> response = Archive::Get(found->folder, found->record->entry);
  if (!response) return Fail(subject, response.error());
  Output output;
  Status status = CopyBody(response->body, output);
  const Status flushed = output.Flush();
  if (status.ok()) status = flushed;
  return status.ok() ? kDone : Fail(subject, status.error());
}

std::string KeyOf(const std::string& url, const std::string& date) { return url + " " + date; }

ExitCode VerifyRecords(const ArchiveOptions& options) {
  HandleInterrupts();
  int64_t files = 0, records = 0, revisits = 0;
  std::string last_file;
  std::set<std::string> originals;
  std::vector<std::pair<std::string, std::string>> references;  // Key, place.
  Walk walk(true);
  walk.Over(options.paths, [&](const ArchiveFile& file, const ArchivedRecord& record) {
    const std::string place = file.path() + " at " + std::to_string(record.entry.offset);
    files += file.path() == last_file ? 0 : 1;
    last_file = file.path();
    ++records;
    for (const std::string& problem : record.problems) {
      walk.Report(place, {"ill_formed", problem});
    }
    if (HasContent(record)) originals.insert(KeyOf(record.url, record.date));
    if (record.type == "revisit") ++revisits;
    if (!record.refers_to_url.empty()) {
      references.emplace_back(KeyOf(record.refers_to_url, record.refers_to_date), place);
    }
    return true;
  });
  for (const auto& [key, place] : references) {
    if (originals.contains(key) || Interrupted() != 0) continue;
    walk.Report(place, {"not_found", "what it repeats is not in the archive"});
  }
  Output output;
  Status status =
      output.Write(std::to_string(files) + " files, " + std::to_string(records) + " records, " +
                   std::to_string(revisits) + " revisits, " + (walk.failed() ? "not whole\n" : "whole\n"));
  if (status.ok()) status = output.Flush();
  return status.ok() ? EndOfRun(walk.failed()) : Fail("standard output", status.error());
}

CLI::App* AddPart(CLI::App& archive, const char* name, const char* purpose,
                  const std::shared_ptr<ArchiveOptions>& options) {
  CLI::App* part = archive.add_subcommand(name, purpose);
  part->add_option("PATH", options->paths, "WARC files, or the folder of an archive (STORE.archive)")
      ->required();
  return part;
}

}  // namespace

void AddArchive(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ArchiveOptions>();
  CLI::App* archive = app.add_subcommand("archive", "Look into WARC files, and see whether they are whole");
  archive->require_subcommand(1);

  CLI::App* list = AddPart(*archive, "list", "One line a record", options);
  list->add_flag("--json", options->json, "One JSON object a line");
  list->add_option("--type", options->type, "Only records of this type: response, request, revisit…");
  list->add_option("--url", options->url, "Only records of this URL");
  list->callback([options, &chosen] { chosen = [options] { return ListRecords(*options); }; });

  CLI::App* get = AddPart(*archive, "get", "Write the body of one response to standard output", options);
  get->add_option("--url", options->url, "The last response of this URL");
  get->add_option("--at", options->at, "The response at FILE:OFFSET, as `list` names them");
  get->callback([options, &chosen] { chosen = [options] { return GetResponse(*options); }; });

  CLI::App* verify = AddPart(*archive, "verify", "Hold every record against its digests", options);
  verify->callback([options, &chosen] { chosen = [options] { return VerifyRecords(*options); }; });
}

}  // namespace trialmine
