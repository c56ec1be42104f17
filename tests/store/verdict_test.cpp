#include <gtest/gtest.h>

#include "store/review.h"

namespace trialmine {
namespace {

/// `id reviewer action[=value][~round][!undoes]`, one event a word group; what stands is told by id.
struct Told {
  const char* id;
  const char* reviewer;
  const char* action;
  const char* value = "";
  const char* round = "";
  const char* undoes = "";
};

std::string Verdicts(const std::vector<Told>& told) {
  std::vector<DecisionEvent> events;
  for (const Told& one : told) {
    DecisionEvent& event = events.emplace_back();
    event.id = one.id;
    event.decision.field = "sample_size";
    event.decision.reviewer = one.reviewer;
    event.decision.action = one.action;
    event.decision.value = one.value;
    event.decision.round = one.round;
    event.decision.undoes = one.undoes;
  }
  const Verdict verdict = Judge(events);
  std::string said = verdict.standing ? events[*verdict.standing].id : "-";
  if (verdict.conflict) said += " conflict";
  if (!verdict.conflict && verdict.blind.size() == 1) said += " half";
  if (verdict.skipped) said += " skipped";
  return said;
}

struct VerdictCase {
  const char* name;
  std::vector<Told> told;
  const char* verdict;
};

TEST(Judge, SaysWhatStands) {
  const char* sixty = R"({"count":60})";
  const char* sixty_too = R"({ "count": 60, "arm": null })";
  const char* seventy = R"({"count":70})";
  const VerdictCase cases[] = {
      {"nothing", {}, "-"},
      {"the last stands", {{"1", "A", "accept"}, {"2", "B", "reject"}}, "2"},
      {"notes and skips settle nothing",
       {{"1", "A", "accept"}, {"2", "B", "note"}, {"3", "B", "skip"}},
       "1 skipped"},
      {"a decision ends a skip", {{"1", "A", "skip"}, {"2", "A", "accept"}}, "2"},
      {"skipped", {{"1", "A", "skip"}}, "- skipped"},
      {"an undone one was never made", {{"1", "A", "accept"}, {"2", "A", "undo", "", "", "1"}}, "-"},
      {"what stood before stands again",
       {{"1", "A", "accept"}, {"2", "A", "reject"}, {"3", "A", "undo", "", "", "2"}},
       "1"},
      {"redo", {{"1", "A", "accept"}, {"2", "A", "undo", "", "", "1"}, {"3", "A", "redo", "", "", "1"}}, "1"},
      {"an undone skip", {{"1", "A", "skip"}, {"2", "A", "undo", "", "", "1"}}, "-"},
      {"one of two", {{"1", "A", "accept", sixty, "blind"}}, "- half"},
      {"two agree", {{"1", "A", "accept", sixty, "blind"}, {"2", "B", "correct", sixty_too, "blind"}}, "2"},
      {"two reject", {{"1", "A", "reject", "", "blind"}, {"2", "B", "reject", "", "blind"}}, "2"},
      {"two differ",
       {{"1", "A", "accept", sixty, "blind"}, {"2", "B", "correct", seventy, "blind"}},
       "- conflict"},
      {"one thinks again",
       {{"1", "A", "accept", sixty, "blind"}, {"2", "A", "reject", "", "blind"}},
       "- half"},
      {"one gives in",
       {{"1", "A", "accept", sixty, "blind"},
        {"2", "B", "reject", "", "blind"},
        {"3", "A", "reject", "", "blind"}},
       "3"},
      {"adjudicated",
       {{"1", "A", "accept", sixty, "blind"},
        {"2", "B", "reject", "", "blind"},
        {"3", "C", "correct", seventy, "adjudication"}},
       "3"},
      {"adjudication undone",
       {{"1", "A", "accept", sixty, "blind"},
        {"2", "B", "reject", "", "blind"},
        {"3", "C", "correct", seventy, "adjudication"},
        {"4", "C", "undo", "", "", "3"}},
       "- conflict"},
      {"0 is not what is not reported",
       {{"1", "A", "correct", R"({"count":0})", "blind"},
        {"2", "B", "correct", R"({"not_reported":true})", "blind"}},
       "- conflict"},
      {"a second look at what was settled",
       {{"1", "A", "accept", sixty}, {"2", "A", "accept", sixty, "blind"}},
       "- half"},
  };
  for (const VerdictCase& c : cases) EXPECT_EQ(Verdicts(c.told), c.verdict) << c.name;
}

}  // namespace
}  // namespace trialmine
