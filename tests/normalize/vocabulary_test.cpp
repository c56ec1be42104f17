#include "vocabulary.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

TEST(ConceptOf, TheLongestNameThatIsTheCore) {
  struct Case {
    const char* name;
    const char* concept_id;
  };
  constexpr Case kCases[] = {
      {"serious adverse events", "serious_adverse_event"},
      {"Serious Adverse Event", "serious_adverse_event"},
      {"number of serious adverse events at 6 months", "serious_adverse_event"},
      {"adverse events", "adverse_event"},
      {"incidence of adverse events", "adverse_event"},
      {"SAEs", "serious_adverse_event"},
      {"treatment-emergent adverse events", "adverse_event"},
      {"all-cause mortality", "mortality"},
      {"death", "mortality"},
      {"30-day mortality", "mortality"},
      {"overall survival", "overall_survival"},
      {"progression-free survival", "progression_free_survival"},
      {"fever", "fever"},
      {"LVEF", "ejection_fraction"},
      {"left ventricular ejection fraction", "ejection_fraction"},
      {"change in LVEF from baseline", "ejection_fraction"},
      {"6-minute walk distance", "six_minute_walk"},
      {"acute GVHD", "acute_graft_versus_host_disease"},
      {"严重不良事件", "serious_adverse_event"},
      {"不良反应发生率", "adverse_event"},
      {"总有效率", "response"},
      {"死亡率", "mortality"},
      {"术后并发症发生率", "complication"},
      {"VAS评分", "vas_score"},
      {"收缩压", "systolic_blood_pressure"},
      {"systolic blood pressure", "systolic_blood_pressure"},
      {"Health Assessment Questionnaire (HAQ) score", "health_assessment_questionnaire"},
      {"quality of life (SF-36)", "quality_of_life"},
      // Not these: something else stands beside the name, or it is turned round.
      {"time to death or hospitalisation", ""},
      {"relapse-free interval", ""},
      {"cost of infection control programmes", ""},
      {"composite of death and stroke", ""},
      {"happiness", ""},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(ConceptOf(c.name), c.concept_id) << c.name;
}

}  // namespace
}  // namespace trialmine
