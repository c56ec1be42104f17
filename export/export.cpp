#include "export/export.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "arms.h"
#include "contrasts.h"
#include "reports.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBufferSize = 1 << 20;

Error CannotWrite(const std::string& file) { return {"disk_full", file + ": " + std::strerror(errno)}; }

/// One file of the package, written in large pieces.
class PackageFile {
 public:
  explicit PackageFile(std::string path) : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {}

  /// The text to append to; Flush() now and then.
  std::string& text() { return text_; }
  Status Flush(bool all) {
    if (!file_) return CannotWrite(path_);
    if (!all && text_.size() < kBufferSize) return {};
    if (std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size()) return CannotWrite(path_);
    text_.clear();
    return {};
  }
  Status Close() {
    if (Status status = Flush(true); !status) return status;
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) return CannotWrite(path_);
    return {};
  }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string text_;
};

constexpr const char* kFiles[] = {"studies.csv",    "arms.csv",         "contrasts.csv",
                                  "reports.csv",    "exclusions.csv",   "findings.ndjson",
                                  "references.ris", "datapackage.json", "README.md"};
enum FileIndex : uint8_t {
  kStudies,
  kArms,
  kContrasts,
  kReports,
  kExclusions,
  kFindings,
  kReferences,
  kPackage,
  kReadme
};

std::string DataPackage() {
  std::string json =
      "{\n  \"profile\": \"tabular-data-package\",\n  \"name\": \"trialmine-export\",\n"
      "  \"title\": \"Trials mined from the literature\",\n  \"resources\": [\n";
  AppendStudiesResource(json);
  json += ",\n";
  AppendArmsResource(json);
  json += ",\n";
  AppendContrastsResource(json);
  json += ",\n";
  AppendReportsResource(json);
  json += ",\n";
  AppendExclusionsResource(json);
  json += "\n  ]\n}\n";
  return json;
}

std::string ReadMe(const ExportReport& report, const ExportOptions& options) {
  std::string text = "# Trials mined from the literature\n\n";
  text += std::to_string(report.studies) + " studies, " + std::to_string(report.reports) + " reports, " +
          std::to_string(report.arm_rows) + " rows of arms, " + std::to_string(report.contrast_rows) +
          " effects between arms, " + std::to_string(report.findings) + " findings.\n\n";
  text += options.reviewed_only
              ? "Only what a person accepted or corrected is in the tables.\n"
              : "Everything is in the tables; `review_state` says what a person has settled.\n";
  text +=
      "\n- `studies.csv`: one row per trial.\n- `arms.csv`: one row per study, arm, outcome and time where a "
      "result "
      "names them, one per arm otherwise.\n- `contrasts.csv`: differences and ratios between arms "
      "as the authors report them.\n- `reports.csv`: the publications and records.\n- `exclusions.csv`: what "
      "is in no study, and why.\n- `findings.ndjson`: every finding with its words and where they stand.\n- "
      "`references.ris`: the reports for a reference manager.\n- `datapackage.json`: every column described "
      "(Frictionless).\n\nTables are UTF-8, comma-separated, with a dot in decimals; an empty field is "
      "missing. "
      "`evidence_ids` leads from a row to the findings behind it.\n";
  return text;
}

class Exporter {
 public:
  Exporter(Store& store, const fs::path& folder, const ExportOptions& options)
      : store_(store), options_(options) {
    for (const char* name : kFiles) files_.push_back(std::make_unique<PackageFile>((folder / name).string()));
  }

  Result<ExportReport> Run() {
    Status status = WriteStudies();
    if (status.ok()) status = WriteFindings();
    if (status.ok()) status = WriteWithdrawn();
    if (status.ok()) status = WriteFailures();
    if (!status.ok()) return status.error();
    Text(kPackage) = DataPackage();
    Text(kReadme) = ReadMe(report_, options_);
    for (const auto& file : files_) {
      status = file->Close();
      if (!status.ok()) return status.error();
    }
    return report_;
  }

 private:
  std::string& Text(FileIndex file) { return files_[file]->text(); }
  Status Flush() {
    for (const auto& file : files_) {
      if (Status status = file->Flush(false); !status) return status;
    }
    return {};
  }

  static bool HasFacts(const Study& study) {
    return std::any_of(study.reports.begin(), study.reports.end(),
                       [](const Report& report) { return !report.facts.empty(); });
  }
  void WriteStudy(const Study& study);
  Status WriteStudies();
  Status WriteFindings();
  Status WriteWithdrawn();
  Status WriteFailures();
  Status ExcludeDocument(int64_t document, const char* reason, const char* detail);
  void Exclude(Exclusion exclusion) {
    AppendExclusionRow(exclusion, Text(kExclusions));
    ++report_.exclusions;
  }

