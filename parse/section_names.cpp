#include "section_names.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "ascii.h"
#include "section.h"

namespace trialmine {
namespace {

struct Phrase {
  std::string_view words;  // Lower case.
  Section section;
};

// The phrase that stands first in a heading decides, of several at one place the longest. In byte order.
constexpr Phrase kEnglish[] = {
    {"abbreviations", Section::kOther},
    {"acknowledgement", Section::kOther},
    {"acknowledgements", Section::kOther},
    {"acknowledgment", Section::kOther},
    {"acknowledgments", Section::kOther},
    {"aim", Section::kObjective},
    {"aims", Section::kObjective},
    {"author contributions", Section::kOther},
    {"authors' contributions", Section::kOther},
    {"availability of data and materials", Section::kOther},
    {"background", Section::kBackground},
    {"bibliography", Section::kReferences},
    {"blinding", Section::kMethods},
    {"clinical implications", Section::kConclusion},
    {"clinical relevance", Section::kConclusion},
    {"clinical trial", Section::kRegistration},
    {"clinical trial identifier", Section::kRegistration},
    {"clinical trial info", Section::kRegistration},
    {"clinical trial number", Section::kRegistration},
    {"clinical trial registration", Section::kRegistration},
    {"clinical trial registry", Section::kRegistration},
    {"clinical trials", Section::kRegistration},
    {"clinical trials registry", Section::kRegistration},
    {"clinicaltrials.gov", Section::kRegistration},
    {"clinicaltrials.gov identifier", Section::kRegistration},
    {"clinicaltrials.gov registration", Section::kRegistration},
    {"comment", Section::kDiscussion},
    {"comments", Section::kDiscussion},
    {"competing interests", Section::kOther},
    {"concluding remarks", Section::kConclusion},
    {"conclusion", Section::kConclusion},
    {"conclusions", Section::kConclusion},
    {"conflict of interest", Section::kOther},
    {"conflicts of interest", Section::kOther},
    {"context", Section::kBackground},
    {"data analysis", Section::kMethods},
    {"data availability", Section::kOther},
    {"data availability statement", Section::kOther},
    {"data collection", Section::kMethods},
    {"data extraction", Section::kMethods},
    {"data source", Section::kMethods},
    {"data sources", Section::kMethods},
    {"data synthesis", Section::kResults},
    {"declarations", Section::kOther},
    {"design", Section::kMethods},
    {"disclosure", Section::kOther},
    {"disclosures", Section::kOther},
    {"discussion", Section::kDiscussion},
    {"eligibility", Section::kMethods},
    {"eligibility criteria", Section::kMethods},
    {"endpoints", Section::kMethods},
    {"exclusion criteria", Section::kMethods},
    {"experimental procedures", Section::kMethods},
    {"experimental section", Section::kMethods},
    {"exposure", Section::kMethods},
    {"exposures", Section::kMethods},
    {"finding", Section::kResults},
    {"findings", Section::kResults},
    {"follow-up", Section::kMethods},
    {"funding", Section::kOther},
    {"funding statement", Section::kOther},
    {"goal", Section::kObjective},
    {"goals", Section::kObjective},
    {"hypotheses", Section::kObjective},
    {"hypothesis", Section::kObjective},
    {"implications", Section::kConclusion},
    {"importance", Section::kBackground},
    {"inclusion criteria", Section::kMethods},
    {"interpretation", Section::kConclusion},
    {"interpretations", Section::kConclusion},
    {"intervention", Section::kMethods},
    {"interventions", Section::kMethods},
    {"introduction", Section::kBackground},
    {"key words", Section::kOther},
    {"keywords", Section::kOther},
    {"level of evidence", Section::kOther},
    {"limitations", Section::kDiscussion},
    {"literature cited", Section::kReferences},
    {"literature review", Section::kBackground},
    {"main outcome", Section::kMethods},
    {"main outcomes", Section::kMethods},
    {"main results", Section::kResults},
    {"material", Section::kMethods},
    {"materials", Section::kMethods},
    {"materials and methods", Section::kMethods},
    {"measurement and main results", Section::kResults},
    {"measurement and results", Section::kResults},
    {"measurements", Section::kMethods},
    {"measurements and findings", Section::kResults},
    {"measurements and main results", Section::kResults},
    {"measurements and results", Section::kResults},
    {"measures", Section::kMethods},
    {"measures and findings", Section::kResults},
    {"method", Section::kMethods},
    {"methodology", Section::kMethods},
    {"methods", Section::kMethods},
    {"methods and results", Section::kResults},
    {"objective", Section::kObjective},
    {"objectives", Section::kObjective},
    {"observations", Section::kResults},
    {"outcome measure", Section::kMethods},
    {"outcome measures", Section::kMethods},
    {"outcomes", Section::kResults},
    {"outcomes measured", Section::kMethods},
    {"participants", Section::kMethods},
    {"patient population", Section::kMethods},
    {"patients", Section::kMethods},
    {"population", Section::kMethods},
    {"primary and secondary outcome", Section::kMethods},
    {"primary and secondary outcomes", Section::kMethods},
    {"primary endpoint", Section::kMethods},
    {"primary endpoints", Section::kMethods},
    {"primary outcome", Section::kMethods},
    {"primary outcomes", Section::kMethods},
    {"procedures", Section::kMethods},
    {"prospero registration", Section::kRegistration},
    {"purpose", Section::kObjective},
    {"purposes", Section::kObjective},
    {"question", Section::kObjective},
    {"randomisation", Section::kMethods},
    {"randomization", Section::kMethods},
    {"rationale", Section::kBackground},
    {"references", Section::kReferences},
    {"registered", Section::kRegistration},
    {"registration", Section::kRegistration},
    {"registry", Section::kRegistration},
    {"registry number", Section::kRegistration},
    {"research question", Section::kObjective},
    {"result", Section::kResults},
    {"results", Section::kResults},
    {"results and discussion", Section::kResults},
    {"sample", Section::kMethods},
    {"sample size", Section::kMethods},
    {"search methods", Section::kMethods},
    {"search strategy", Section::kMethods},
    {"secondary outcome measures", Section::kMethods},
    {"selection criteria", Section::kMethods},
    {"setting", Section::kMethods},
    {"settings", Section::kMethods},
    {"significance", Section::kConclusion},
    {"statistical analyses", Section::kMethods},
    {"statistical analysis", Section::kMethods},
    {"statistical methods", Section::kMethods},
    {"statistics", Section::kMethods},
    {"strengths and limitations", Section::kDiscussion},
    {"study design", Section::kMethods},
    {"study objective", Section::kObjective},
    {"study population", Section::kMethods},
    {"study procedures", Section::kMethods},
    {"study registration", Section::kRegistration},
    {"study selection", Section::kMethods},
    {"subjects", Section::kMethods},
    {"supplementary material", Section::kOther},
    {"supplementary materials", Section::kOther},
    {"systematic review registration", Section::kRegistration},
    {"take home message", Section::kConclusion},
    {"treatment", Section::kMethods},
    {"treatments", Section::kMethods},
    {"trial design", Section::kMethods},
    {"trial registration", Section::kRegistration},
    {"trial registry", Section::kRegistration},
    {"trial registry number", Section::kRegistration},
    {"works cited", Section::kReferences},
};

constexpr Phrase kChinese[] = {
    {"背景", Section::kBackground},
    {"引言", Section::kBackground},
    {"前言", Section::kBackground},
    {"绪论", Section::kBackground},
    {"緒論", Section::kBackground},
    {"导言", Section::kBackground},
    {"導言", Section::kBackground},
    {"目的", Section::kObjective},
    {"目标", Section::kObjective},
    {"目標", Section::kObjective},
    {"方法", Section::kMethods},
    {"资料与方法", Section::kMethods},
    {"資料與方法", Section::kMethods},
    {"材料", Section::kMethods},
    {"一般资料", Section::kMethods},
    {"一般資料", Section::kMethods},
    {"临床资料", Section::kMethods},
    {"臨床資料", Section::kMethods},
    {"病例资料", Section::kMethods},
    {"研究对象", Section::kMethods},
    {"研究對象", Section::kMethods},
    {"对象与方法", Section::kMethods},
    {"對象與方法", Section::kMethods},
    {"对象和方法", Section::kMethods},
    {"研究设计", Section::kMethods},
    {"研究設計", Section::kMethods},
    {"试验设计", Section::kMethods},
    {"試驗設計", Section::kMethods},
    {"纳入标准", Section::kMethods},
    {"納入標準", Section::kMethods},
    {"入选标准", Section::kMethods},
    {"排除标准", Section::kMethods},
    {"排除標準", Section::kMethods},
    {"诊断标准", Section::kMethods},
    {"診斷標準", Section::kMethods},
    {"治疗方案", Section::kMethods},
    {"治療方案", Section::kMethods},
    {"干预措施", Section::kMethods},
    {"干預措施", Section::kMethods},
    {"观察指标", Section::kMethods},
    {"觀察指標", Section::kMethods},
    {"评价指标", Section::kMethods},
    {"評價指標", Section::kMethods},
    {"结局指标", Section::kMethods},
    {"結局指標", Section::kMethods},
    {"疗效标准", Section::kMethods},
    {"疗效判定", Section::kMethods},
    {"疗效评定", Section::kMethods},
    {"疗效评价标准", Section::kMethods},
    {"療效評定", Section::kMethods},
    {"统计学", Section::kMethods},
    {"統計學", Section::kMethods},
    {"统计分析", Section::kMethods},
    {"統計分析", Section::kMethods},
    {"随机化", Section::kMethods},
    {"隨機化", Section::kMethods},
    {"样本量", Section::kMethods},
    {"樣本量", Section::kMethods},
    {"结果", Section::kResults},
    {"結果", Section::kResults},
    {"结果与讨论", Section::kResults},
    {"讨论", Section::kDiscussion},
    {"討論", Section::kDiscussion},
    {"结论", Section::kConclusion},
    {"結論", Section::kConclusion},
    {"小结", Section::kConclusion},
    {"小結", Section::kConclusion},
    {"总结", Section::kConclusion},
    {"總結", Section::kConclusion},
    {"临床试验注册", Section::kRegistration},
    {"臨床試驗註冊", Section::kRegistration},
    {"试验注册", Section::kRegistration},
    {"試驗註冊", Section::kRegistration},
    {"注册号", Section::kRegistration},
    {"註冊號", Section::kRegistration},
    {"临床注册", Section::kRegistration},
    {"注册信息", Section::kRegistration},
    {"临床试验登记", Section::kRegistration},
    {"参考文献", Section::kReferences},
    {"參考文獻", Section::kReferences},
    {"基金", Section::kOther},
    {"关键词", Section::kOther},
    {"關鍵詞", Section::kOther},
    {"致谢", Section::kOther},
    {"致謝", Section::kOther},
    {"利益冲突", Section::kOther},
    {"利益衝突", Section::kOther},
    {"作者贡献", Section::kOther},
};

std::string Normalized(std::string_view heading) {
  std::string text;
  for (char c : heading) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && (text.empty() || text.back() == ' ')) continue;
    if (c == '&') {
      text += "and";
    } else {
      text += space ? ' ' : c;
    }
  }
  return text;
}

