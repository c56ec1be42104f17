#include "fields.h"

#include <gtest/gtest.h>

#include "make.h"

namespace trialmine {
namespace {

/// The value of a finding with these slots as public JSON; `-` where they hold none.
std::string Json(Field field, Words slots, Context context = {}) {
  const Document document = MakeDocument("words");
  Finding finding = MakeFinding(document, field, "words", slots);
  finding.context = context;
  const auto read = ReadValue(finding, document);
  return read ? ToJson(read->value) : "-";
}

TEST(ReadDose, AmountsAsPrintedWithCountsExpanded) {
  struct Case {
    Words slots;
    const char* json;
  };
  const Case kCases[] = {
      {{{"low", "1"}, {"multiplier", "× 10^6"}, {"unit", "cells/kg"}},
       R"({"low":1000000,"high":1000000,"unit":"{cells}/kg"})"},
      {{{"high", "1"}, {"multiplier", "×10^6"}, {"unit", "cells/kg"}},
       R"({"low":1000000,"high":1000000,"unit":"{cells}/kg"})"},
      {{{"low", "1"}, {"multiplier", "× 106"}, {"unit", "cells/kg"}},
       R"({"low":1000000,"high":1000000,"unit":"{cells}/kg","repaired":true})"},
      {{{"low", "1"}, {"high", "2"}, {"multiplier", "×10^6"}, {"unit", "cells"}},
       R"({"low":1000000,"high":2000000,"unit":"{cells}"})"},
      {{{"low", "2"}, {"high", "4"}, {"high_multiplier", "million"}, {"unit", "cells"}},
       R"({"low":2000000,"high":4000000,"unit":"{cells}"})"},
      {{{"low", "5"},
        {"low_multiplier", "×10^5"},
        {"high", "2"},
        {"high_multiplier", "×10^6"},
        {"unit", "cells"}},
       R"({"low":500000,"high":2000000,"unit":"{cells}"})"},
      {{{"low", "6500"}, {"multiplier", "万"}, {"unit", "个细胞"}},
       R"({"low":65000000,"high":65000000,"unit":"{cells}"})"},
      {{{"low", "1.3亿"}, {"unit", "个细胞"}}, R"({"low":130000000,"high":130000000,"unit":"{cells}"})"},
      {{{"low", "30"}, {"multiplier", "万"}, {"unit", "单位"}},
       R"({"low":300000,"high":300000,"unit":"[iU]"})"},
      {{{"low", "1"}, {"unit", "g"}}, R"({"low":1,"high":1,"unit":"g"})"},
      {{{"low", "5"}, {"unit", "mg"}, {"interval", "daily"}},
       R"({"low":5,"high":5,"unit":"mg","basis":"day"})"},
      {{{"low", "5"}, {"unit", "mg"}, {"interval", "twice daily"}, {"route", "oral"}},
       R"({"low":5,"high":5,"unit":"mg","basis":"administration","interval":"PT12H","route":"oral"})"},
      {{{"low", "1"}, {"unit", "mg/kg/d"}}, R"({"low":1,"high":1,"unit":"mg/kg","basis":"day"})"},
      {{{"low", "1"}, {"multiplier", "×10^6"}, {"unit", "/kg"}},
       R"({"low":1000000,"high":1000000,"unit":"{cells}/kg"})"},
      {{{"low", "2"}, {"unit", "mg"}, {"administrations", "three doses"}, {"duration", "6 weeks"}},
       R"({"low":2,"high":2,"unit":"mg","basis":"administration","administrations":3,"duration":"P6W"})"},
      {{{"low", "2"}, {"unit", "mg"}, {"administrations", "a single"}},
       R"({"low":2,"high":2,"unit":"mg","basis":"administration","administrations":1})"},
      {{{"low", "2"}, {"unit", "mg"}, {"volume", "40 mL"}, {"concentration", "2×10^6 cells/mL"}},
       R"({"low":2,"high":2,"unit":"mg","concentration":{"value":2000000,"unit":"{cells}/mL"},"volume":{"value":40,"unit":"mL"}})"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Json(Field::kDose, c.slots), c.json);
}

TEST(ReadDose, RefusesWhatIsNoAmount) {
  EXPECT_EQ(Json(Field::kDose, {{"low", "0"}, {"unit", "mg"}}), "-");
  EXPECT_EQ(Json(Field::kDose, {{"low", "5"}, {"unit", "patients"}}), "-");
  EXPECT_EQ(Json(Field::kDose, {{"low", "5"}}), "-");
  EXPECT_EQ(Json(Field::kDose, {{"low", "5"}, {"high", "2"}, {"unit", "mg"}}), "-");
  EXPECT_EQ(Json(Field::kDose, {{"low", "some"}, {"unit", "mg"}}), "-");
  EXPECT_EQ(Json(Field::kDose, {{"low", "106"}, {"high", "12"}, {"unit", "cells/kg"}}), "-");
  EXPECT_EQ(Json(Field::kDose, {{"low", "60"}, {"unit", "cells"}}), "-") << "no one is given sixty cells";
}

TEST(ReadDose, SaysHowAnExpandedAmountCameAbout) {
  const Document document = MakeDocument("65 million cells");
  const auto read = ReadDose(MakeFinding(document, Field::kDose, "65 million cells",
                                         {{"low", "65"}, {"multiplier", "million"}, {"unit", "cells"}}));
  EXPECT_EQ(read->conversion, "65 million = 65000000 {cells}");
}

TEST(ReadFollowUp, LengthsRangesAndSchedules) {
  struct Case {
    Words slots;
    const char* json;
  };
  const Case kCases[] = {
      {{{"duration", "6 months"}}, R"({"duration":"P6M","days":182.625,"statistic":"fixed"})"},
      {{{"duration", "五年"}, {"statistic", "maximum"}},
       R"({"duration":"P5Y","days":1826.25,"statistic":"maximum"})"},
      {{{"duration", "609"}, {"unit", "days"}, {"statistic", "median"}, {"low", "3"}, {"high", "2130"}},
       R"({"duration":"P609D","days":609,"statistic":"median","low_days":3,"high_days":2130})"},
      {{{"low", "7"}, {"high", "64"}, {"unit", "月"}},
       R"({"statistic":"range","low_days":213.0625,"high_days":1948})"},
      {{{"duration", "3-6 weeks"}}, R"({"statistic":"range","low_days":21,"high_days":42})"},
      {{{"schedule", "1, 3 and 6 months"}},
       R"({"duration":"P6M","days":182.625,"statistic":"fixed","schedule":["P1M","P3M","P6M"]})"},
      {{{"duration", "2017年1月"}}, "-"},
      {{{"statistic", "median"}}, "-"},
      {{{"duration", "0 days"}}, "-"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Json(Field::kFollowUp, c.slots), c.json);
}

TEST(ReadSampleSize, CountsWithTheirKind) {
  EXPECT_EQ(Json(Field::kSampleSize, {{"count", "一百二十例"}, {"kind", "randomized"}}),
            R"({"count":120,"kind":"randomized","unit":"participants"})");
  EXPECT_EQ(Json(Field::kSampleSize, {{"count", "二十余"}}),
            R"({"count":20,"kind":"enrolled","unit":"participants","approximate":true})");
  EXPECT_EQ(Json(Field::kSampleSize, {{"count", "12"}, {"unit", "studies"}}),
            R"({"count":12,"kind":"enrolled","unit":"studies"})");
  Context planned;
  planned.planned = true;
  EXPECT_EQ(Json(Field::kSampleSize, {{"count", "60"}}, planned),
            R"({"count":60,"kind":"planned","unit":"participants"})");
  for (const char* count : {"0", "-3", "12-14", "many", ""})
    EXPECT_EQ(Json(Field::kSampleSize, {{"count", count}}), "-") << count;
}

TEST(ReadArm, LabelsAreCleanedAndTellTheirRole) {
  EXPECT_EQ(Json(Field::kArm, {{"label", " \"placebo  group\", "}, {"count", "thirty"}}),
            R"({"label":"placebo group","role":"placebo","count":30})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "对照组"}}), R"({"label":"对照组","role":"active_comparator"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "试验1组"}}), R"({"label":"试验1组","role":"experimental"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "常规治疗组"}}),
            R"({"label":"常规治疗组","role":"active_comparator"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "高剂量组"}}), R"({"label":"高剂量组","role":"experimental"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "试验组"}}), R"({"label":"试验组","role":"experimental"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "group A"}, {"role", "experimental"}}),
            R"({"label":"group A","role":"experimental"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", "group A"}, {"role", "hero"}}),
            R"({"label":"group A","role":"unknown"})");
  EXPECT_EQ(Json(Field::kArm, {{"label", " , "}}), "-");
  EXPECT_EQ(Json(Field::kArm, {{"label", "MSC"}, {"count", "0"}}), "-");
}