  Store& store_;
  const ExportOptions& options_;
  std::vector<std::unique_ptr<PackageFile>> files_;
  std::map<int64_t, std::string> study_of_;  ///< Of each document; the first by key where it reports several.
  std::set<int64_t> unreviewed_;             ///< Documents of studies left out.
  ExportReport report_;
};

void Exporter::WriteStudy(const Study& study) {
  AppendStudyRow(study, Text(kStudies));
  report_.reports += AppendReportRows(study, Text(kReports));
  AppendRis(study, Text(kReferences));
  const std::vector<ArmRow> arms = ArmRows(study);
  for (const ArmRow& row : arms) AppendArmsRow(row, Text(kArms));
  const std::vector<ContrastRow> contrasts = ContrastRows(study, arms);
  for (const ContrastRow& row : contrasts) AppendContrastsRow(row, Text(kContrasts));
  report_.arm_rows += static_cast<int64_t>(arms.size());
  report_.contrast_rows += static_cast<int64_t>(contrasts.size());
  ++report_.studies;
}

Status Exporter::WriteStudies() {
  AppendStudiesHeader(Text(kStudies));
  AppendArmsHeader(Text(kArms));
  AppendContrastsHeader(Text(kContrasts));
  AppendReportsHeader(Text(kReports));
  AppendExclusionsHeader(Text(kExclusions));
  Result<std::vector<StoredTrial>> trials = Trials(store_);
  if (!trials) return trials.error();
  for (const StoredTrial& trial : *trials) {
    Result<Study> study = ReadStudy(store_, trial, options_.reviewed_only);
    if (!study) return study.error();
    for (int64_t document : trial.documents) study_of_.emplace(document, trial.key);
    if (options_.reviewed_only && !HasFacts(*study)) {
      for (const Report& report : study->reports) unreviewed_.insert(report.stored.id);
      continue;
    }
    WriteStudy(*study);
    if (Status status = Flush(); !status) return status;
  }
  return {};
}

Status Exporter::WriteFindings() {
  Result<std::vector<int64_t>> documents = Documents(store_);
  if (!documents) return documents.error();
  for (int64_t document : *documents) {
    const auto study = study_of_.find(document);
    const bool has_study = study != study_of_.end();
    Status excluded;
    if (!has_study)
      excluded = ExcludeDocument(document, "no_trial", "the document reports no trial");
    else if (unreviewed_.contains(document))
      excluded =
          ExcludeDocument(document, "not_reviewed", "nobody accepted or corrected a finding of its study");
    if (!excluded) return excluded;
    Result<std::vector<StoredFact>> facts = FactsOf(store_, document);
    if (!facts) return facts.error();
    for (const StoredFact& fact : *facts) {
      if (options_.reviewed_only && fact.state != "accepted" && fact.state != "corrected") continue;
      AppendFinding(fact, has_study ? study->second : std::string(), Text(kFindings));
      ++report_.findings;
    }
    if (Status status = Flush(); !status) return status;
  }
  return {};
}

Status Exporter::WriteWithdrawn() {
  Result<std::vector<int64_t>> documents = WithdrawnDocuments(store_);
  if (!documents) return documents.error();
  for (int64_t document : *documents) {
    Status status = ExcludeDocument(document, "withdrawn", "its source withdrew the record");
    if (!status) return status;
  }
  return {};
}

Status Exporter::ExcludeDocument(int64_t document, const char* reason, const char* detail) {
  Result<StoredDocument> stored = LoadDocument(store_, document, false);
  if (!stored) return stored.error();
  Exclude({stored->document.id, stored->document.source, reason, detail});
  return {};
}

Status Exporter::WriteFailures() {
  Result<std::vector<StoredFailure>> failures = Failures(store_);
  if (!failures) return failures.error();
  for (const StoredFailure& failure : *failures) Exclude({failure.file, "", failure.code, failure.detail});
  return Flush();
}

/// Puts the finished files in their places.
Status MoveInto(const fs::path& from, const fs::path& folder) {
  std::error_code error;
  for (const char* name : kFiles) {
    fs::rename(from / name, folder / name, error);
    if (error) return Error{"disk_full", (folder / name).string() + ": " + error.message()};
  }
  return {};
}

}  // namespace

Result<ExportReport> Export(Store& store, const std::string& folder, const ExportOptions& options) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::string temporary = (fs::path(folder) / ".export-XXXXXX").string();
  if (error || !::mkdtemp(temporary.data())) {
    return Error{"disk_full", folder + ": " + (error ? error.message() : std::strerror(errno))};
  }
  Result<ExportReport> report = Exporter(store, temporary, options).Run();
  Status moved = report.ok() ? MoveInto(temporary, folder) : Status(report.error());
  fs::remove_all(temporary, error);
  if (!moved.ok()) return moved.error();
  return report;
}

}  // namespace trialmine
