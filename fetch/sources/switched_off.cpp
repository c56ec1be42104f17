#include <array>
#include <memory>

#include "sources.h"

// Sources that must not be crawled, or cannot be: each says why, and how a person gets its records instead.

namespace trialmine {
inline namespace sources {
namespace {

struct Closed {
  const char* name;
  const char* title;
  const char* why;
};

constexpr Closed kClosed[] = {
    {"ictrp", "WHO ICTRP",
     "Its export begins with the acceptance of terms, which is a person's to give. Search at "
     "https://trialsearch.who.int/, choose the XML export, and read the file with `trialmine mine`."},
    {"chictr", "Chinese Clinical Trial Registry (ChiCTR)",
     "It answers machines with a challenge and offers no interface. Its records are in the WHO ICTRP export; "
     "single ones "
     "can be saved from the browser (page, or XML download) and read with `trialmine mine`."},
    {"itmctr", "International Traditional Medicine Clinical Trial Registry",
     "It describes no interface for machines. Its records are in the WHO ICTRP export."},
    {"medicalresearch", "National Medical Research Registration System (medicalresearch.org.cn)",
     "It describes no interface for machines, and no hit there does not mean that a study is not registered. "
     "Have an export "
     "made by someone who may, and read the file with `trialmine mine`."},
    {"nmrr", "National Medical Research Register, Malaysia (NMRR)",
     "It describes no interface for machines. Save the pages of single records and read them with `trialmine "
     "mine`."},
    {"ctri", "Clinical Trials Registry - India",
     "Its search asks for a captcha and it has no export. Its records are in the WHO ICTRP export."},
    {"anzctr", "Australian New Zealand Clinical Trials Registry",
     "Its interface needs an arrangement with the registry and its pages refuse machines. Download the XML "
     "of a search "
     "result in the browser, or take its records from the WHO ICTRP export."},
    {"pactr", "Pan African Clinical Trials Registry",
     "Its pages are made for browsers only. Its records are in the WHO ICTRP export."},
    {"chinadrugtrials", "China Drug Trials (chinadrugtrials.org.cn)",
     "It answers machines with a challenge. Save the pages of single records and read them with `trialmine "
     "mine`."},
    {"euctr", "EU Clinical Trials Register",
     "It is frozen, and whether its downloads still answer is contradictory. Download a search result in the "
     "browser; trials "
     "that went on are in `ctis`, and its records are in the WHO ICTRP export."},
    {"cris", "Clinical Research Information Service, Korea",
     "Its open interface needs a service key of one's own at data.go.kr. Its records are in the WHO ICTRP "
     "export."},
};

class ClosedSource : public Source {
 public:
  explicit ClosedSource(const Closed& closed) {
    info_.name = closed.name;
    info_.title = closed.title;
    info_.enabled = false;
    info_.why_off = closed.why;
  }

  const SourceInfo& info() const override { return info_; }
  Status Check(const SourceSettings&) const override { return Refusal(); }
  Result<Start> Begin(const SourceSettings&, const std::string&, UtcTime) const override { return Refusal(); }
  Reading Read(const Sweep&, const Task&, const Exchange&, const SourceSettings&) const override {
    Reading reading;
    reading.outcome = Outcome::kBadRequest;
    reading.detail = info_.why_off;
    return reading;
  }
  std::string Watermark(const Sweep&) const override { return {}; }

 private:
  Error Refusal() const { return {"bad_input", info_.name + " is not crawled. " + info_.why_off}; }

  SourceInfo info_;
};

}  // namespace

std::vector<const Source*> SwitchedOff() {
  static const std::vector<std::unique_ptr<const ClosedSource>> kSources = [] {
    std::vector<std::unique_ptr<const ClosedSource>> sources;
    for (const Closed& closed : kClosed) sources.push_back(std::make_unique<const ClosedSource>(closed));
    return sources;
  }();
  std::vector<const Source*> all;
  for (const auto& source : kSources) all.push_back(source.get());
  return all;
}

}  // namespace sources
}  // namespace trialmine
