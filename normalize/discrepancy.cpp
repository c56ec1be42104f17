#include "normalize/discrepancy.h"

#include <cmath>
#include <functional>
#include <map>
#include <utility>

#include "labels.h"
#include "text.h"

namespace trialmine {
namespace {

using Said = Discrepancy::Said;
using SameValue = std::function<bool(const std::string&, const std::string&)>;

bool Equal(const std::string& a, const std::string& b) { return a == b; }

/// One question and every answer to it.
struct Question {
  std::string what, kind;
  SameValue same = Equal;
  std::vector<Said> said;
};

using Values = std::vector<const std::string*>;

bool ShareAValue(const SameValue& same, const Values& a, const Values& b) {
  for (const std::string* x : a)
    for (const std::string* y : b)
      if (same(*x, *y)) return true;
  return false;
}

bool Disagrees(const Question& question) {
  std::map<std::string_view, Values> by_document;
  for (const Said& said : question.said) by_document[said.document].push_back(&said.value);
  for (auto a = by_document.begin(); a != by_document.end(); ++a)
    for (auto b = std::next(a); b != by_document.end(); ++b)
      if (!ShareAValue(question.same, a->second, b->second)) return true;
  return false;
}

/// Follow-up is compared by its length: P12M and P1Y are one.
bool SameLength(const std::string& a, const std::string& b) {
  const auto days = [](const std::string& text) { return std::stod(text.substr(text.find('(') + 1)); };
  return std::fabs(days(a) - days(b)) <= 0.02 * std::max(days(a), days(b));
}

std::string Amount(const Dose& dose) {
  std::string text = FormatNumber(dose.low);
  if (dose.high != dose.low) text += "-" + FormatNumber(dose.high);
  return text + " " + dose.unit;
}

/// Collects the answers, one question per thing and kind, in a fixed order.
class Questions {
 public:
  void Ask(const TrialSource& source) {
    for (const auto& [size, facts] : source.trial->sample_size)
      if (size.arm.empty() && size.unit == "participants")
        Answer("1sample_size", size.kind, Equal, {source.document, std::to_string(size.count), facts});
    for (const TrialOutcome& outcome : source.trial->outcomes)
      if (outcome.outcome.role == "primary")
        Answer("2primary_outcome", "", SameOutcome, {source.document, outcome.outcome.name, outcome.facts});
    for (const auto& [follow_up, facts] : source.trial->follow_up)
      if (follow_up.days && (follow_up.statistic == "fixed" || follow_up.statistic == "maximum"))
        Answer(
            "3follow_up", "", SameLength,
            {source.document, follow_up.duration + " (" + FormatNumber(*follow_up.days) + " days)", facts});
    for (const TrialArm& arm : source.trial->arms) AskDoses(source, arm.doses);
    AskDoses(source, source.trial->doses);
    if (!source.start_date.empty())
      Answer("5start_date", "", Equal, {source.document, source.start_date, {}});
    if (!source.completion_date.empty())
      Answer("6completion_date", "", Equal, {source.document, source.completion_date, {}});
  }

  std::vector<Discrepancy> Disagreements() && {
    std::vector<Discrepancy> found;
    for (auto& [key, question] : questions_)
      if (Disagrees(question))
        found.push_back({std::move(question.what), std::move(question.kind), std::move(question.said)});
    return found;
  }

 private:
  void AskDoses(const TrialSource& source, const std::vector<Stated<Dose>>& doses) {
    for (const auto& [dose, facts] : doses)
      Answer("4dose", dose.unit, Equal, {source.document, Amount(dose), facts});
  }

  /// `what` begins with a digit that orders the questions.
  void Answer(std::string_view what, const std::string& kind, SameValue same, Said said) {
    Question& question = questions_[{std::string(what), kind}];
    question.what = what.substr(1);
    question.kind = kind;
    question.same = std::move(same);
    question.said.push_back(std::move(said));
  }

  std::map<std::pair<std::string, std::string>, Question> questions_;
};

}  // namespace

TrialSource SourceOf(const Record& record) {
  TrialSource source;
  source.document = record.document.id;
  source.trial = &*record.trial;
  for (const Block& block : record.document.blocks) {
    if (block.field == "start_date" && source.start_date.empty())
      source.start_date = record.document.Text(block.span);
    if (block.field == "completion_date" && source.completion_date.empty())
      source.completion_date = record.document.Text(block.span);
  }
  return source;
}

std::vector<Discrepancy> FindDiscrepancies(std::span<const TrialSource> sources) {
  Questions questions;
  for (const TrialSource& source : sources) questions.Ask(source);
  return std::move(questions).Disagreements();
}

}  // namespace trialmine
