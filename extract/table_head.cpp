#include "table_head.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "holds.h"
#include "result_times.h"

namespace trialmine {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

void TrimEnd(std::string& text) {
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == ',' || text.back() == ':' || text.back() == ';'))
    text.pop_back();
}

bool IsP(std::string_view head) {
  static const RE2 kP(
      R"((?i)^(?:.* )?p(?:[- ]?values?|值)?(?: ?\(.*\)|(?: ?\^?[*†‡a-c])+| ?\^?\d| for .*| between .*)?$|^(?:.* )?significance$|^(?:adjusted |overall )?p[- ]value)");
  return Holds(head, kP);
}

bool IsNothing(std::string_view head) {
  static const RE2 kNothing(
      R"((?i)^(?:t|F|χ2|χ\^2|x2|x\^2|z|u|df|t ?值|χ2 ?值|χ\^2 ?值|F ?值|Z ?值|U ?值|统计量|.*statistic|[tFz][- ]values?|F values?.*|chi-?square.*|min(?:imum)?|max(?:imum)?|references?|ref\.?|units?|单位|study|studies|year|comments?|remarks?|notes?|备注|p.*within.*|within.*p.*|组内.*)$)");
  return Holds(head, kNothing);
}

bool IsTotal(std::string_view head) {
  static const RE2 kTotal(
      R"((?i)^(?:all|total|overall|both(?: groups)?|合计|总计|all (?:patients|participants|subjects|children).*|(?:total|overall) .*(?:patients|participants|sample|population|cohort).*|(?:total|all|overall)\b.{0,12}[(\[]?n ?=.*)$)");
  return Holds(head, kTotal);
}

bool IsEffect(std::string_view head) {
  static const RE2 kEffect(
      R"((?i)\bdifferences?\b|\b[ROH]R\b|\bMD\b|\bratio\b.*(?:CI|\()|(?:odds|risk|hazard|rate) ratio|relative risk|treatment effect|effect size|差值|风险比|比值比|\bNNT\b|\bvs\.? )");
  return Holds(head, kEffect);
}

bool IsGroups(std::string_view head) {
  static const RE2 kGroups(
      R"((?i)^(?:treatment |study |intervention |randomi[sz]ed |allocated )?(?:groups?|arms?)(?: assignment)?$|^treatments?$|^组别$|^分组$|^组$|^group(?:s)? ?\(.*\)$)");
  return Holds(head, kGroups);
}

bool IsFormat(std::string_view head) {
  static const RE2 kFormat(
      R"((?i)^(?:[(\[]? ?n ?= ?\d+ ?[)\]]?|n|no\.?|number|例数|人数|n ?[(\[]?%[)\]]?|no\.? ?\(%\)|number ?\(%\)|例数? ?[(\[]%[)\]]|%|率|means?|medians?|s\.?d\.?|s\.?e\.?m?\.?|mean ?(?:± ?|[(\[])s\.?[de]\.?m?\.?[)\]]?|median ?[(\[].*[)\]]|mean ?[(\[].*[)\]]|iqr|range|95% ?(?:ci|confidence interval)|均数|标准差|中位数.*|x ?± ?s|values?|patients|participants|subjects|cases|events?)$)");
  return Holds(head, kFormat);
}

constexpr char kBefore[] =
    R"((?i)^(?:(?:at|mean|value at|score at) )?(?:baseline(?: values?| scores?)?|before(?: (?:the )?(?:treatment|therapy|intervention|operation|surgery|infusion|\w+))?|pre|pre[- ]?(?:treatment|test|intervention|op\w*|therapy|transplant\w*|infusion|training|surgery|vaccination)|(?:on )?admission|(?:on )?arrival|week 0|month 0|day 0|t0)$|^(?:治疗|干预|术|护理|训练|手术|移植|输注|用药|给药|入院|康复)(?:之)?前$|^基线(?:值|期)?$)";
constexpr char kAfter[] =
    R"((?i)^(?:post|after|follow-?up|final|end(?: ?point)?|end of (?:the )?(?:study|treatment|trial|follow-?up)|discharge|(?:after|post)[- ]?(?:the )?(?:treatment|test|intervention|op\w*|therapy|transplant\w*|infusion|training|surgery|vaccination|operation)|治疗后|干预后|术后|护理后|训练后|手术后|出院时?|随访)$)";
