#include "section.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>

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
    {"measurements", Section::kMethods},
    {"measurements and main results", Section::kResults},
    {"measures", Section::kMethods},
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

constexpr size_t kLongestHeading = 90;  // Bytes. A sentence is no heading.

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHighByte(char c) { return static_cast<unsigned char>(c) >= 0x80; }

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

struct Found {
  Section section;
  size_t at;
};

std::optional<Found> EnglishSection(std::string_view text) {
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
    if (longest) return Found{longest->section, at};
  }
  return std::nullopt;
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

// Length of white space (of Unicode's, what Chinese abstracts use) at `text`'s start.
size_t LeadingSpace(std::string_view text) {
  constexpr std::string_view kSpaces[] = {" ", "\t", "\n", "\r", "\u3000", "\u2003", "\u2002", "\u00A0"};
  size_t size = 0;
  for (bool more = true; more;) {
    more = false;
    for (std::string_view space : kSpaces)
      if (text.substr(size).starts_with(space)) {
        size += space.size();
        more = true;
      }
  }
  return size;
}

// Length of the first of `choices` that `text` starts with, or 0.
size_t Starts(std::string_view text, std::span<const std::string_view> choices) {
  for (std::string_view choice : choices)
    if (text.starts_with(choice)) return choice.size();
  return 0;
}

constexpr std::string_view kColons[] = {":", "："};
constexpr std::string_view kOpening[] = {"[", "【", "〔", "［"};
constexpr std::string_view kClosing[] = {"]", "】", "〕", "］"};
constexpr std::string_view kSentenceEnds[] = {".", "。", "．", ";",  "；", "!", "！",
                                              "?", "？", ":",  "：", ")",  "]", "”"};

struct Mark {
  size_t begin, label_begin, label_end, end;
  Section section;
  bool strong;  // Set off by a colon or brackets.
};

// "[Methods]", "【方法】：".
std::optional<Mark> BracketedAt(std::string_view text, size_t at) {
  if (text[at] != '[' && !IsHighByte(text[at])) return std::nullopt;
  const size_t open = Starts(text.substr(at), kOpening);
  if (open == 0) return std::nullopt;
  size_t close = std::string_view::npos;
  for (std::string_view choice : kClosing)
    close = std::min(close, text.substr(at, kLongestHeading).find(choice));
  if (close == std::string_view::npos) return std::nullopt;
  close += at;
  const std::string_view label = text.substr(at + open, close - at - open);
  const std::optional<Section> section = SectionOf(label);
  if (!section) return std::nullopt;
  size_t end = close + Starts(text.substr(close), kClosing);
  end += Starts(text.substr(end), kColons);
  return Mark{at, at + open, close, end, *section, true};
}

// "Adverse events included" before a colon goes on with it; a date or a number is no label.
bool IsPartOfSentence(std::string_view label) {
  const std::string_view last = label.substr(label.rfind(' ') + 1);
  constexpr std::string_view kVerbs[] = {"included", "include", "including", "were",      "was", "are", "is",
                                         "as",       "of",      "follows",   "following", "by",  "with"};
  return std::ranges::find(kVerbs, last) != std::end(kVerbs) || std::ranges::any_of(label, IsDigit);
}

bool IsLabelByte(char c) {
  constexpr std::string_view kMarks = " -&/,'.()";
  return IsLetter(c) || IsDigit(c) || kMarks.find(c) != std::string_view::npos;
}

