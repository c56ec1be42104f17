#include "answer.h"
#include "form.h"
#include "sources.h"
#include "text.h"
#include "xml.h"

// Registers that offer single records and no list, or do not want to be gone through: the records of a list
// of one's own are looked up one by one, and again when due.

namespace trialmine {
inline namespace sources {
namespace {

struct Register {
  const char* name;
  const char* title;
  const char* prefix;  // Of an id; what follows are digits.
  size_t digits;       // How many; 0: any number.
  const char* before;  // The URL around the id.
  const char* after;
  bool digits_only;    // The URL takes the id without its prefix.
  int unknown_status;  // How it answers where it knows no such id; 200 where it shows another page.
  std::chrono::milliseconds delay;
  int attempts;
};

constexpr Register kDrks{"drks",
                         "German Clinical Trials Register",
                         "DRKS",
                         8,
                         "https://drks.de/search/en/trial/",
                         "/details",
                         false,
                         200,
                         std::chrono::milliseconds(2000),
                         2};
// The site does not want to be collected by machines, and blocks those who ask every few seconds.
constexpr Register kJrct{"jrct",
                         "Japan Registry of Clinical Trials",
                         "jRCT",
                         0,
                         "https://jrct.mhlw.go.jp/en-latest-detail/",
                         "",
                         false,
                         500,
                         std::chrono::milliseconds(20000),
                         1};
constexpr Register kIrct{
    "irct", "Iranian Registry of Clinical Trials", "", 0, "https://en.irct.ir/trial/", "/xml", true,
    404,    std::chrono::milliseconds(2000),       2};

// An id as the register writes it; empty where it is none. `jRCTs031200042` and `jRCT2031200042` both are.
std::string IdOf(const Register& reg, std::string_view text) {
  std::string_view rest = Trim(text);
  if (!rest.starts_with(reg.prefix)) return {};
  rest.remove_prefix(std::string_view(reg.prefix).size());
  std::string_view digits = rest;
  if (reg.name == kJrct.name && digits.size() == 10 && Contains("sc", digits.substr(0, 1)))
    digits.remove_prefix(1);
  if (!ToNumber(digits) || digits.front() == '-' || (reg.digits != 0 && digits.size() != reg.digits))
    return {};
  return reg.prefix + std::string(rest);
}

class LookUp : public Source {
 public:
  explicit LookUp(const Register& reg) : register_(reg) {
    info_.name = reg.name;
    info_.title = reg.title;
    info_.pace.delay = reg.delay;
    info_.pace.attempts = reg.attempts;
    info_.by_hand =
        "Save the pages of the records in a browser, or take them from the WHO ICTRP export, and give the "
        "files to "
        "`trialmine mine`";
    info_.every = std::chrono::hours(24 * 7);
    info_.settings = {"ids"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    if (settings.All("ids").empty())
      return Error{"bad_input", "ids are missing: only records of a list are looked up"};
    for (const std::string& id : settings.All("ids"))
      if (IdOf(register_, id).empty())
        return Error{"bad_input", "ids: " + id + " is not a number of this register"};
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string&, UtcTime) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    for (const std::string& id : settings.All("ids")) {
      const std::string known = IdOf(register_, id);
      start.sweep.query += (start.sweep.query.empty() ? "" : " ") + known;
      Task task;
      task.kind = "record";
      task.key = known;
      const std::string_view part =
          register_.digits_only ? std::string_view(known).substr(std::string_view(register_.prefix).size())
                                : known;
      task.request.url = register_.before + Encode(part) + register_.after;
      task.recurring = true;
      start.tasks.push_back(std::move(task));
    }
    return start;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings&) const override {
    Reading reading;
    reading.announced = reading.delivered = 1;
    if (exchange.outcome == Outcome::kNotModified) {
      reading.outcome = Outcome::kNotModified;
      return reading;
    }
    const std::string unknown = "The register knows no " + task.key + ".";
    if (exchange.status == register_.unknown_status && exchange.status != 200)
      return Verdict(Outcome::kNotFound, unknown);
    if (exchange.status == 403)
      return Verdict(Outcome::kBlocked, "The register refuses to be asked by machines (403).");
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    if (!Contains(answer.text, task.key)) {
      // Only where the register says so by a page of its own is another page an answer.
      const bool says_unknown = register_.unknown_status == 200 && !Trim(answer.text).empty();
      return says_unknown ? Verdict(Outcome::kNotFound, unknown)
                          : Misfit(answer.text, "the record " + task.key);
    }
    const bool is_xml = Trim(answer.text).starts_with("<?xml");
    if (const Status whole = is_xml ? ReadXml(exchange.response.body, {}) : Status(); !whole)
      return Broken(whole.error());
    reading.deliveries.push_back(Deliver(task, exchange));
    return reading;
  }

  /// Records are due one by one: there is nothing to remember of a sweep.
  std::string Watermark(const Sweep&) const override { return ""; }

 private:
  const Register& register_;
  SourceInfo info_;
};

// UMIN publishes the whole of its register as one file.
class Umin : public Source {
 public:
  Umin() {
    info_.name = "umin";
    info_.title = "UMIN Clinical Trials Registry (bulk file)";
    info_.pace.delay = std::chrono::milliseconds(20000);
    info_.pace.attempts = 2;
    info_.every = std::chrono::hours(24 * 7);
  }

  const SourceInfo& info() const override { return info_; }
  Status Check(const SourceSettings&) const override { return {}; }

  Result<Start> Begin(const SourceSettings&, const std::string&, UtcTime) const override {
    Start start;
    Task task;
    task.kind = "file";
    task.key = "ctr_data_j.csv.gz";
    task.request.url = "https://upload.umin.ac.jp/ctr_csv/ctr_data_j.csv.gz";
    task.request.keep_encoded = true;
    task.recurring = true;
    start.tasks.push_back(std::move(task));
    return start;
  }

  Reading Read(const Sweep&, const Task&, const Exchange& exchange, const SourceSettings&) const override {
    if (exchange.outcome == Outcome::kNotModified) return Verdict(Outcome::kNotModified, "");
    if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
    const std::string begin = Beginning(exchange);
    if (!begin.starts_with("\x1F\x8B")) return Misfit(begin, "a gzip file");
    Reading reading;
    reading.announced = reading.delivered = 1;
    reading.detail = "The file is kept in the archive; its columns have no reader yet.";
    return reading;
  }

  std::string Watermark(const Sweep&) const override { return ""; }

 private:
  SourceInfo info_;
};

}  // namespace

std::vector<const Source*> LookUps() {
  static const LookUp kDrksSource(kDrks), kJrctSource(kJrct), kIrctSource(kIrct);
  static const Umin kUmin;
  return {&kDrksSource, &kJrctSource, &kIrctSource, &kUmin};
}

}  // namespace sources
}  // namespace trialmine