std::optional<SectionWord> EnglishIn(std::string_view text) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (!IsLetter(text[at]) || (at > 0 && IsLetter(text[at - 1]))) continue;
    const std::string_view rest = text.substr(at);
    const Phrase* longest = nullptr;
    const Phrase* phrase =
        std::ranges::lower_bound(kEnglish, rest[0], {}, [](const Phrase& p) { return p.words[0]; });
    for (; phrase != std::end(kEnglish) && phrase->words[0] == rest[0]; ++phrase) {
      const size_t size = phrase->words.size();
      if (!rest.starts_with(phrase->words) || (size < rest.size() && IsLetter(rest[size]))) continue;
      longest = phrase;  // A longer one comes after its own beginning.
    }
    if (longest) return SectionWord{longest->section, at};
  }
  return std::nullopt;
}

// "Company's trial meets " before "primary endpoint": a headline, not a heading.
bool TellsNews(std::string_view before) {
  constexpr std::string_view kVerbs[] = {
      " achieves ", " achieved ", " announces ", " announced ", " meets ",   " met ",       " misses ",
      " missed ",   " fails ",    " reaches ",   " reached ",   " reports ", " completes ", " hits "};
  return std::ranges::any_of(kVerbs, [&](std::string_view verb) { return before.find(verb) != before.npos; });
}

std::optional<Section> ChineseSection(std::string_view text) {
  if (std::ranges::none_of(text, IsHighByte)) return std::nullopt;
  size_t best = std::string_view::npos, size = 0;
  std::optional<Section> section;
  for (const Phrase& phrase : kChinese) {
    const size_t at = text.find(phrase.words);
    if (at == std::string_view::npos || at > best || (at == best && phrase.words.size() <= size)) continue;
    best = at;
    size = phrase.words.size();
    section = phrase.section;
  }
  return section;
}

}  // namespace

std::optional<SectionWord> EnglishSection(std::string_view heading) { return EnglishIn(Normalized(heading)); }

std::optional<Section> SectionOf(std::string_view heading) {
  if (heading.size() > kLongestHeading) return std::nullopt;
  const std::string text = Normalized(heading);
  if (const auto found = EnglishIn(text)) {
    if (TellsNews(std::string_view(text).substr(0, found->at))) return std::nullopt;
    return found->section;
  }
  return ChineseSection(text);
}

}  // namespace trialmine