// "Methods:", "MAIN OUTCOME MEASURES: ".
std::optional<Mark> EnglishAt(std::string_view text, size_t at) {
  if (!(text[at] >= 'A' && text[at] <= 'Z')) return std::nullopt;
  size_t end = at;
  while (end < text.size() && end - at < kLongestHeading && IsLabelByte(text[end])) {
    // A full stop within a word ("ClinicalTrials.gov") is part of a label, at the end of a sentence it is
    // not.
    if (text[end] == '.' && (end + 1 == text.size() || !IsLetter(text[end + 1]))) return std::nullopt;
    ++end;
  }
  const size_t colon = Starts(text.substr(end), kColons);
  if (colon == 0) return std::nullopt;
  const std::string_view label = text.substr(at, end - at);
  if (std::ranges::count(label, ' ') > 6 || text.substr(end + colon).starts_with("//") ||
      IsPartOfSentence(label))
    return std::nullopt;
  const std::optional<Found> found = EnglishSection(Normalized(label));
  // In small letters a label begins with the word that tells; else it is a sentence ("Sixty patients took
  // part: …").
  const bool capitals = std::ranges::none_of(label, [](char c) { return c >= 'a' && c <= 'z'; });
  if (!found || (found->at > 0 && !capitals)) return std::nullopt;
  return Mark{at, at, end, end + colon, found->section, true};
}

constexpr std::string_view kEnglishLabels[] = {
    "patients and methods",
    "materials and methods",
    "methods and results",
    "background and aims",
    "background",
    "introduction",
    "objectives",
    "objective",
    "aims",
    "aim",
    "purpose",
    "study design",
    "methods",
    "results",
    "findings",
    "conclusions",
    "conclusion",
    "interpretation",
    "discussion",
};

// "Methods Patients with", "RESULTS 60 of": a label without a colon, before a word that begins a sentence.
std::optional<Mark> BareEnglishAt(std::string_view text, size_t at) {
  if (!(text[at] >= 'A' && text[at] <= 'Z')) return std::nullopt;
  std::string start(text.substr(at, 24));
  for (char& c : start) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const size_t size = Starts(start, kEnglishLabels);
  if (size == 0 || at + size + 1 >= text.size() || text[at + size] != ' ') return std::nullopt;
  const char next = text[at + size + 1];
  if (!(next >= 'A' && next <= 'Z') && !IsDigit(next)) return std::nullopt;
  const std::optional<Section> section = SectionOf(text.substr(at, size));
  if (!section) return std::nullopt;
  return Mark{at, at, at + size, at + size + 1, *section, false};
}

constexpr std::string_view kChineseLabels[] = {
    "资料与方法", "資料與方法", "材料与方法",     "材料和方法",   "对象与方法", "對象與方法",
    "对象和方法", "研究背景",   "研究目的",       "研究方法",     "研究结果",   "研究結果",
    "研究结论",   "研究結論",   "临床试验注册号", "临床试验注册", "试验注册",   "注册号",
    "背景与目的", "目的",       "背景",           "方法",         "结果",       "結果",
    "结论",       "結論",       "讨论",           "討論",         "关键词",     "關鍵詞",
};

std::optional<Mark> ChineseAt(std::string_view text, size_t at) {
  const size_t size = Starts(text.substr(at), kChineseLabels);
  if (size == 0) return std::nullopt;
  const Section section = SectionOf(text.substr(at, size)).value_or(Section::kOther);
  size_t end = at + size;
  const size_t space = LeadingSpace(text.substr(end));
  const size_t colon = Starts(text.substr(end + space), kColons);
  return Mark{at, at, end, end + space + colon, section, colon > 0};
}

bool EndsSentence(std::string_view before) {
  // Most places stand after a letter.
  if (before.empty() || IsLetter(before.back()) || before.back() == ',') return false;
  return std::ranges::any_of(kSentenceEnds, [&](std::string_view end) { return before.ends_with(end); });
}

size_t CharacterSize(std::string_view text, size_t at) {
  size_t size = 1;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) ++size;
  return size;
}

// The label at `at`, which is no white space. `before` is the text as far as its last character that is no
// space.
std::optional<Mark> MarkAt(std::string_view text, size_t at, std::string_view before) {
  const bool spaced = before.size() < at;
  if (std::optional<Mark> mark = BracketedAt(text, at)) return mark;
  const bool boundary = before.empty() || EndsSentence(before);
  if (!IsHighByte(text[at])) {
    std::optional<Mark> mark = boundary ? EnglishAt(text, at) : std::nullopt;
    return mark || !boundary ? mark : BareEnglishAt(text, at);
  }
  std::optional<Mark> mark = ChineseAt(text, at);
  if (!mark) return mark;
  // After a sentence, or between spaces; never a word within one ("结果表明").
  const bool free = boundary || (spaced && (mark->strong || mark->end > mark->label_end));
  return free ? mark : std::nullopt;
}