/// Group 1 the duration.
constexpr char kLater[] =
    R"((?i)^(?:at |after |by |to |within |post[- ]?|follow-?up (?:at |after )?|(?:治疗|术|干预|用药|给药|随访|移植|输注|产|伤|护理|手术|出院|第|后)+(?:第)?)?((?:\d+(?:\.\d+)?|one|two|three|four|five|six|nine|twelve|[一二两三四五六七八九十半]+)[ -]?(?:hours?|hrs?|h|days?|d|weeks?|wks?|wk|w|months?|mo|m|years?|yrs?|yr|y|minutes?|mins?|min|个?小时|天|个?周|个?月|年|分钟))(?:末|后|时|内)?(?: (?:after|post|of|from|follow|later|visit|since).*|[- ]follow-?up)?$|^(?:at |on |by )?((?:weeks?|months?|days?|years?|hours?) ?\d+(?:\.\d+)?)(?: (?:after|post|of|from|follow|visit).*)?$)";

/// "2 nd week" → "2 week"
std::string WithoutOrdinal(std::string_view words) {
  static const RE2 kOrdinal(R"((?i)^((?:at |after )?\d+) ?(?:st|nd|rd|th)[ -])");
  std::string plain(words);
  RE2::Replace(&plain, kOrdinal, R"(\1 )");
  return plain;
}

bool IsTime(std::string_view head) {
  static const RE2 kTimes[] = {RE2(kBefore), RE2(kAfter), RE2(kLater)};
  return std::any_of(std::begin(kTimes), std::end(kTimes),
                     [&](const RE2& time) { return Holds(head, time); });
}

}  // namespace

bool IsGenericHeading(std::string_view heading) {
  static const RE2 kGeneric(
      R"((?i)\b(?:safety|efficacy|primary|secondary|adverse|outcomes?|end ?points?|measures?|measurements?|events?|variables?|characteristics?|symptoms?|analys[ie]s|population|parameters?|findings?|data|results?|demographics?|laboratory|features?|history|tests?|values?|biochem\w*|h[a]?ematolog\w*|clinical)\b|指标|结局|特征|资料)");
  return Holds(heading, kGeneric);
}

namespace {

/// The same label, whatever the case, or a part of it made of whole words.
bool Agrees(std::string_view label, std::string_view words) {
  const std::string a = Lower(label), b = Lower(words);
  if (a == b) return true;
  const std::string& longer = a.size() > b.size() ? a : b;
  const std::string& shorter = a.size() > b.size() ? b : a;
  if (shorter.size() < 2) return false;
  const size_t at = longer.find(shorter);
  if (at == std::string::npos) return false;
  const auto edge = [&](size_t i) {
    return i >= longer.size() || !std::isalnum(static_cast<unsigned char>(longer[i]));
  };
  return (at == 0 || edge(at - 1)) && edge(at + shorter.size()) && shorter.size() * 3 >= longer.size();
}

bool NamesArm(std::string_view words, const ArmBook& arms) {
  static const RE2 kGroup(
      R"((?i)\b(?:group|arm)\b|\bplacebo\b|\bcontrols?\b|\bsham\b|^(?:treatment|intervention|treated|experimental|active|usual care|standard care)$|[(\[,] ?n ?= ?\d+|组$|组 ?[(\[])");
  if (words.empty() || words.size() > 80) return false;
  if (Holds(words, kGroup)) return true;
  const std::string label = ArmLabel(words);
  const auto listed = arms.Listed();
  return std::any_of(listed.begin(), listed.end(),
                     [&](uint32_t arm) { return Agrees(arms.label(arm), label); });
}

}  // namespace

HeadRole RoleOf(std::string_view words, const ArmBook& arms) {
  if (words.empty()) return HeadRole::kNothing;
  if (IsTotal(words)) return HeadRole::kTotal;
  if (IsNothing(words)) return HeadRole::kNothing;
  if (IsP(words)) return HeadRole::kP;
  if (IsFormat(words)) return HeadRole::kFormat;
  if (IsGroups(words)) return HeadRole::kGroups;
  const std::string bare = ArmLabel(words);
  if (IsTime(WithoutOrdinal(bare))) return HeadRole::kTime;
  if (IsEffect(words)) return HeadRole::kEffect;
  if (NamesArm(words, arms)) return HeadRole::kArm;
  return HeadRole::kName;
}

