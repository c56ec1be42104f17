#include "quote.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "slots.h"

namespace trialmine {
namespace {

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// 對(duì)照組: without the readings that a page put behind characters.
std::string WithoutReadings(std::string_view printed) {
  static const RE2 kReading(R"(\([a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ][a-zü]{0,5}\))");
  std::string words(printed);
  RE2::GlobalReplace(&words, kReading, "");
  return words;
}

class Quoter {
 public:
  Quoter(const Finding& finding, const Document& document) : finding_(finding), document_(document) {}

  /// Where `name` is what the slot holds and the document has as many characters there, only their script
  /// differs.
  void Quote(std::string& name, std::string_view slot_name) const {
    const Slot* slot = finding_.Find(slot_name);
    if (!slot || slot->span.begin >= slot->span.end || IsAscii(name) || name != CleanLabel(slot->text))
      return;
    const std::string printed = WithoutReadings(document_.Text(slot->span));
    if (Characters(printed) != Characters(WithoutReadings(slot->text))) return;
    if (std::string words = CleanLabel(printed); !words.empty()) name = std::move(words);
  }

 private:
  const Finding& finding_;
  const Document& document_;
};

}  // namespace

void QuoteNames(Value& value, const Finding& finding, const Document& document) {
  const Quoter quoter(finding, document);
  if (auto* size = std::get_if<SampleSize>(&value)) quoter.Quote(size->arm, "arm");
  if (auto* arm = std::get_if<Arm>(&value)) quoter.Quote(arm->label, "label");
  if (auto* outcome = std::get_if<OutcomeMeasure>(&value)) quoter.Quote(outcome->name, "name");
  if (auto* dose = std::get_if<Dose>(&value)) {
    quoter.Quote(dose->agent, "agent");
    quoter.Quote(dose->arm, "arm");
  }
  if (auto* result = std::get_if<ResultValue>(&value)) {
    quoter.Quote(result->outcome, "outcome");
    quoter.Quote(result->arm, "arm");
    quoter.Quote(result->comparator, "comparator");
  }
}

}  // namespace trialmine
