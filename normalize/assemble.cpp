#include "assemble.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "labels.h"
#include "name_index.h"
#include "registration.h"
#include "text.h"

namespace trialmine {
namespace {

/// Adds a value, or another fact to the equal value that is there.
template <typename T, typename Same = std::equal_to<T>>
void State(std::vector<Stated<T>>& all, const T& value, const std::string& fact, Same same = {}) {
  for (Stated<T>& stated : all)
    if (same(stated.value, value)) {
      stated.facts.push_back(fact);
      return;
    }
  all.push_back({value, {fact}});
}

/// Puts arms, doses, outcomes and results where they belong in a trial.
class Assembler {
 public:
  explicit Assembler(Trial& trial) : trial_(trial) {}

  /// Two numbers for one arm are two arms, or two stages of one: they are never made one silently.
  void Add(const Arm& arm, const std::string& fact) {
    const std::vector<std::string> keys = LabelKeys(arm.label);
    const auto same = arms_.First(keys, [&](size_t i) {
      const Arm& known = trial_.arms[i].arm;
      return !known.count || !arm.count || known.count == arm.count;
    });
    if (!same) {
      arms_.Add(keys, trial_.arms.size());
      trial_.arms.push_back({arm, {}, {fact}});
      return;
    }
    TrialArm& known = trial_.arms[*same];
    if (!known.arm.count) known.arm.count = arm.count;
    if (known.arm.role == "unknown") known.arm.role = arm.role;
    known.facts.push_back(fact);
  }

  void Add(const Dose& dose, const std::string& fact) {
    const auto arm = dose.arm.empty() ? std::nullopt : arms_.First(LabelKeys(dose.arm));
    State(arm ? trial_.arms[*arm].doses : trial_.doses, dose, fact);
  }

  void Add(const OutcomeMeasure& outcome, const std::string& fact) {
    TrialOutcome& known = Named(outcome);
    if (known.outcome.role == "unspecified") known.outcome.role = outcome.role;
    if (known.outcome.time_frame.empty()) known.outcome.time_frame = outcome.time_frame;
    known.facts.push_back(fact);
  }

  /// A result goes to the outcome it names, or to the only one of its concept; else to one of its own.
  void Add(const ResultValue& result, const std::string& fact) {
    OutcomeMeasure outcome;
    outcome.name = result.outcome;
    outcome.role = "unspecified";
    outcome.concept_id = result.concept_id;
    State(Named(outcome).results, result, fact);
  }

 private:
  TrialOutcome& Named(const OutcomeMeasure& outcome) {
    const std::vector<std::string> keys = OutcomeKeys(outcome.name);
    if (const auto known = outcomes_.First(keys)) return trial_.outcomes[*known];
    outcomes_.Add(keys, trial_.outcomes.size());
    return trial_.outcomes.emplace_back(TrialOutcome{outcome, {}, {}});
  }

  Trial& trial_;
  NameIndex arms_, outcomes_;
};

/// The facts of one type, in text order.
template <typename T, typename Function>
void ForEach(const std::vector<Fact>& facts, Function function) {
  for (const Fact& fact : facts)
    if (const T* value = std::get_if<T>(&fact.value)) function(*value, fact.id);
}

/// Those of them that no other study is told to have.
template <typename T, typename Function>
void ForEachOwn(const std::vector<Fact>& facts, Function function) {
  for (const Fact& fact : facts)
    if (const T* value = std::get_if<T>(&fact.value); value && !fact.finding.context.other_study)
      function(*value, fact.id);
}

std::string KeyOf(const Trial& trial, const Document& document) {
  const RegistrationId* first = nullptr;
  for (const auto& stated : trial.ids) {
    const RegistrationId& id = stated.value;
    if (id.role != "own" || id.status == "malformed") continue;
    if (!first || RegistryOrder(id.registry) < RegistryOrder(first->registry)) first = &id;
  }
  return first ? first->id : document.id;
}

bool IsOwnTrialId(const RegistrationId& id) {
  return id.role == "own" && id.registry != "PROSPERO" && id.registry != "INPLASY";
}

constexpr std::string_view kReviewTypes[] = {"review",  "meta-analysis", "editorial",
                                             "comment", "guideline",     "news"};
constexpr std::string_view kReviewTitles[] = {
    "systematic review", "meta-analysis", "meta analysis", "a review", "scoping review",
    "meta分析",          "系统评价",      "系統評價",      "荟萃分析", "薈萃分析",
    "研究进展",          "研究進展",      "综述",          "綜述"};
constexpr std::string_view kAnimals[] = {" rats ",   " rat ",    " mice ",    " mouse ",
                                         " murine ", " rabbit ", " rabbits ", " in vitro ",
                                         "大鼠",     "小鼠",     "家兔"};

bool MentionsAny(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != text.npos; });
}

bool IsReview(const Document& document) {
  for (const std::string& type : document.publication_types)
    if (ToLower(type).find("trial") != std::string::npos) return false;
  for (const std::string& type : document.publication_types)
    if (MentionsAny(ToLower(type), kReviewTypes)) return true;
  return MentionsAny(ToLower(document.title), kReviewTitles);
}

/// Facts that only a trial's own report has. What is about animals or another study proves nothing, nor does
/// the bare name of an outcome, which any paper may mention.
bool ProvesTrial(const Fact& fact) {
  if (fact.finding.context.animal || fact.finding.context.other_study) return false;
  if (const auto* id = std::get_if<RegistrationId>(&fact.value)) return IsOwnTrialId(*id);
  if (const auto* size = std::get_if<SampleSize>(&fact.value)) return size->unit != "studies";
  return !std::holds_alternative<OutcomeMeasure>(fact.value);
}

bool HasOwnTrialId(const std::vector<Fact>& facts) {
  return std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
    const auto* id = std::get_if<RegistrationId>(&fact.value);
    return id && IsOwnTrialId(*id);
  });
}

/// A title that names the animals or the bench it was done on.
bool IsAboutAnimals(const Document& document) {
  return MentionsAny(" " + ToLower(document.title) + " ", kAnimals);
}

bool ReportsTrial(const Document& document, const std::vector<Fact>& facts) {
  if (document.registry_record) return true;
  if (document.deleted || IsReview(document)) return false;
  if (IsAboutAnimals(document) && !HasOwnTrialId(facts)) return false;
  return std::any_of(facts.begin(), facts.end(), ProvesTrial);
}

}  // namespace

std::optional<Trial> AssembleTrial(const Document& document, const std::vector<Fact>& facts) {
  if (!ReportsTrial(document, facts)) return std::nullopt;
  Trial trial;
  trial.title = document.title;
  ForEach<RegistrationId>(facts, [&](const RegistrationId& id, const std::string& fact) {
    State(trial.ids, id, fact,
          [](const RegistrationId& a, const RegistrationId& b) { return a.id == b.id && a.role == b.role; });
  });
  ForEachOwn<SampleSize>(
      facts, [&](const SampleSize& size, const std::string& fact) { State(trial.sample_size, size, fact); });
  Assembler assembler(trial);
  auto add = [&](const auto& value, const std::string& fact) { assembler.Add(value, fact); };
  ForEach<Arm>(facts, add);
  ForEachOwn<Dose>(facts, add);
  ForEachOwn<FollowUp>(facts, [&](const FollowUp& follow_up, const std::string& fact) {
    State(trial.follow_up, follow_up, fact);
  });
  ForEach<OutcomeMeasure>(facts, add);
  ForEach<ResultValue>(facts, add);
  trial.key = KeyOf(trial, document);
  return trial;
}

}  // namespace trialmine