bool MayBeArm(std::string_view words) {
  static const RE2 kElse(
      R"((?i)\ball\b|\btotal\b|overall|\bboth\b|change|effect|\bdiff|\bnumber of\b|\bno\. of\b|duration|\bscores?$|\brate$|\bCI\b|\btest\b|unit|合计|差值|总计|^(?:fe)?males?$|^(?:wo)?men$|^boys?$|^girls?$|^yes$|^no$|surviv|responders?|^(?:variables?|characteristics?|parameters?|outcomes?|items?|measures?|time|visit|category|description|definition)$|^\d|\brange\b|possible|^[男女性]+$|指标|项目)");
  return !words.empty() && words.size() <= 60 && !Holds(words, kElse);
}

std::string ArmLabel(std::string_view head) {
  static const RE2 kCount(
      R"((?i) ?[(\[]n ?= ?\d+,[^)\]]*[)\]]| ?[(\[,]? ?\bn ?= ?\d+ ?[)\]]?| ?[(\[]\d+ ?例[)\]]| ?[(\[]\d+ (?:patients|participants|subjects)[)\]])");
  static const RE2 kEnd(
      R"((?i)(?:,? ?(?:no\. ?\(%\)|n ?\(%\)|% ?\(no?\.?\)|\bmean(?: per \w+)? ?(?:\(SD\)|± ?SD)?|\(%\)|%|\bno\. .*| N)| ?\^[a-h0-9*†‡]+| [*†‡]+)$)");
  std::string label(head);
  RE2::GlobalReplace(&label, kCount, "");
  for (size_t before = 0; before != label.size();) {
    before = label.size();
    TrimEnd(label);
    RE2::Replace(&label, kEnd, "");
  }
  return label;
}

std::string PeopleIn(std::string_view head) {
  static const RE2 kPeople(R"((?i)\bn ?= ?(\d+)|[(\[](\d+) ?(?:例|patients|participants|subjects))");
  std::string first, second;
  if (!RE2::PartialMatch(Piece(head), kPeople, &first, &second)) return {};
  return first.empty() ? second : first;
}

std::string TimeText(std::string_view words) {
  static const RE2 kBaseline(kBefore), kDuration(kLater);
  const std::string bare = WithoutOrdinal(ArmLabel(words));
  if (Holds(bare, kBaseline)) return "baseline";
  std::string count_first, unit_first;
  if (!RE2::PartialMatch(bare, kDuration, &count_first, &unit_first)) return {};
  return Lower(count_first.empty() ? unit_first : count_first);
}

std::vector<std::pair<std::string_view, std::string_view>> SplitsOf(std::string_view words) {
  std::vector<std::pair<std::string_view, std::string_view>> splits;
  for (size_t i = 1; i + 1 < words.size(); ++i)
    if (words[i] == ' ' || words[i] == ',' || words[i] == '-') {
      std::string_view rest = words.substr(i + 1);
      if (rest.front() != ' ') splits.emplace_back(words.substr(0, i), rest);
    }
  static const RE2 kChinese(R"(^(.+组)((?:治疗|干预|术|护理|训练|用药|给药|移植|输注).*)$)");
  re2::StringPiece arm, time;
  if (RE2::PartialMatch(Piece(words), kChinese, &arm, &time))
    splits.emplace_back(std::string_view(arm.data(), arm.size()), std::string_view(time.data(), time.size()));
  return splits;
}