TEST(ReadResult, NumbersRelationsAndTimes) {
  struct Case {
    Words slots;
    const char* json;
  };
  const Case kCases[] = {
      {{{"events", "3"}, {"total", "30"}, {"percent", "10%"}},
       R"({"statistic":"events","events":3,"total":30,"percent":10})"},
      {{{"p", "0.05"}, {"p_relation", "less than"}}, R"({"statistic":"p_value","p_relation":"<","p":0.05})"},
      {{{"p", "0·001"}, {"p_relation", "＜"}}, R"({"statistic":"p_value","p_relation":"<","p":0.001})"},
      {{{"p", ".03"}}, R"({"statistic":"p_value","p_relation":"=","p":0.03})"},
      {{{"p", "0.05"}, {"p_relation", "大于"}}, R"({"statistic":"p_value","p_relation":">","p":0.05})"},
      {{{"estimate", "12.5"}, {"sd", "3.1"}, {"unit", "mmHg"}, {"time", "6 months"}},
       R"({"time":"P6M","statistic":"mean","estimate":12.5,"sd":3.1,"unit":"mm[Hg]"})"},
      {{{"statistic", "risk_ratio"},
        {"estimate", "0.78"},
        {"ci_level", "95%"},
        {"ci_low", "0.65"},
        {"ci_high", "0.94"}},
       R"({"statistic":"risk_ratio","estimate":0.78,"ci_level":95,"ci_low":0.65,"ci_high":0.94})"},
      {{{"statistic", "none_observed"}, {"outcome", "serious adverse events"}},
       R"({"outcome":"serious adverse events","concept":"serious_adverse_event","statistic":"none_observed"})"},
      {{{"estimate", "5"}, {"statistic", "mean"}, {"time", "baseline"}},
       R"({"time":"P0D","statistic":"mean","estimate":5,"baseline":true})"},
      {{{"statistic", "change"}, {"estimate", "-3.2"}}, R"({"statistic":"change","estimate":-3.2})"},
      // What cannot be so was misread.
      {{{"events", "31"}, {"total", "30"}}, "-"},
      {{{"p", "5"}, {"p_relation", "="}}, "-"},
      {{{"p", "0.05"}, {"p_relation", "?"}}, "-"},
      {{{"percent", "120"}}, "-"},
      {{{"statistic", "odds_ratio"}, {"estimate", "2"}, {"ci_low", "3"}, {"ci_high", "1"}}, "-"},
      {{{"estimate", "2"}}, "-"},
      {{{"statistic", "mean"}}, "-"},
      {{{"statistic", "mean"}, {"estimate", "5"}, {"sd", "-1"}}, "-"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Json(Field::kResult, c.slots), c.json);
}

TEST(ReadRegistrationId, RoleFromTheRuleThenTheDataBankThenThePlace) {
  Document document = MakeDocument("NCT04380948");
  Finding finding = MakeFinding(document, Field::kRegistrationId, "NCT04380948", {{"id", "NCT04380948"}});
  const auto role = [&] { return ReadRegistrationId(finding, document)->value.role; };
  finding.section = Section::kMethods;
  EXPECT_EQ(role(), "own");
  finding.section = Section::kDiscussion;
  EXPECT_EQ(role(), "cited");
  document.data_bank_ids = {"ClinicalTrials.gov NCT04380948"};
  EXPECT_EQ(role(), "own");
  document.data_bank_ids.clear();
  finding.section = Section::kMethods;
  finding.context.other_study = true;
  EXPECT_EQ(role(), "cited");
  finding.slots.push_back({"role", "own", {}});
  EXPECT_EQ(role(), "own");
}

}  // namespace
}  // namespace trialmine
