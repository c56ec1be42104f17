// The small pieces of the program that stand alone.

#include <gtest/gtest.h>

#include "base64.h"
#include "command.h"
#include "json_text.h"
#include "mine_summary.h"
#include "pipeline.h"
#include "stage_clock.h"
#include "utc_time.h"

namespace trialmine {
namespace {

TEST(Base64, DecodesWhatTheStandardGives) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"Zg==", "f"},
                                                       {"Zm8=", "fo"},
                                                       {"Zm9v", "foo"},
                                                       {"Zm9vYg==", "foob"},
                                                       {"Zm9vYmE=", "fooba"},
                                                       {"+/+/", "\xFB\xFF\xBF"}};
  for (const auto& [text, bytes] : cases) EXPECT_EQ(DecodeBase64(text), bytes) << text;
}

TEST(Base64, KeepsNulBytes) { EXPECT_EQ(DecodeBase64("AAAA"), std::string(3, '\0')); }

TEST(Base64, RefusesWhatIsNone) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zm9v\n", " Zm9v", "Zm 9",
                           "Zg==Zg==", "=Zm9", "Zm9*", "Zm-_"})
    EXPECT_EQ(DecodeBase64(text), std::nullopt) << text;
}

TEST(ErrorLine, IsOneLineOfJsonWhateverTheNameHolds) {
  EXPECT_EQ(ErrorLine("", "a.xml", {"truncated", "the data end"}),
            R"({"schema":1,"document":{"file":"a.xml"},"error":{"code":"truncated","detail":"the data end"}})"
            "\n");
  EXPECT_EQ(ErrorLine("7", "a\n\"b\"\xFF", {"empty", ""}),
            R"({"schema":1,"document":{"id":"7","file":"a\n\"b\")"
            "\uFFFD"
            R"("},"error":{"code":"empty","detail":""}})"
            "\n");
}

TEST(ExitCode, SaysWhatStoppedTheCommand) {
  const std::pair<const char*, ExitCode> cases[] = {
      {"disk_full", kUnusable},        {"locked", kUnusable}, {"store", kUnusable},
      {"bad_input", kBadUsage},        {"closed", kDone},     {"truncated", kSomeInputsFailed},
      {"not_found", kSomeInputsFailed}};
  for (const auto& [code, exit] : cases) EXPECT_EQ(ExitCodeFor({code, ""}), exit) << code;
}

TEST(UtcNow, IsAnIsoTime) {
  const std::string now = UtcNow();
  ASSERT_EQ(now.size(), 20u) << now;
  EXPECT_EQ(now[4], '-');
  EXPECT_EQ(now[10], 'T');
  EXPECT_EQ(now.back(), 'Z');
  EXPECT_GT(now, "2024");
}

TEST(StageClock, CountsOnlyWhenOn) {
  const auto work = [] {
    volatile unsigned spin = 0;
    for (unsigned i = 0; i < 2'000'000; ++i) spin = spin + i;
    return 7;
  };
  StageClock off;
  EXPECT_EQ(off.Time(Stage::kParse, work), 7);
  EXPECT_EQ(off.Seconds(Stage::kParse), 0);
  StageClock on(true);
  EXPECT_EQ(on.Time(Stage::kParse, work), 7);
  EXPECT_GT(on.Seconds(Stage::kParse), 0);
  EXPECT_EQ(on.Seconds(Stage::kStore), 0);
}

TEST(MineSummary, CountsChangesFindingsAndFailures) {
  MineSummary summary;
  Record record;
  record.facts.resize(2);
  record.facts[0].finding.field = Field::kDose;
  record.facts[0].value = Dose();
  record.facts[1].finding.field = Field::kSampleSize;
  record.facts[1].value = SampleSize();
  record.trial.emplace();
  summary.Count(record, Change::kNew);
  summary.Count({}, Change::kUnchanged);
  summary.CountFailure({"truncated", ""});
  summary.CountFailure({"truncated", ""});
  summary.CountFailure({"empty", ""});
  EXPECT_EQ(summary.documents(), 2);
  EXPECT_EQ(summary.failures(), 3);
  const std::string text = summary.Text("s.db", 2.0);
  EXPECT_NE(text.find("1 new, 0 updated, 1 unchanged"), std::string::npos) << text;
  EXPECT_NE(text.find("dose 1"), std::string::npos) << text;
  EXPECT_NE(text.find("truncated 2"), std::string::npos) << text;
  EXPECT_NE(text.find("s.db"), std::string::npos) << text;
}

TEST(Jobs, NoneNamedMeansOneForEachCore) {
  EXPECT_EQ(JobsFor(3), 3);
  EXPECT_GE(JobsFor(0), 1);
}

}  // namespace
}  // namespace trialmine