std::string OutcomeText(std::string_view words, std::string_view marks) {
  static const RE2 kFormat(
      R"((?i)[,;:]? ?(?:[-–] ?)?(?:[(\[] ?)?(?:\bno\.? ?\(%\)|\bn ?\(%\)|\bn, ?%|\bmean ?(?:[(\[]s\.?d\.?[)\]]|± ?s\.?d\.?|[(\[]s\.?e\.?m?[)\]]|± ?s\.?e\.?m?|\(%\))|\bmedian ?[(\[](?:iqr|range|interquartile range)[)\]]|[(\[]n[)\]]|x ?± ?s|\(%\)|%|[(\[]?95% ?CI[)\]]?|[(\[]s\.?[de]\.?[)\]]|例 ?[(\[]%[)\]])[)\]]?$|[,(\[] ?no\.?[)\]]?$)");
  std::string name(words);
  for (size_t before = 0; before != name.size();) {
    before = name.size();
    while (name.size() > 2 && name[name.size() - 2] == ' ' &&
           marks.find(name.back()) != std::string_view::npos)
      name.resize(name.size() - 2);
    static const RE2 kMark(R"(\^[a-h0-9*†‡§¶]+$|[*†‡§¶]+$)");
    static const RE2 kPower(R"((?:10|m)\^[0-9]+$)");
    if (!Holds(name, kPower)) RE2::Replace(&name, kMark, "");
    RE2::Replace(&name, kFormat, "");
    TrimEnd(name);
  }
  return name;
}

std::string WithoutUnit(std::string_view name, std::string_view unit) {
  std::string bare(name);
  const size_t at = unit.empty() ? std::string::npos : bare.rfind(unit);
  if (at == std::string::npos || at < 2) return bare;
  bare.resize(at);
  while (!bare.empty() && (bare.back() == '(' || bare.back() == '[')) bare.pop_back();
  TrimEnd(bare);
  return bare;
}

std::string UnitIn(std::string_view name) {
  static const RE2 kUnit(
      R"((?i)(?:[(\[]|, ?)((?:%|years?|yrs?|y|days?|weeks?|months?|hours?|hrs?|h|min(?:ute)?s?|s|sec(?:onds?)?|ms|points?|scores?|[kmcµμnd]?g|[mµμcn]?m|[mµμd]?L|mm ?Hg|cm ?H2O|k?cal|k?J|bpm|°C|℃|岁|年|月|周|天|d|分|个|次|[cm]?m\^?[23]|k?Pa|mmol|I?U|dB|W|N|[A-Za-zµμ%0-9·.×^*]{1,10}(?: ?/ ?[A-Za-zµμ0-9·.×^ ²³]{1,12}){1,2}))[)\]]?$)");
  std::string unit;
  RE2::PartialMatch(Piece(name), kUnit, &unit);
  return unit;
}

bool IsBareName(std::string_view name) {
  static const RE2 kBare(
      R"((?i)^(?:mean|median|yes|no|total|overall|any|n|other|none|unknown|grade .*|mild|moderate|severe|stage .*|class .*|improved|worsened|worse|unchanged|no change|same(?: \w+)?|stable|absent|present|normal|abnormal|positive|negative|between .*|once|twice|repeated|Δ|changes?(?: from baseline)?|difference|变化值?|差值|好转|无效|有效|显效|稳定|[<>≤≥=].*|\d[\d .,~-]*(?:years?|yrs?|mo|months?|weeks?|days?|kg|cm|岁|年|月)?)?$)");
  return Holds(name, kBare);
}

bool NamesStatistic(std::string_view name) {
  static const RE2 kStatistic(
      R"((?i)^(?:(?:adjusted|LSM?|least[- ]squares?|means?|medians?|absolute|estimated|average|percent(?:age)?|%|treatment|between[- ]group) )*(?:changes?|differences?|increase|decrease|reduction|(?:hazard|odds|risk|rate) ratio)(?: (?:from|relative to|over|vs\.?|versus|between|compared (?:with|to)) .{1,40})?$)");
  return Holds(name, kStatistic);
}

std::string_view ComparedIn(std::string_view effect) {
  static const RE2 kCompared(R"((?i)^[a-z ]*\b(?:hazard|odds|risk|rate) ratio (?:for|of) (.{4,80})$)");
  re2::StringPiece compared;
  if (!RE2::PartialMatch(Piece(effect), kCompared, &compared)) return {};
  return {compared.data(), compared.size()};
}

bool DescribesPeople(std::string_view name) {
  static const RE2 kPeople(
      R"((?i)^(?:mean |median )?age\b|^(?:fe)?male\b|^(?:sex|gender)\b|^(?:wo)?men\b|^height\b|^race\b|^ethnicity|^年龄|^女性?$|^男性?$|^性别|^病程)");
  return Holds(name, kPeople);
}

}  // namespace trialmine
