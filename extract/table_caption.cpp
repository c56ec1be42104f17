#include "table_caption.h"

#include <re2/re2.h>

#include "holds.h"
#include "result_times.h"
#include "table_head.h"

namespace trialmine {
namespace {

/// Group 1 the measure.
const RE2& RegistryCaption() {
  static const RE2 kCaption(
      R"((?i)(?:(?:primary|secondary|other(?: pre-specified)?|post[- ]hoc) outcome|baseline characteristics|statistical analysis): (.*?)(?: \[.*\])? ?)");
  return kCaption;
}

}  // namespace

bool IsBaselineTable(std::string_view caption) {
  static const RE2 kBaseline(
      R"((?i)\bbaseline\b|characteristic|demographic|一般资料|基线|临床资料比较|基本资料)");
  static const RE2 kLater(R"((?i)baseline (?:and|to|vs\.?|versus)|from baseline|\bchanges?\b|基线和|基线与)");
  return Holds(caption, kBaseline) && !Holds(caption, kLater);
}

bool IsChangeTable(std::string_view caption) {
  static const RE2 kChanges(
      R"((?i)\bchanges?\b.{0,60}\b(?:from|relative to|compared (?:with|to)|over) (?:the )?baseline\b)");
  return Holds(caption, kChanges);
}

bool ReportsOnlyBaseline(std::string_view title) {
  static const RE2 kOnly(
      R"((?i)\b(?:protocol|design|rationale|methods?)\b.*\bbaseline (?:characteristics|data|findings)\b)");
  return Holds(title, kOnly);
}

bool NamesHarms(std::string_view caption) {
  static const RE2 kHarms(
      R"((?i)\badverse|side[- ]effects?|complications?|toxicit|不良反应|不良事件|并发症|副作用)");
  return Holds(caption, kHarms);
}

bool IsIntervalName(std::string_view name) {
  static const RE2 kInterval(
      R"((?i)^[(\[]?(?:adjusted )?\d+(?:\.\d+)? ?% ?(?:R?C\.?I\.?|confidence intervals?)[a-d]?[)\]]? ?$)");
  return Holds(name, kInterval);
}

bool IsOtherTable(std::string_view caption) {
  static const RE2 kOther(
      R"((?i)\bschedule\b|criteria|definition|\bprimers?\b|included studies|characteristics of (?:the )?(?:included )?(?:studies|trials)|previous|literature|composition|abbreviations|in vitro|\b(?:mice|rats?)\b|纳入文献|引物|纳入研究)");
  return Holds(caption, kOther);
}

std::string LevelIn(std::string_view words) {
  static const RE2 kLevel(
      R"((?i)(\d+(?:\.\d+)?) ?% ?(?:R?C\.?I\b|R?CI[a-d]\b|confidence|可信区间|置信区间))");
  std::string level;
  RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), kLevel, &level);
  return level;
}

bool IsRegistryCaption(std::string_view caption) { return RE2::FullMatch(Piece(caption), RegistryCaption()); }

std::string CaptionOutcome(std::string_view caption) {
  static const RE2 kFront(
      R"((?i)^(?:(?:table|表) ?[\dIVX]+[.:]? ?)?(?:descriptive statistics (?:for|of) )?(?:(?:the|comparisons?|changes?|summary|distribution|analysis|results?|effects?|mean|median|range|average|values?|number|percentages?)(?: \((?:±? ?s\.?[de]\.?m?\.?|%|iqr)\))?(?: (?:of|in|and))? )*|^(?:表 ?\d+ ?)?(?:治疗前后|两组|各组|三组|2组|3组|患者|不同)*(?:的)?)");
  static const RE2 kBack(
      R"((?i) (?:at|by|before|after|during|according|between|among|over|across|stratified|from|with|within|in (?:the|both|each|all|patients|different|various|study|two|three)|of (?:the )?(?:patients|two|both|groups))\b.*$|,.*$|\. .*$|(?:的?比较|的?变化|情况|的?对比|\(x ?±).*$|[.。]$)");
  std::string name;
  if (RE2::FullMatch(Piece(caption), RegistryCaption(), &name)) return name;
  name = caption;
  RE2::Replace(&name, kFront, "");
  RE2::Replace(&name, kBack, "");
  static const RE2 kFormats(
      R"((?i) ?[(\[][^)\]]*(?:quartile|s\.?d\.?|±|range|%|CI|iqr|s\.?e\.?m?)[^)\]]*[)\]])");
  RE2::GlobalReplace(&name, kFormats, "");
  while (!name.empty() && std::string_view(" ,:;.").find(name.back()) != std::string_view::npos)
    name.pop_back();
  return name.size() > 80 ? std::string() : name;
}

std::string CaptionTime(std::string_view caption) {
  static const RE2 kBracket(R"(\[([^\]]{1,200})\] ?$)");
  std::string words;
  if (!RE2::PartialMatch(Piece(caption), kBracket, &words)) return {};
  if (std::string time = TimeText(words); !time.empty()) return time;
  const std::vector<TimeMention> times = TimesIn(words, {0, static_cast<uint32_t>(words.size())});
  return times.size() == 1 ? times[0].text : std::string();
}

}  // namespace trialmine
