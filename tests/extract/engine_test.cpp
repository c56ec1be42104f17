#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "pipeline.h"
#include "sentence.h"

// What the engine does with rules, shown on small rule files of its own.

namespace trialmine {
namespace {

constexpr const char* kExamples = "finds = ['x']\nignores = ['y']\n";

std::string RuleText(std::string_view id, std::string_view pattern, std::string_view more = "") {
  return "[[rule]]\nid = '" + std::string(id) + "'\npattern = '" + std::string(pattern) + "'\n" +
         std::string(more) + "\n" + kExamples;
}

Document Paragraph(std::string_view text, std::string_view place = "text") {
  RuleExample example;
  example.text = text;
  example.place = place;
  return ExampleDocument(example);
}

// "rule: words slot=value…" of each finding, `; ` between them.
std::string Describe(const Document& document, const std::vector<Finding>& findings) {
  std::ostringstream out;
  for (const Finding& finding : findings) {
    out << (&finding == &findings[0] ? "" : "; ") << finding.rule << ": " << document.Text(finding.span);
    for (const Slot& slot : finding.slots) out << ' ' << slot.name << '=' << slot.text;
    const Context& context = finding.context;
    for (auto [set, name] :
         {std::pair{context.negated, " negated"}, std::pair{context.other_study, " other_study"},
          std::pair{context.animal, " animal"}})
      if (set) out << name;
  }
  return out.str();
}

std::string Read(const std::vector<RuleFile>& files, const Document& document) {
  auto rules = MakeRules(files);
  if (!rules.ok()) return "error: " + rules.error().detail;
  return Describe(document, ReadDocument(document, **rules, nullptr));
}

std::string ReadDose(const std::string& rules, std::string_view text, std::string_view place = "text") {
  return Read({{"dose/any.toml", rules}}, Paragraph(text, place));
}

TEST(Engine, FindsEveryMatchOfASentenceAndNarrowsItToTheSpan) {
  EXPECT_EQ(ReadDose(RuleText("a", "dose (?P<span>(?P<low>\\d+) mg)"), "dose 5 mg, dose 7 mg. dose 9 mg"),
            "a: 5 mg low=5; a: 7 mg low=7; a: 9 mg low=9");
}

TEST(Engine, WhatFollowsTheSpanIsReadAgain) {
  EXPECT_EQ(ReadDose(RuleText("a", "(?P<span>\\d) \\d"), "1 2 3 4"), "a: 1; a: 2; a: 3");
}

TEST(Engine, MatchesIgnoreCaseUnlessTold) {
  EXPECT_EQ(ReadDose(RuleText("a", "mg"), "MG mg"), "a: MG; a: mg");
  EXPECT_EQ(ReadDose(RuleText("a", "(?-i:mg)"), "MG mg"), "a: mg");
}

TEST(Engine, ACaptureWinsOverAConstant) {
  EXPECT_EQ(ReadDose(RuleText("a", "(?P<unit>mg)|g", "gives = { unit = 'g', basis = 'day' }"), "mg, g"),
            "a: mg unit=mg basis=day; a: g basis=day unit=g");
}

TEST(Engine, NumberedSlotsMakeAFindingEach) {
  const std::string rule =
      RuleText("a", "(?P<span_1>(?P<arm_1>\\pL+)) and (?P<span_2>(?P<arm_2>\\pL+)),? (?P<count>\\d+) each",
               "gives = { role_1 = 'x', role_2 = 'y' }");
  EXPECT_EQ(ReadDose(rule, "cells and placebo, 30 each"),
            "a: cells arm=cells count=30 role=x; a: placebo arm=placebo count=30 role=y");
}

TEST(Engine, WhatFollowsTwoUnderscoresDoesNotCount) {
  EXPECT_EQ(ReadDose(RuleText("a", "x(?P<low>\\d)|y(?P<low__b>\\d)"), "x1 y2"), "a: x1 low=1; a: y2 low=2");
}

TEST(Engine, OverlapsGoByRankThenLengthThenFileOrder) {
  EXPECT_EQ(ReadDose(RuleText("a", "5") + RuleText("b", "5 mg"), "5 mg"), "b: 5 mg");
  EXPECT_EQ(ReadDose(RuleText("a", "5", "rank = 1") + RuleText("b", "5 mg"), "5 mg"), "a: 5");
  EXPECT_EQ(ReadDose(RuleText("b", "5 mg") + RuleText("a", "5 mg"), "5 mg"), "b: 5 mg");
  EXPECT_EQ(Read({{"dose/any.toml", RuleText("a", "5 mg")}, {"arm/any.toml", RuleText("b", "5")}},
                 Paragraph("5 mg")),
            "b: 5; a: 5 mg");
}

TEST(Engine, AGuardWinsAndYieldsNothing) {
  const std::string guard =
      "[[rule]]\nid = 'g'\npattern = '\\d+ mg/dL'\nguard = true\nignores = ['5 mg/dL']\n";
  EXPECT_EQ(ReadDose(RuleText("a", "\\d+ mg") + guard, "5 mg; 7 mg/dL"), "a: 5 mg");
}

TEST(Engine, NeedsAndUnlessLookAtTheSentence) {
  const std::string rule = RuleText("a", "\\d+ mg", "needs = 'given'\nunless = 'not given'");
  EXPECT_EQ(ReadDose(rule, "5 mg were given. 6 mg were kept. 7 mg were not given."), "a: 5 mg");
}

TEST(Engine, ReachDecidesWhatAPatternSees) {
  EXPECT_EQ(ReadDose(RuleText("a", "a.*b"), "a. Then b"), "");
  EXPECT_EQ(ReadDose(RuleText("a", "a.*b", "reach = 'block'"), "a. Then b"), "a: a. Then b");
  EXPECT_EQ(ReadDose(RuleText("a", "a.*b", "reach = 'clause'"), "a, b"), "");
}

TEST(Engine, PlacesDecideWhereARuleReads) {
  struct Case {
    const char *where, *place, *found;
  };
  const Case cases[] = {
      {"where = ['text']", "text", "a: 5"},
      {"where = ['text']", "cell", ""},
      {"where = ['cell']", "cell", "a: 5"},
      {"where = ['cell']", "text", ""},
      {"where = ['header_cell']", "cell", ""},
      {"where = ['header_cell']", "header_cell", "a: 5"},
      {"where = ['methods']", "methods", "a: 5"},
      {"where = ['methods']", "results", ""},
      {"not_where = ['methods']", "methods", ""},
      {"where = ['field:summary']", "field:summary", "a: 5"},
      {"where = ['field:id']", "field:summary", ""},
      {"where = ['field:*']", "field:id", "a: 5"},
      {"where = ['any']", "field:id", "a: 5"},
      {"where = ['any']", "reference", ""},
      {"where = ['reference']", "reference", "a: 5"},
      {"where = ['registry']", "text", ""},
      {"where = ['report']", "text", "a: 5"},
      {"where = ['text']", "field:outcome.description", "a: 5"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(ReadDose(RuleText("a", "5", c.where), "5", c.place), c.found) << c.where << " in " << c.place;
}

TEST(Engine, AFieldIsReadWhole) {
  EXPECT_EQ(ReadDose(RuleText("a", "^.*$", "where = ['field:id']"), "One. Two", "field:id"), "a: One. Two");
}

TEST(Engine, TheLanguageOfASentenceChoosesItsRules) {
  const std::vector<RuleFile> files = {{"dose/any.toml", RuleText("any", "1")},
                                       {"dose/en.toml", RuleText("en", "2")},
                                       {"dose/zh.toml", RuleText("zh", "3")}};
  EXPECT_EQ(Read(files, Paragraph("1 2 3")), "any: 1; en: 2");
  EXPECT_EQ(Read(files, Paragraph("剂量 1 2 3")), "any: 1; zh: 3");
  EXPECT_EQ(Read(files, Paragraph("剂量 1 2 3 of the cells that were given")), "any: 1; en: 2; zh: 3");
}

TEST(Engine, FindingsQuoteTheTextThoughRulesReadItsFolding) {
  EXPECT_EQ(ReadDose(RuleText("a", "(?P<low>\\d+) × 10\\^6"), "１２ ✕ 10⁶"), "a: １２ ✕ 10⁶ low=12");
}

std::string Attribute(std::string_view pattern, std::string_view more = "") {
  return "[[attribute]]\nid = '" + std::string(pattern) + "'\nslot = 'route'\npattern = '" +
         std::string(pattern) + "'\n" + std::string(more) + "\n";
}

TEST(Engine, AttributesFillEmptySlotsNearby) {
  const std::string rule = RuleText("a", "\\d+ mg");
  EXPECT_EQ(ReadDose(rule + Attribute("oral", "gives = { route = 'oral' }"), "5 mg by oral route. 6 mg"),
            "a: 5 mg route=oral; a: 6 mg");
  EXPECT_EQ(ReadDose(rule + Attribute("oral", "reach = 'block'"), "5 mg. Oral"), "a: 5 mg route=Oral");
  EXPECT_EQ(ReadDose(rule + Attribute("oral", "reach = 'clause'"), "5 mg, oral"), "a: 5 mg");
  EXPECT_EQ(ReadDose(RuleText("a", "\\d+ mg", "gives = { route = 'iv' }") + Attribute("oral"), "5 mg oral"),
            "a: 5 mg route=iv");
}

TEST(Engine, TheNearestAttributeOfTheClauseIsTaken) {
  const std::string rule = RuleText("a", "\\d+ mg");
  EXPECT_EQ(ReadDose(rule + Attribute("oral|nasal"), "oral 5 mg daily, nasal 7 mg"),
            "a: 5 mg route=oral; a: 7 mg route=nasal");
  EXPECT_EQ(ReadDose(rule + Attribute("oral|nasal", "prefer = 'after'"), "oral 5 mg and then nasal"),
            "a: 5 mg route=nasal");
  EXPECT_EQ(ReadDose(rule + Attribute("oral|nasal", "prefer = 'before'"), "very late oral 5 mg nasal"),
            "a: 5 mg route=oral");
}

std::string CueText(std::string_view pattern, std::string_view more) {
  return "[[cue]]\nid = '" + std::string(pattern) + "'\nsets = 'negated'\npattern = '" +
         std::string(pattern) + "'\n" + std::string(more) + "\n";
}

std::string ReadWithCue(const std::string& cue, std::string_view text) {
  return Read({{"dose/any.toml", RuleText("a", "\\d")}, {"context/any.toml", cue}}, Paragraph(text));
}

TEST(Engine, CuesReachAsFarAsTheirDirection) {
  EXPECT_EQ(ReadWithCue(CueText("no", ""), "1 no 2. 3"), "a: 1; a: 2 negated; a: 3");
  EXPECT_EQ(ReadWithCue(CueText("no", "direction = 'backward'"), "1 no 2. 3"), "a: 1 negated; a: 2; a: 3");
  EXPECT_EQ(ReadWithCue(CueText("no", "direction = 'both'"), "1 no 2. 3"),
            "a: 1 negated; a: 2 negated; a: 3");
  EXPECT_EQ(ReadWithCue(CueText("no", "direction = 'sentence'"), "1 no 2. 3"),
            "a: 1 negated; a: 2 negated; a: 3");
  EXPECT_EQ(ReadWithCue(CueText("no", "direction = 'block'"), "1 no 2. 3"),
            "a: 1 negated; a: 2 negated; a: 3 negated");
  EXPECT_EQ(ReadWithCue(CueText("no", "stops = 'but'"), "no 1 but 2"), "a: 1 negated; a: 2");
  EXPECT_EQ(ReadWithCue(CueText("no", "fields = ['arm']"), "no 1"), "a: 1");
}

TEST(Engine, AGuardingCueHidesTheCuesItOverlaps) {
  const std::string cues = CueText("not", "") + CueText("not only", "guard = true");
  EXPECT_EQ(ReadWithCue(cues, "not only 1. Not 2"), "a: 1; a: 2 negated");
}

TEST(Engine, ADocumentCueReachesEveryBlock) {
  Document document = Paragraph("in mice");
  document.blocks.push_back(document.blocks[0]);
  document.text += "\n5";
  document.blocks[1].span = {8, 9};
  EXPECT_EQ(Read({{"dose/any.toml", RuleText("a", "5")},
                  {"context/any.toml", CueText("mice", "direction = 'document'")}},
                 document),
            "a: 5 negated");
}

TEST(Engine, EffectsDropWeakenAndReplace) {
  const std::string cue = CueText("no", "");
  EXPECT_EQ(ReadWithCue(cue + "[[effect]]\ncontext = 'negated'\ndrop = true\n", "no 1. 2"), "a: 2");
  EXPECT_EQ(ReadWithCue(cue + "[[effect]]\ncontext = 'negated'\ngives = { role = 'cited' }\n", "no 1"),
            "a: 1 role=cited negated");
  EXPECT_EQ(ReadWithCue(cue + "[[effect]]\ncontext = 'negated'\nfields = ['arm']\ndrop = true\n", "no 1"),
            "a: 1 negated");
  auto rules = MakeRules({{"dose/any.toml", RuleText("a", "\\d")},
                          {"context/any.toml", cue + "[[effect]]\ncontext = 'negated'\nconfidence = 0.5\n"}});
  ASSERT_TRUE(rules.ok());
  EXPECT_FLOAT_EQ(ReadDocument(Paragraph("no 1"), **rules, nullptr)[0].confidence, 0.4F);
}

TEST(Engine, ExplainShowsWhatTookPart) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  const std::string told = Explain(
      "Patients received 1 × 10⁶ cells/kg intravenously. Haemoglobin was 12 g/dL in those given iron.",
      *rules);
  for (const char* part :
       {"folded     Patients received 1 × 10^6", "sentence   Haemoglobin", "match      dose.en",
        "lost       dose.en", "attribute  dose.en", "finding    dose ["})
    EXPECT_NE(told.find(part), std::string::npos) << part << " in\n" << told;
}

TEST(Engine, BadInputIsRead) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  for (const std::string& text : {std::string(), std::string(100000, '('), std::string(100000, '5'),
                                  std::string("\xFF\xFE\x80 5 mg"), std::string(3, '\0')})
    for (const Finding& finding : Extract(Paragraph(text), *rules)) EXPECT_LE(finding.span.end, text.size());
  EXPECT_TRUE(Extract(Document(), *rules).empty());
}

TEST(Engine, AParagraphOfAnyLengthIsReadToItsEnd) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  std::string text;
  while (text.size() < 300000)
    text += "The placebo group (n = 30), 1 patients of the treatment group (95% CI 0.5 to 0.9), ";
  text += "which is registered as NCT01234567.";
  const Document document = Paragraph(text);
  const std::vector<Finding> findings = Extract(document, *rules);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ("NCT01234567", document.Text(findings.back().span));
}

}  // namespace
}  // namespace trialmine
