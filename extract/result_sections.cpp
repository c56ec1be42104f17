#include "result_sections.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>

#include "wording.h"

namespace trialmine {
namespace {

struct Heading {
  RE2 pattern;  ///< Group 1 is the heading; what may follow it is tested too.
  Section section;
};

/// Headings as printed at the start of a sentence: capitals or a colon in English, the bare word in Chinese.
const Heading (&Headings())[11] {
  static const Heading kHeadings[] = {
      {RE2(R"(^(Results|Findings) [A-Z0-9])"), Section::kResults},
      {RE2(R"(^(Conclusions?|Discussion) [A-Z])"), Section::kConclusion},
      {RE2(R"(^((?:Patients and )?[Mm]ethods|Materials and [Mm]ethods) [A-Z0-9])"), Section::kMethods},
      {RE2(R"(^(Background|Introduction) [A-Z])"), Section::kBackground},
      {RE2(R"(^(Objectives?|Purpose|Aims?) [A-Z])"), Section::kObjective},
      {RE2(R"(^([\[(]?(?:(?:MAIN )?RESULTS?|(?:Main )?(?:Results?|Findings?)\]? ?[:-]|FINDINGS|(?:研究)?结果(?:[\])】: ]|与结论)?|【结果)[\]):】]? ?))"),
       Section::kResults},
      {RE2(R"(^([\[(]?(?:CONCLUSIONS?|INTERPRETATION|Conclusions? ?[:-]|Interpretation ?:|DISCUSSION|Discussion ?:|结论|【结论)[\]):】]? ?))"),
       Section::kConclusion},
      {RE2(R"(^([\[(]?(?:(?:PATIENTS|MATERIALS?|SUBJECTS) AND METHODS|METHODS?(?:/DESIGN| AND [A-Z]+)?|(?:(?:Patients|Materials?|Subjects) and methods|Methods?(?:/[Dd]esign)?|Study [Dd]esign|Design|Interventions?|Setting) ?[:]|DESIGN|SETTING|PATIENTS|PARTICIPANTS|INTERVENTIONS?|(?:资料与|材料与|对象与)?方法|【方法)[\]):】]? ?))"),
       Section::kMethods},
      {RE2(R"(^([\[(]?(?:BACKGROUND|INTRODUCTION|(?:Background|Introduction|Context|Rationale) ?:|背景|【背景)[\]):】]? ?))"),
       Section::kBackground},
      {RE2(R"(^([\[(]?(?:OBJECTIVES?|AIMS?|PURPOSE|(?:Objectives?|Aims?|Purpose) ?:|目的|【目的)[\]):】]? ?))"),
       Section::kObjective},
      {RE2(R"(^([\[(]?(?:TRIAL REGISTRATION|Trial registration|Trial Registration|注册号|试验注册)[\]):】]? ?))"),
       Section::kRegistration},
  };
  return kHeadings;
}

/// All headings in one, which tells quickly that none stands at the start.
const RE2& AnyHeading() {
  static const RE2 kAny = [] {
    std::string any;
    for (const Heading& heading : Headings()) any += (any.empty() ? "" : "|") + heading.pattern.pattern();
    RE2::Options options;
    options.set_never_capture(true);
    return RE2(any, options);
  }();
  return kAny;
}

}  // namespace

Section SectionReader::Next(std::string_view text, Range sentence, Range& body) {
  body = sentence;
  const std::string_view words = sentence.Of(text);
  if (!RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), AnyHeading())) return section_;
  for (const Heading& heading : Headings()) {
    re2::StringPiece printed;
    if (!RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), heading.pattern, &printed)) continue;
    section_ = heading.section;
    printed_ = true;
    body.begin += static_cast<uint32_t>(printed.size());
    break;
  }
  return section_;
}

bool MayReport(std::string_view sentence) {
  static const Wording kOther("section.no-report");
  return !kOther.In(sentence);
}

size_t FirstOwnSentence(std::string_view text, const std::vector<Range>& sentences) {
  static const Wording kOwn("section.own-study");
  // What others found is told without its p.
  static const Wording kTested("section.tested");
  constexpr size_t kAbstract = 5;
  if (sentences.size() < kAbstract) return 0;
  size_t tested = sentences.size();
  for (size_t s = 0; s < sentences.size(); ++s) {
    const std::string_view words = sentences[s].Of(text);
    const re2::StringPiece piece(words.data(), words.size());
    if (kOwn.In(piece)) return std::min(s, tested);
    if (tested == sentences.size() && kTested.In(piece)) tested = s;
  }
  return 0;
}

bool Concludes(std::string_view sentence) {
  static const Wording kConcludes("section.concludes");
  return kConcludes.In(sentence);
}

bool ComparesArms(std::string_view sentence) {
  static const Wording kCompares("section.compares");
  return kCompares.In(sentence);
}

bool TellsWhoTookPart(std::string_view sentence) {
  static const Wording kAge("section.age");
  static const Wording kSex("section.sex");
  const re2::StringPiece words(sentence.data(), sentence.size());
  return kAge.In(words) && kSex.In(words);
}

bool OnlyGivesVerdict(std::string_view sentence) {
  static const Wording kVerdict("section.verdict-only");
  return kVerdict.In(sentence);
}

}  // namespace trialmine
