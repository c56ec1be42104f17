#include "section.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

#include "ascii.h"
#include "section_names.h"

namespace trialmine {
namespace {

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

// "Adverse events included" before a colon goes on with it, "Patients were divided into two groups" is a
// sentence; a date or a number is no label.
bool IsPartOfSentence(std::string_view label) {
  constexpr std::string_view kWithin[] = {" were ", " was ", " are ", " is ", " had ", " received "};
  if (std::ranges::any_of(kWithin, [&](std::string_view verb) { return label.find(verb) != label.npos; }))
    return true;
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
  const std::optional<SectionWord> found = EnglishSection(label);
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
    "资料与方法",     "資料與方法",   "材料与方法", "材料和方法", "对象与方法", "對象與方法", "对象和方法",
    "研究背景",       "研究目的",     "研究方法",   "研究结果",   "研究結果",   "研究结论",   "研究結論",
    "临床试验注册号", "临床试验注册", "试验注册",   "注册号",     "背景与目的", "目的",       "背景",
    "方法",           "结果",         "結果",       "结论",       "結論",       "讨论",       "討論",
    "关键词",         "關鍵詞",       "結(jié)果",  "結(jié)論",
};

// 結(jié)果: how some pages print characters that they converted.
std::string WithoutPinyin(std::string_view label) {
  std::string plain(label);
  if (const size_t open = plain.find('('); open != plain.npos)
    plain.erase(open, plain.find(')', open) + 1 - open);
  return plain;
}

std::optional<Mark> ChineseAt(std::string_view text, size_t at) {
  const size_t size = Starts(text.substr(at), kChineseLabels);
  if (size == 0) return std::nullopt;
  const Section section = SectionOf(WithoutPinyin(text.substr(at, size))).value_or(Section::kOther);
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
  // 方法 … 结果 … from the first word on.
  const bool methods_first = from_start && marks.front().begin == LeadingSpace(text) &&
                             marks.front().section == Section::kMethods &&
                             IsHighByte(text[marks.front().begin]);
  if (methods_first && in_order >= 2) return;
  std::erase_if(marks, [](const Mark& mark) { return !mark.strong; });
  // "Primary endpoint: the hazard ratio was 0.61" amid a paragraph without other labels is no section of
  // methods.
  if (marks.size() == 1 && marks[0].section == Section::kMethods && marks[0].begin > LeadingSpace(text))
    marks.clear();
}

}  // namespace

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
