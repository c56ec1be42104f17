#include <algorithm>
#include <optional>

#include "answer.h"
#include "digest.h"
#include "sources.h"
#include "state.h"
#include "text.h"

// PubMed's yearly baseline and its daily update files. A later file replaces records of an earlier one, so
// that files are taken one after another, in ascending order, baseline first; the watermark is the last file
// taken. Each file's MD5 is published beside it.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kBase = "https://ftp.ncbi.nlm.nih.gov/pubmed/";
constexpr int64_t kMaxFile = 9999;

// `pubmed26n0017.xml.gz`.
struct FileName {
  int64_t year = 0, number = 0;
};

std::string Digits(int64_t number, size_t width) {
  std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string Stem(FileName file) { return "pubmed" + Digits(file.year, 2) + "n" + Digits(file.number, 4); }

std::optional<FileName> ToFileName(std::string_view text) {
  if (text.size() != 13 || !text.starts_with("pubmed") || text[8] != 'n') return std::nullopt;
  const auto year = ToNumber(text.substr(6, 2)), number = ToNumber(text.substr(9, 4));
  if (!year || !number || *year < 0 || *number < 1) return std::nullopt;
  return FileName{*year, *number};
}

// The files an index page links to: the first and the last of the latest year, and how many of them.
struct Listing {
  FileName first, last;
  int64_t count = 0;
};

std::optional<Listing> ReadListing(std::string_view page) {
  constexpr std::string_view kEnd = ".xml.gz\"";
  std::vector<FileName> files;
  for (size_t at = 0; (at = page.find("href=\"pubmed", at)) != std::string_view::npos; ++at) {
    const std::string_view name = page.substr(at + 6);
    if (name.size() < 13 + kEnd.size() || name.substr(13, kEnd.size()) != kEnd) continue;
    if (const auto file = ToFileName(name.substr(0, 13))) files.push_back(*file);
  }
  if (files.empty()) return std::nullopt;
  const auto order = [](FileName a, FileName b) {
    return std::pair(a.year, a.number) < std::pair(b.year, b.number);
  };
  Listing listing;
  listing.last = *std::max_element(files.begin(), files.end(), order);
  // Around New Year the listing may still hold files of the year before.
  std::erase_if(files, [&](FileName file) { return file.year != listing.last.year; });
  listing.first = *std::min_element(files.begin(), files.end(), order);
  listing.count = static_cast<int64_t>(files.size());
  return listing;
}

// What is still to be taken: baseline files up to `baseline`, then update files up to `last`.
struct Plan {
  FileName next;
  int64_t baseline = 0;
  int64_t last = 0;
  std::string md5;
};

Plan ReadPlan(const Task& task) {
  const State state(task.state);
  return {{state.Number("year"), state.Number("next")},
          state.Number("baseline"),
          state.Number("last"),
          state.Get("md5")};
}

Task MakeTask(const Plan& plan, bool digest) {
  const std::string folder = plan.next.number <= plan.baseline ? "baseline/" : "updatefiles/";
  Task task;
  task.kind = digest ? "md5" : "file";
  task.key = task.kind + ":" + Stem(plan.next);
  task.request.url = std::string(kBase) + folder + Stem(plan.next) + ".xml.gz" + (digest ? ".md5" : "");
  task.request.keep_encoded = !digest;
  task.state = State()
                   .Set("year", plan.next.year)
                   .Set("next", plan.next.number)
                   .Set("baseline", plan.baseline)
                   .Set("last", plan.last)
                   .Set("md5", plan.md5)
                   .Text();
  return task;
}

Task ListingTask(std::string_view folder, const State& state) {
  Task task;
  task.kind = "index";
  task.key = "index:" + std::string(folder);
  task.request.url = std::string(kBase) + std::string(folder) + "/";
  task.state = State(state).Set("folder", folder).Text();
  return task;
}

// 32 hex digits, from `MD5(file)= 246e…` or `246e…  file`.
std::optional<std::string> ReadMd5(std::string_view text) {
  const size_t equals = text.rfind('=');
  std::string_view digits = Trim(equals == std::string_view::npos ? text : text.substr(equals + 1));
  digits = digits.substr(0, digits.find_first_of(" \t"));
  const std::string lower = Lower(digits);
  if (lower.size() != 32 || lower.find_first_not_of("0123456789abcdef") != std::string::npos)
    return std::nullopt;
  return lower;
}

// Where in the year's files to begin: after the watermark, or at the beginning of a new year.
Reading PlanFiles(const Listing& updates, std::optional<Listing> baseline, std::string_view mark) {
  const std::optional<FileName> reached = ToFileName(mark);
  const bool same_year = reached && reached->year == updates.last.year;
  Plan plan;
  plan.last = updates.last.number;
  plan.baseline = baseline ? baseline->last.number : updates.first.number - 1;
  plan.next = {updates.last.year, same_year ? reached->number + 1 : baseline ? 1 : updates.first.number};
  if (!same_year && baseline &&
      (baseline->last.year != updates.last.year || baseline->last.number + 1 != updates.first.number))
    return Verdict(Outcome::kTruncated, "The baseline ends with " + Stem(baseline->last) +
                                            " and the updates begin with " + Stem(updates.first) + ".");
  if (plan.last >= kMaxFile)
    return Verdict(Outcome::kTooBig, "There are more files than four digits can name.");
  Reading reading;
  reading.data_timestamp = Stem(updates.last);
  reading.announced = plan.last - plan.next.number + 1;
  if (reading.announced > 0) reading.next.push_back(MakeTask(plan, true));
  return reading;
}

class PubMedFilesSource : public Source {
 public:
  PubMedFilesSource() {
    info_.name = "pubmed_files";
    info_.title = "PubMed (baseline and update files)";
    info_.pace.parallel = 1;
    info_.pace.robots = false;  // A place for downloads, with written terms.
    info_.settings = {"baseline"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    const std::string baseline = settings.Get("baseline", "yes");
    if (baseline != "yes" && baseline != "no" && baseline != "true" && baseline != "false")
      return Error{"bad_input", "baseline must be yes or no"};
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark, UtcTime) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    const bool baseline = IsYes(settings, "baseline", true);
    start.sweep.query = baseline ? "baseline and updates" : "updates";
    start.sweep.from = ReadMark(watermark, start.sweep.query);
    start.tasks.push_back(ListingTask(
        "updatefiles", State().Set("mark", start.sweep.from).Set("want", baseline ? "yes" : "no")));
    return start;
  }

  Reading Read(const Sweep& sweep, const Task& task, const Exchange& exchange,
               const SourceSettings&) const override {
    if (task.kind == "index") return ReadIndex(task, exchange);
    if (task.kind == "md5") return ReadDigest(task, exchange);
    (void)sweep;
    return ReadFile(task, exchange);
  }

  std::string Watermark(const Sweep& sweep) const override {
    return MakeMark(sweep.data_timestamp, sweep.query);
  }

 private:
  static Reading ReadIndex(const Task& task, const Exchange& exchange) {
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    if (LooksLikeHtml(answer.text) && !ContainsWord(answer.text, "</html>"))
      return Verdict(Outcome::kTruncated, "The list of files breaks off.");
    const std::optional<Listing> listing = ReadListing(answer.text);
    if (!listing) return Misfit(answer.text, "a list of files");
    if (listing->last.number - listing->first.number + 1 != listing->count)
      return Verdict(Outcome::kTruncated, "The list of files has gaps between " + Stem(listing->first) +
                                              " and " + Stem(listing->last) + ".");
    const State state(task.state);
    const std::optional<FileName> mark = ToFileName(state.Get("mark"));
    if (state.Get("folder") == "updatefiles") {
      if (mark && mark->year == listing->last.year && mark->number + 1 < listing->first.number)
        return Verdict(Outcome::kGone, "The files after " + Stem(*mark) +
                                           " are gone; the updates begin with " + Stem(listing->first) + ".");
      if (state.Get("want") == "no" || (mark && mark->year == listing->last.year))
        return PlanFiles(*listing, std::nullopt, state.Get("mark"));
      Reading reading;
      reading.next.push_back(ListingTask(
          "baseline", State(state).Set("first", Stem(listing->first)).Set("last", Stem(listing->last))));
      return reading;
    }
    const auto first = ToFileName(state.Get("first")), last = ToFileName(state.Get("last"));
    if (!first || !last) return Verdict(Outcome::kBadRequest, "The task's state cannot be read.");
    if (listing->first.number != 1)
      return Verdict(Outcome::kTruncated, "The baseline begins with " + Stem(listing->first) + ".");
    return PlanFiles({*first, *last, 0}, *listing, state.Get("mark"));
  }

  static Reading ReadDigest(const Task& task, const Exchange& exchange) {
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    const std::optional<std::string> md5 = ReadMd5(Trim(answer.text));
    if (!md5) return Misfit(answer.text, "an MD5");
    Plan plan = ReadPlan(task);
    plan.md5 = *md5;
    Reading reading;
    reading.next.push_back(MakeTask(plan, false));
    return reading;
  }

  static Reading ReadFile(const Task& task, const Exchange& exchange) {
    if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
    Plan plan = ReadPlan(task);
    const Result<std::string> md5 = Md5(exchange.response.body);
    if (!md5) return Broken(md5.error());
    if (*md5 != plan.md5)
      return Verdict(Outcome::kTruncated, "The file's MD5 is " + *md5 + " and should be " + plan.md5 + ".");
    Reading reading;
    reading.delivered = 1;
    reading.deliveries.push_back(Deliver(task, exchange));
    plan.md5.clear();
    ++plan.next.number;
    if (plan.next.number <= plan.last) reading.next.push_back(MakeTask(plan, true));
    return reading;
  }

  SourceInfo info_;
};

}  // namespace

const Source& PubMedFiles() {
  static const PubMedFilesSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine
