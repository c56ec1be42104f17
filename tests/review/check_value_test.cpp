#include "check_value.h"

#include <gtest/gtest.h>

#include "kappa.h"

namespace trialmine {
namespace {

struct ValueCase {
  Field field;
  const char* json;
  const char* kept;  ///< Or the whole detail of the error.
};

TEST(CheckValue, KeepsWhatCanBeAndNamesWhatCannot) {
  constexpr ValueCase kCases[] = {
      {Field::kSampleSize, R"({"unit":"participants","count":60,"arm":null,"kind":"randomized"})",
       R"({"count":60,"kind":"randomized","unit":"participants"})"},
      {Field::kSampleSize, R"({"count":0,"kind":"analysed"})", R"({"count":0,"kind":"analysed"})"},
      {Field::kSampleSize, R"({"not_reported":true,"kind":"randomized"})",
       R"({"not_reported":true,"kind":"randomized"})"},
      {Field::kSampleSize, R"({"not_reported":true,"count":0})",
       "`value.count` cannot be given together with not_reported"},
      {Field::kSampleSize, R"({"kind":"randomized"})", "`value.count` is needed"},
      {Field::kSampleSize, R"({"count":-1})", "`value.count` must be 0 or more"},
      {Field::kSampleSize, R"({"count":1.5})", "`value.count` must be a whole number"},
      {Field::kSampleSize, R"({"count":"60"})", "`value.count` must be a whole number"},
      {Field::kSampleSize, R"({"count":60,"kind":"random"})",
       "`value.kind` must be one of planned, screened, enrolled, randomized, treated, completed, analysed"},
      {Field::kSampleSize, R"({"count":60,"size":60})", "`value.size` is no member of this field"},
      {Field::kSampleSize, R"([60])", "`value` must be an object"},
      {Field::kArm, R"({"label":"MSC","role":"experimental","count":30})",
       R"({"label":"MSC","role":"experimental","count":30})"},
      {Field::kArm, R"({"role":"experimental"})", "`value.label` is needed"},
      {Field::kDose, R"({"low":2e6,"high":1e6,"unit":"{cells}"})",
       "`value.low` must not be more than `value.high`"},
      {Field::kDose, R"({"low":1,"unit":"mg"})", "`value.high` is needed"},
      {Field::kDose, R"({"low":1,"high":1,"unit":"mg","route":"by mouth"})",
       "`value.route` must be one of intravenous, intrathecal, intra-articular, intracoronary, "
       "intramyocardial, "
       "intra-arterial, intramuscular, subcutaneous, oral, inhaled, topical, intralesional, intravitreal, "
       "other"},
      {Field::kFollowUp, R"({"duration":"12 months"})",
       "`value.duration` must be an ISO 8601 duration such as P12M"},
      {Field::kFollowUp, R"({"duration":"P"})", "`value.duration` must be an ISO 8601 duration such as P12M"},
      {Field::kFollowUp, R"({"low_days":9,"high_days":3})",
       "`value.low_days` must not be more than `value.high_days`"},
      {Field::kOutcome, R"({"role":"primary"})", "`value.name` is needed"},
      {Field::kResult, R"({"statistic":"events","events":0,"total":30,"arm":"MSC"})",
       R"({"arm":"MSC","statistic":"events","events":0,"total":30})"},
      {Field::kResult, R"({"statistic":"events","not_reported":true})",
       R"({"statistic":"events","not_reported":true})"},
      {Field::kResult, R"({"statistic":"events","events":31,"total":30})",
       "`value.events` must not be more than `value.total`"},
      {Field::kResult, R"({"events":3})", "`value.statistic` is needed"},
      {Field::kResult, R"({"statistic":"proportion","percent":101})",
       "`value.percent` must lie between 0 and 100"},
      {Field::kResult, R"({"statistic":"p_value","p":1.2})", "`value.p` must lie between 0 and 1"},
      {Field::kResult, R"({"statistic":"odds_ratio","estimate":1,"ci_low":2,"ci_high":1})",
       "`value.ci_low` must not be more than `value.ci_high`"},
      {Field::kResult, R"({"statistic":"mean","estimate":"five"})", "`value.estimate` has the wrong type"},
      {Field::kRegistrationId, R"({"registry":"ChiCTR"})", "`value.id` is needed"},
  };
  for (const ValueCase& c : kCases) {
    const Result<std::string> kept = CheckValue(c.field, c.json);
    EXPECT_EQ(kept ? *kept : kept.error().detail, c.kept) << c.json;
    EXPECT_TRUE(kept.ok() || kept.error().code == "bad_input");
  }
}

// Cohen's own example and the edges.
TEST(Kappa, IsAgreementBeyondChance) {
  EXPECT_NEAR(*(TwoByTwo{20, 5, 10, 15}.Kappa()), 0.4, 1e-9);
  EXPECT_NEAR(*(TwoByTwo{10, 0, 0, 10}.Kappa()), 1, 1e-9);
  EXPECT_NEAR(*(TwoByTwo{0, 5, 5, 0}.Kappa()), -1, 1e-9);
  EXPECT_FALSE((TwoByTwo{10, 0, 0, 0}.Kappa().has_value())) << "one answer only: chance explains it all";
  EXPECT_FALSE((TwoByTwo{}.Kappa().has_value()));
}

}  // namespace
}  // namespace trialmine