bool MayBeginLabel(char c) { return static_cast<unsigned>(c - 'A') < 26 || c == '[' || IsHighByte(c); }

// Every place where a label could stand. Most bytes can begin none, and are passed over at once.
std::vector<Mark> FindMarks(std::string_view text) {
  std::vector<Mark> marks;
  size_t last_end = 0;  // Of the last character that is no space.
  for (size_t at = 0;;) {
    const size_t begin = at;
    while (at < text.size() && !MayBeginLabel(text[at])) ++at;
    if (at == text.size()) return marks;
    if (const size_t last = text.find_last_not_of(" \t\n\r", at - 1);
        at > begin && last >= begin && last < at)
      last_end = last + 1;
    if (const size_t space = IsHighByte(text[at]) ? LeadingSpace(text.substr(at)) : 0) {
      at += space;
    } else if (std::optional<Mark> mark = MarkAt(text, at, text.substr(0, last_end))) {
      marks.push_back(*mark);
      at = last_end = mark->end;
    } else {
      at += CharacterSize(text, at);
      last_end = at;
    }
  }
}

// Labels without a colon count only where the text is cut by them from its start, or its title, on: 目的 …
// 方法 … 结果 ….
void DropWeak(std::string_view text, std::vector<Mark>& marks) {
  size_t in_order = 0;
  Section last = Section::kTitle;
  for (const Mark& mark : marks) {
    if (mark.section > last) ++in_order;
    last = std::max(last, mark.section);
  }
  constexpr size_t kLongestTitle = 300;
  const bool from_start = !marks.empty() && marks.front().begin <= LeadingSpace(text) + kLongestTitle;
  if (from_start && in_order >= 3) return;
  std::erase_if(marks, [](const Mark& mark) { return !mark.strong; });
}

}  // namespace

std::optional<Section> SectionOf(std::string_view heading) {
  if (heading.size() > kLongestHeading) return std::nullopt;
  const std::string text = Normalized(heading);
  if (const auto found = EnglishSection(text)) return found->section;
  return ChineseSection(text);
}

std::vector<LabelledText> SplitLabels(std::string_view paragraph) {
  std::vector<Mark> marks = FindMarks(paragraph);
  DropWeak(paragraph, marks);
  std::vector<LabelledText> pieces;
  const size_t first = marks.empty() ? paragraph.size() : marks.front().begin;
  if (const std::string_view before = paragraph.substr(0, first);
      LeadingSpace(before) < before.size() || marks.empty())
    pieces.push_back({{}, before, Section::kOther});
  for (size_t i = 0; i < marks.size(); ++i) {
    const Mark& mark = marks[i];
    const size_t end = i + 1 < marks.size() ? marks[i + 1].begin : paragraph.size();
    pieces.push_back({paragraph.substr(mark.label_begin, mark.label_end - mark.label_begin),
                      paragraph.substr(mark.end, end - mark.end), mark.section});
  }
  return pieces;
}

void AddLabelledParagraph(DocumentBuilder& builder, std::string_view paragraph, Section section) {
  for (const LabelledText& piece : SplitLabels(paragraph))
    AddLabelled(builder, piece.label, piece.text, piece.label.empty() ? section : piece.section);
}

void AddLabelled(DocumentBuilder& builder, std::string_view label, std::string_view text, Section section) {
  if (LeadingSpace(text) == text.size()) return;
  if (!label.empty()) builder.Add(BlockKind::kHeading, section, label);
  builder.Begin(BlockKind::kParagraph, section);
  builder.open_block().field = label;
  builder.Append(text);
  builder.End();
}

}  // namespace trialmine
