#include "store/value_json.h"

#include <gtest/gtest.h>

#include "fetch/utf8.h"
#include "store/json_text.h"

namespace trialmine {
namespace {

ResultValue FullResult() {
  ResultValue value;
  value.outcome = "serious adverse events";
  value.concept_id = "serious_adverse_event";
  value.arm = "MSC";
  value.comparator = "安慰剂";
  value.time = "P12M";
  value.statistic = "events";
  value.events = 3;
  value.total = 30;
  value.percent = 10.0;
  value.estimate = -0.25;
  value.sd = 1.5;
  value.se = 0.1;
  value.ci_level = 95;
  value.ci_low = -1;
  value.ci_high = 2.5;
  value.iqr_low = 1;
  value.iqr_high = 2;
  value.range_low = 0;
  value.range_high = 9;
  value.p = 0.03;
  value.p_relation = "<";
  value.unit = "mm[Hg]";
  value.direction = "lower";
  value.subgroup = "women";
  value.analysis_set = "itt";
  value.baseline = true;
  return value;
}

Dose FullDose() {
  Dose value;
  value.low = 1e6;
  value.high = 2e6;
  value.unit = "{cells}/kg";
  value.basis = "administration";
  value.administrations = 4;
  value.interval = "P1W";
  value.duration = "P4W";
  value.phase = "loading";
  value.concentration = Quantity{1e7, "{cells}/mL"};
  value.volume = Quantity{2.5, "mL"};
  value.route = "intravenous";
  value.agent = "MSC";
  value.arm = "high";
  value.repaired = true;
  return value;
}

TEST(ValueJson, FromJsonIsTheInverseOfToJson) {
  FollowUp follow_up{"P12M", 365.25, "median", 30.0, 400.5, {"P1M", "P6M"}};
  const std::vector<Value> values = {
      RegistrationId{"NCT01234567", "ClinicalTrials.gov", "https://example.org/\"x\"", "own", "repaired",
                     "AT"},
      SampleSize{1204, "randomized", "MSC", "participants", true},
      Arm{"间充质干细胞组", "experimental", 30},
      FullDose(),
      follow_up,
      OutcomeMeasure{"six-minute walk", "primary", "P6M", "walking_distance"},
      FullResult(),
      Arm{"control", "unknown", std::nullopt},
      ResultValue{},
      Dose{},
  };
  for (const Value& value : values) {
    const std::string json = ToJson(value);
    Result<Value> read = FromJson(static_cast<Field>(value.index()), json);
    ASSERT_TRUE(read.ok()) << json << ": " << read.error().detail;
    EXPECT_EQ(read->index(), value.index());
    EXPECT_EQ(ToJson(*read), json);
  }
  const Result<Value> read = FromJson(Field::kResult, ToJson(FullResult()));
  const auto& result = std::get<ResultValue>(*read);
  EXPECT_EQ(result.concept_id, "serious_adverse_event");
  EXPECT_EQ(result.range_high, 9);
  EXPECT_EQ(result.analysis_set, "itt");
  EXPECT_TRUE(result.baseline);
  const Result<Value> dose = FromJson(Field::kDose, ToJson(FullDose()));
  EXPECT_EQ(std::get<Dose>(*dose).volume->unit, "mL");
  EXPECT_EQ(std::get<Dose>(*dose).administrations, 4);
}

TEST(ValueJson, WhatIsNotAValueIsAnError) {
  for (const char* json : {"", "[]", "3", "{", R"({"count":"sixty"})", R"({"kind":7})"}) {
    Result<Value> read = FromJson(Field::kSampleSize, json);
    ASSERT_FALSE(read.ok()) << json;
    EXPECT_EQ(read.error().code, "bad_input");
  }
  EXPECT_TRUE(FromJson(Field::kSampleSize, R"({"count":60,"arm":null,"more":[1]})").ok());
}

TEST(JsonText, WhatIsNotUtf8NeverLeavesRaw) {
  for (const auto& [bytes, json] :
       {std::pair<std::string, std::string>{"a\xff\xfe.txt", "\"a\uFFFD\uFFFD.txt\""},
        {"\xe4\xb8", "\"\uFFFD\uFFFD\""},
        {"\xc0\xaf", "\"\uFFFD\uFFFD\""},
        {"\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
        {"\x1b[31m\x7f", "\"\\u001b[31m\\u007f\""},
        {"试验 𠮷", "\"试验 𠮷\""},
        {"\"\\\n", "\"\\\"\\\\\\n\""}}) {
    std::string out;
    AppendJsonText(bytes, out);
    EXPECT_EQ(out, json);
  }
}

TEST(TerminalText, CannotCommandTheTerminalNorBreakTheLine) {
  EXPECT_EQ(TerminalText("a\x1b[31m\nb\xc2\x9b\xff"), "a [31m b \uFFFD");
  EXPECT_EQ(TerminalText("evil\u202Etxt.exe"), "eviltxt.exe");
  EXPECT_EQ(ReadableText("two\nlines\x01\xff"), "two\nlines\uFFFD\uFFFD");
}

}  // namespace
}  // namespace trialmine
