#include "eutils.h"
#include "sources.h"
#include "text.h"

// PubMed by E-utilities. New records are found by their entry date, changed ones by their modification date;
// the watermark is the day up to which both were asked for. Withdrawn records come as DeleteCitation among
// the others.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kRecords[] = {"PubmedArticle", "PubmedBookArticle"};
constexpr EntrezDatabase kPubMed{"pubmed", kRecords, {}, false};
constexpr std::string_view kBeginning = "1900-01-01";
constexpr int64_t kOverlapDays = 3;  // Dates are those of the source's own time zone, and come late.

class PubMedSource : public Source {
 public:
  PubMedSource() {
    info_.name = "pubmed";
    info_.title = "PubMed (E-utilities)";
    info_.by_hand = "Use the source pubmed_files, or write to the address that the answer names";
    info_.pace.delay = std::chrono::milliseconds(370);
    info_.pace.parallel = 3;
    info_.pace.robots = false;  // The interface has written terms of use.
    info_.settings = {"query", "since", "overlap_days"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    if (Trim(settings.Get("query")).empty()) return Error{"bad_input", "query is missing"};
    if (!ToDay(settings.Get("since", kBeginning)))
      return Error{"bad_input", "since must be a date, 2026-11-22"};
    const Result<int64_t> overlap = NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365);
    if (!overlap) return overlap.error();
    return {};
  }

  Pace PaceFor(const SourceSettings& settings) const override {
    Pace pace = info_.pace;
    if (!settings.api_key.empty()) pace.delay = std::chrono::milliseconds(111);
    return pace;
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark,
                      UtcTime now) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    const std::string query(Trim(settings.Get("query")));
    const std::string since = settings.Get("since", kBeginning);
    Start start;
    start.sweep.query = query + " since " + since;
    const std::optional<std::chrono::sys_days> mark = ToDay(ReadMark(watermark, start.sweep.query));
    const int64_t overlap = *NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365);
    const auto today = std::chrono::floor<std::chrono::days>(now);
    DayWindow window{*ToDay(since), today + std::chrono::days(1)};
    if (mark) window.from = std::max(window.from, *mark - std::chrono::days(overlap));
    if (window.empty()) return Error{"bad_input", "since lies in the future"};
    start.sweep.from = Iso(window.from);
    start.sweep.to = Iso(today);
    start.tasks.push_back(SearchTask(kPubMed, {query, "", "edat", window}, true, settings));
    if (mark) {
      const std::string fresh =
          "\"" + Slashed(window.from) + "\"[edat] : \"" + Slashed(window.last()) + "\"[edat]";
      start.tasks.push_back(SearchTask(kPubMed, {query, fresh, "mdat", window}, true, settings));
    }
    return start;
  }

  Request ToSend(const Task& task, const SourceSettings& settings) const override {
    return WithKey(task.request, settings);
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings& settings) const override {
    return task.kind == "search" ? ReadSearch(kPubMed, task, exchange, settings)
                                 : ReadBatch(kPubMed, task, exchange, settings);
  }

  std::string Watermark(const Sweep& sweep) const override { return MakeMark(sweep.to, sweep.query); }

 private:
  SourceInfo info_;
};

}  // namespace

const Source& PubMed() {
  static const PubMedSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine
