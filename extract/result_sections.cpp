#include "result_sections.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>

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
  static const RE2 kOther(
      R"((?i)\b(?:will be|would be|aims? to|aimed to|objectives?|purpose of|hypothesi[sz]|we (?:investigated|examined|sought|aimed|evaluate\b|conducted|performed|enrolled|randomi[sz]ed|recruited)|were (?:randomi[sz]ed|enrolled|recruited|assigned|allocated|included|invited|eligible)|randomly (?:assigned|allocated|divided|selected)|(?:estimated|prevalence) (?:to be|of)|worldwide|previous(?:ly)? (?:studies|reports?|trials?|reported)|studies have|has been (?:shown|reported)|have been (?:shown|reported)|is (?:a|an|the) (?:common|major|leading|serious)|accounts? for|was (?:considered|set|defined)|end ?-?points? (?:were|was|included) (?:the\b|an?\b|change|defined|measured|assessed)|outcome measures? (?:were|was|included)|we included|(?:this|it) was an? (?:[\w/-]+,? )*(?:trial|study)|were considered|defined as|inclusion criteria|sample size)|(?:占|居)全球|全球(?:范围|每年|约|癌症|发病|患病|的年|有)|全世界|世界范围|GLOBOCAN|据统计|年新发|每年新增|我国(?:是|每年)|目前认为|文献报道|据报道|研究表明|随机分为|选取|被认为|有报道|既往研究|样本量|计算公式)");
  return !RE2::PartialMatch(re2::StringPiece(sentence.data(), sentence.size()), kOther);
}

size_t FirstOwnSentence(std::string_view text, const std::vector<Range>& sentences) {
  static const RE2 kOwn(
      R"((?i)\b(?:we|our|randomly|(?:was|were) (?:then )?(?:randomi[sz]ed|allocated|assigned|enrolled|recruited|studied|conducted|included|performed|carried out|undertaken|divided|treated|given)|(?:this|the present|the current|present|current) (?:\w+ ){0,3}(?:study|trial|analysis|report|investigation|paper|review)|the (?:aim|purpose|objective)|in (?:this|the present|a|an) (?:[\w-]+,? ){0,6}(?:study|trial)|across \d+ (?:\w+ ){0,2}(?:studies|trials|RCTs)|\d+ (?:[\w-]+ ){0,3}(?:patients|subjects|participants|women|men|children|infants|volunteers|adults))\b)");
  // What others found is told without its p.
  static const RE2 kTested(R"((?i)\bp ?[<=>] ?0?\.\d)");
  constexpr size_t kAbstract = 5;
  if (sentences.size() < kAbstract) return 0;
  size_t tested = sentences.size();
  for (size_t s = 0; s < sentences.size(); ++s) {
    const std::string_view words = sentences[s].Of(text);
    const re2::StringPiece piece(words.data(), words.size());
    if (RE2::PartialMatch(piece, kOwn)) return std::min(s, tested);
    if (tested == sentences.size() && RE2::PartialMatch(piece, kTested)) tested = s;
  }
  return 0;
}

bool Concludes(std::string_view sentence) {
  static const RE2 kConcludes(
      R"((?i)^(?:in (?:conclusion|summary|sum)\b|to conclude|we conclude|overall, (?:these|our|the) (?:data|results|findings)|(?:these|our|the present|the|this) (?:\w+ )?(?:data|results?|findings?|study|trial|analysis|observations)(?: \w+){0,2} (?:suggests?|shows?|showed|demonstrates?|demonstrated|indicates?|indicated|confirms?|confirmed|supports?|supported|provides?|does not support|do not support|may|could|should|favor|need|reveals?|implies|imply|documents?|highlights?|adds?)\b|thus,|therefore,|it (?:is|was) concluded|further (?:studies|research|trials)|larger (?:studies|trials|sample)))");
  return RE2::PartialMatch(re2::StringPiece(sentence.data(), sentence.size()), kConcludes);
}

bool ComparesArms(std::string_view sentence) {
  static const RE2 kCompares(
      R"((?i)\bno (?:[\w-]+ ){0,3}differences? (?:was|were|between|in|of|for|with|regarding|among)\b|\bdid not (?:\w+ly )?differ\b|\bdiffer(?:ed)? (?:\w+ly )?(?:between|among)\b|(?:was|were) (?:, respectively, |\w+ly |also |all |not |much |more )*(?:similar|comparable|lower|higher|greater|longer|shorter|better|worse|less|fewer|more|different|reduced|increased|improved|decreased|equal|frequent|the same)\b.*\b(?:groups?|arms?|between|than|compared|relative to|across|among)\b)");
  return RE2::PartialMatch(re2::StringPiece(sentence.data(), sentence.size()), kCompares);
}

bool TellsWhoTookPart(std::string_view sentence) {
  static const RE2 kAge(
      R"((?i)\b(?:mean|median|average) (?:[(\[][^()\[\]]*[)\]] )?(?:patient )?age\b|\bage[ds]? \d)");
  static const RE2 kSex(R"((?i)\b(?:fe)?males?\b|\b(?:wo)?men\b|\bboys\b|\bgirls\b)");
  const re2::StringPiece words(sentence.data(), sentence.size());
  return RE2::PartialMatch(words, kAge) && RE2::PartialMatch(words, kSex);
}

bool OnlyGivesVerdict(std::string_view sentence) {
  static const RE2 kVerdict(
      R"((?i)(?:(?:these|this|the|that|which|results?|data|findings|indicated?|indicates|showed|shows?|means?|there|it|was|were|is|are|had|no|not|an?|did|statistical(?:ly)?|significan(?:t|tly|ce)|non-?significant|highly|very|marginally|differences?|differed|differ|different|difference|between|among|amongst|both|all|two|three|four|five|groups?|arms?|treatments?|from|each|other|but|in|of|with|however|again|also|reached|values?|comparison|compared)[ ,]+){2,}[(\[]? ?P[ <>=≤-].*)");
  return RE2::FullMatch(re2::StringPiece(sentence.data(), sentence.size()), kVerdict);
}

}  // namespace trialmine
