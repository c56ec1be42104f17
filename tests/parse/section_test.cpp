#include "section.h"

#include <gtest/gtest.h>

#include <string>

namespace trialmine {
namespace {

TEST(SectionOf, HeadingsInEnglishAndChinese) {
  const std::pair<const char*, const char*> cases[] = {
      {"Introduction", "background"},
      {"BACKGROUND AND AIMS", "background"},
      {"Objective:", "objective"},
      {"1. Materials and Methods", "methods"},
      {"PATIENTS & METHODS", "methods"},
      {"Statistical analysis", "methods"},
      {"MAIN OUTCOME MEASURES", "methods"},
      {"Methods and results", "results"},
      {"Findings", "results"},
      {"3 RESULTS", "results"},
      {"Results and discussion", "results"},
      {"Discussion", "discussion"},
      {"Interpretation", "conclusion"},
      {"CONCLUSIONS/SIGNIFICANCE", "conclusion"},
      {"Trial registration number", "registration"},
      {"ClinicalTrials.gov identifier", "registration"},
      {"References", "references"},
      {"Funding", "other"},
      {"目的", "objective"},
      {"【方法】", "methods"},
      {"1.1 一般资料", "methods"},
      {"资料与方法", "methods"},
      {"2 治疗方法", "methods"},
      {"观察指标", "methods"},
      {"統計學處理", "methods"},
      {"結果", "results"},
      {"討論", "discussion"},
      {"结论", "conclusion"},
      {"临床试验注册号", "registration"},
      {"参考文献", "references"},
  };
  for (const auto& [heading, section] : cases) {
    const auto found = SectionOf(heading);
    ASSERT_TRUE(found) << heading;
    EXPECT_EQ(Name(*found), section) << heading;
  }
}

TEST(SectionOf, WordsThatTellNothing) {
  for (const char* heading : {"", "Patient 3", "Safety", "Methodist hospitals",
                              "Examplecell achieves primary endpoint", "一例", "42",
                              "Results of this trial were presented at the annual meeting of the society and "
                              "then published in full later"})
    EXPECT_FALSE(SectionOf(heading)) << heading;
}

std::string Pieces(std::string_view paragraph) {
  std::string out;
  for (const LabelledText& piece : SplitLabels(paragraph)) {
    out += piece.label.empty()
               ? ""
               : "<" + std::string(piece.label) + "=" + std::string(Name(piece.section)) + ">";
    out += std::string(piece.text) + "|";
  }
  return out;
}

TEST(SplitLabels, CutsAtPrintedLabels) {
  const std::pair<const char*, const char*> cases[] = {
      {"BACKGROUND: It is. METHODS: We did.", "<BACKGROUND=background> It is. |<METHODS=methods> We did.|"},
      {"Aims: To see. Main results: None. ", "<Aims=objective> To see. |<Main results=results> None. |"},
      {"[Objective] To see. [Methods] We did.", "<Objective=objective> To see. |<Methods=methods> We did.|"},
      {"We did it. TRIAL REGISTRATION: NCT01234567.",
       "We did it. |<TRIAL REGISTRATION=registration> NCT01234567.|"},
      {"ClinicalTrials.gov Identifier: NCT1", "<ClinicalTrials.gov Identifier=registration> NCT1|"},
      {"【目的】观察。【方法】选取60例。", "<目的=objective>观察。|<方法=methods>选取60例。|"},
      {"目的：观察。方法：选取60例。", "<目的=objective>观察。|<方法=methods>选取60例。|"},
      {"目的 观察疗效。方法 选取60例。结果 有效。结论 可行。",
       "<目的=objective>观察疗效。|<方法=methods>选取60例。|<结果=results>有效。|<结论=conclusion>可行。|"},
      {"目的　觀察療效 方法　選取60例 結果　有效 結論　可行",
       "<目的=objective>觀察療效 |<方法=methods>選取60例 |<結果=results>有效 |<結論=conclusion>可行|"},
      {"目的观察疗效。方法选取60例。结果有效。",
       "<目的=objective>观察疗效。|<方法=methods>选取60例。|<结果=results>有效。|"},
  };
  for (const auto& [paragraph, pieces] : cases) EXPECT_EQ(Pieces(paragraph), pieces) << paragraph;
}

TEST(SplitLabels, LeavesOrdinarySentencesWhole) {
  for (const char* paragraph : {
           "We compared two groups: results were similar.",
           "The methods of the trial were sound. Results of it follow.",
           "结果表明两组相近。方法可行。",
           "Sixty patients (30 per group) took part: 12 left. The ratio was 1:1.",
           "Ten left. Patients were randomized into two groups: one got salt.",
           "Ten left. Primary endpoint: the hazard ratio was 0.61.",
           "",
       })
    EXPECT_EQ(Pieces(paragraph), std::string(paragraph) + "|") << paragraph;
}

}  // namespace
}  // namespace trialmine
