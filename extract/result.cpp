#include "result.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "arm_labels.h"
#include "arms_of_results.h"
#include "outcome.h"
#include "prefilter.h"
#include "result_arms.h"
#include "result_baseline.h"
#include "result_carry.h"
#include "result_chinese.h"
#include "result_hints.h"
#include "result_linker.h"
#include "result_measures.h"
#include "result_sections.h"
#include "result_statistic.h"
#include "result_table.h"
#include "result_times.h"
#include "studied.h"
#include "translation.h"
#include "wording.h"

namespace trialmine {
namespace {

bool Reports(Section section) {
  switch (section) {
    case Section::kResults:
    case Section::kConclusion:
    case Section::kDiscussion:
    case Section::kOther:
      return true;
    default:
      return false;
  }
}

bool IsProse(const Block& block) {
  return block.kind == BlockKind::kParagraph || block.kind == BlockKind::kListItem ||
         block.kind == BlockKind::kFootnote;
}

void FillFrom(Match& match, std::string_view slot, const Match& from) {
  if (const MatchSlot* found = from.Find(slot)) match.Fill(slot, found->text, found->range);
}

/// Reads one block's results.
class BlockLinker {
 public:
  BlockLinker(const Document& document, const Reading& reading, uint32_t reading_index, const Block& block,
              ArmBook& arms, std::vector<Match>& out, OutcomeList& outcomes)
      : document_(document),
        reading_(reading),
        index_(reading_index),
        sections_(block.section),
        arms_(arms),
        out_(out),
        outcomes_(outcomes) {}

  void Run(const std::map<uint32_t, std::vector<const Match*>>& by_sentence) {
    static const std::vector<const Match*> kNone;
    if (!sections_.printed()) first_own_ = FirstOwnSentence(reading_.text(), reading_.sentences);
    for (uint32_t s = 0; s < reading_.sentences.size(); ++s) {
      const auto found = by_sentence.find(s);
      ReadSentence(s, found == by_sentence.end() ? kNone : found->second);
    }
  }

 private:
  void ReadSentence(uint32_t s, const std::vector<const Match*>& matches) {
    Range body;
    const Section section = sections_.Next(reading_.text(), reading_.sentences[s], body);
    if (!Reports(section) || (matches.empty() && SaysNothing(section, body))) return;
    if (section == Section::kOther && (s < first_own_ || !MayReport(body.Of(reading_.text())))) return;
    std::vector<Part> parts = PartsOf(reading_.text(), matches);
    ShareUnits(reading_.text(), parts);
    const bool measured = std::any_of(parts.begin(), parts.end(),
                                      [](const Part& part) { return part.kind == PartKind::kValue; });
    if (!measured && TellsMethods(body.Of(reading_.text()))) return;
    std::vector<TimeMention> times = TimesIn(reading_.text(), body);
    std::erase_if(parts, [&](const Part& part) { return IsMoment(part.match, body, times); });
    std::erase_if(times, [&](const TimeMention& time) { return IsValue(body, parts, time); });
    LinkSentence sentence = Tokenize(reading_.text(), body, Marks(parts, times));
    arms_.Mark(sentence);
    ReadPlainNumbers(sentence, parts);
    LinkedSentence linked = Link(sentence, parts, times, arms_, topic_);
    carried_.Over(sentence, times, linked);
    baseline_ = !linked.results.empty() && ComparesBaseline(body.Of(reading_.text()));
    who_ = !linked.results.empty() && !sentence.chinese && TellsWhoTookPart(body.Of(reading_.text()));
    if (sentence.chinese) safety_ = TellsSafety(body.Of(reading_.text()), safety_);
    associates_ = !linked.results.empty() && sentence.chinese && TellsAssociation(body.Of(reading_.text()));
    if (linked.results.size() == 1 && linked.results[0].measure.p_only &&
        GivesVerdict(sentence.chinese, body) && CloseOver(s, linked.results[0].measure.match))
      return;
    if (sentence.chinese && linked.results.size() == 1 && CloseOverNamed(s, linked.results[0])) return;
    const std::vector<bool> first = ValuesBefore(sentence, linked.results);
    for (size_t i = 0; i < linked.results.size(); ++i)
      Emit(sentence, parts, linked.results, linked.results[i], first[i]);
    if (sentence.chinese) CloseBefore(s);
    const bool judged = !linked.compared.empty() && (section == Section::kResults ||
                                                     (section == Section::kOther && !ConcludesAt(s, body)));
    const std::optional<Known> known =
        judged ? KnownBy(sentence.chinese, section, linked.compared.size(), body.Of(reading_.text()))
               : std::nullopt;
    if (known)
      for (const OutcomeName& name : linked.compared)
        if (!arms_.IsName(name.text)) outcomes_.Report(index_, s, name, *known);
    if (!linked.results.empty() && !linked.results.front().names.empty())
      topic_ = {linked.results.front().names.front()};
  }

  /// Whether a sentence only judges what stood before it.
  bool GivesVerdict(bool chinese, Range body) const {
    const std::string_view words = body.Of(reading_.text());
    return chinese ? OnlyJudges(words) : OnlyGivesVerdict(words);
  }

  /// Whether a sentence without headings is the conclusion: by its words, or as the last of an abstract.
  bool ConcludesAt(uint32_t s, Range body) const {
    return (s + 1 == reading_.sentences.size() && s > 4) || Concludes(body.Of(reading_.text()));
  }

  /// "…;两组比较,差异有统计学意义(P<0.05)": the p of the values before it that have none, and of those before
  /// them of the same outcome. Returns whether there are any.
  bool CloseOver(uint32_t s, const Match& p) {
    std::string_view outcome;
    bool closed = false;
    for (size_t i = out_.size(); i-- > 0 && out_[i].reading == index_ && out_[i].sentence < s;) {
      Match& value = out_[i];
      const MatchSlot* name = value.Find("outcome");
      const bool reaches = value.sentence + 1 == s || (closed && name && name->text == outcome);
      if (!reaches || value.Find("p") ||
          !(value.Find("estimate") || value.Find("percent") || value.Find("events")))
        break;
      if (name) outcome = name->text;
      FillFrom(value, "p", p);
      FillFrom(value, "p_relation", p);
      closed = true;
    }
    return closed;
  }

  static bool IsValueWithoutP(const Match& match) {
    return !match.Find("p") && !match.Find("baseline") &&
           (match.Find("estimate") || match.Find("percent") || match.Find("events"));
  }

  /// "A组为8.6%。B组为5.7%。两组感染率差异无统计学意义(P>0.05)": the p of values right before, if there are
  /// any.
  bool CloseOverNamed(uint32_t s, const Linked& verdict) {
    static const Wording kGroups("result.of-groups");
    const std::string_view words = reading_.sentences[s].Of(reading_.text());
    if (!verdict.measure.p_only || verdict.names.size() != 1 || !ComparesGroups(words) || !kGroups.In(words))
      return false;
    constexpr size_t kName = 6, kNear = 2;  // Bytes (two characters), and sentences.
    const std::string& name = verdict.names[0].text;
    std::vector<Match*> values;
    std::set<std::string> arms;
    for (size_t i = out_.size(); i-- > 0 && out_[i].reading == index_ && out_[i].sentence + kNear >= s;) {
      const MatchSlot *outcome = out_[i].Find("outcome"), *arm = out_[i].Find("arm");
      if (!outcome || !arm || !IsValueWithoutP(out_[i])) break;
      const bool same =
          outcome->text.size() >= kName && name.size() >= kName &&
          (outcome->text.find(name) != std::string::npos || name.find(outcome->text) != std::string::npos);
      if (!same) break;
      values.push_back(&out_[i]);
      arms.insert(arm->text);
    }
    if (arms.size() < 2) return false;
    for (Match* value : values) {
      FillFrom(*value, "p", verdict.measure.match);
      FillFrom(*value, "p_relation", verdict.measure.match);
    }
    return true;
  }

  /// "A组为31%;B组为29%,两组间无差异(P>0.05)": the p of what was told of the other arm before the semicolon.
  void CloseBefore(uint32_t s) {
    const std::string_view text = reading_.text();
    uint32_t at = reading_.sentences[s].begin;
    while (at > 0 && text[at - 1] == ' ') --at;
    if (s == 0 || at == 0 || text[at - 1] != ';' || !ComparesGroups(reading_.sentences[s].Of(text))) return;
    for (size_t i = out_.size(); i-- > 0 && out_[i].reading == index_ && out_[i].sentence + 1 >= s;) {
      Match& before = out_[i];
      const MatchSlot *outcome = before.Find("outcome"), *arm = before.Find("arm");
      if (before.sentence == s || !IsValueWithoutP(before) || !outcome || !arm) continue;
      for (size_t k = out_.size(); k-- > 0 && out_[k].reading == index_ && out_[k].sentence == s;) {
        const MatchSlot *same = out_[k].Find("outcome"), *other = out_[k].Find("arm");
        if (!out_[k].Find("p") || !same || !other || same->text != outcome->text || other->text == arm->text)
          continue;
        FillFrom(before, "p", out_[k]);
        FillFrom(before, "p_relation", out_[k]);
        break;
      }
    }
  }

  using Known = OutcomeList::Known;

  /// How a sentence without a number makes outcomes known: in Chinese, not by any change it speaks of.
  static std::optional<Known> KnownBy(bool chinese, Section section, size_t names, std::string_view words) {
    if (ComparesBaseline(words)) return std::nullopt;
    // A list is what was measured; without headings a single name may be anything.
    constexpr size_t kList = 3;
    if (!chinese && names >= kList) return Known::kMeasured;
    if (!chinese)
      return section != Section::kOther || ComparesArms(words) ? Known::kReported : Known::kAssociated;
    if (section == Section::kOther && !SpeaksOfGroups(words)) return std::nullopt;
    if (TellsAssociation(words)) return Known::kAssociated;
    return JudgesComparison(words) ? std::optional(Known::kReported) : std::nullopt;
  }

  /// Whether a sentence without a number that was read as a result has nothing else to tell: no arm that
  /// joins the book, no outcome that is compared.
  bool SaysNothing(Section section, Range body) const {
    const uint32_t hints = HintsIn(body.Of(reading_.text()));
    const bool compares =
        (hints & kJudges) != 0 && (section == Section::kResults || section == Section::kOther);
    return !compares && (hints & kSpeaksOfGroups) == 0;
  }

  static bool IsTimeUnit(const std::string& unit) {
    static const Wording kTimeUnit("result.time-unit");
    return kTimeUnit.In(unit);
  }

  /// "at the end of 3 years", "from 3 months to 3 years": a plain number that is a time, unless the sentence
  /// speaks of a duration.
  bool IsMoment(const Match& match, Range body, const std::vector<TimeMention>& times) const {
    static const Wording kDuration("result.duration");
    static const RE2 kYear(R"((?:19|20)\d\d)");
    if (match.Find("outcome")) return false;  // "12.9 ICU-free days" says itself what it measures.
    const MatchSlot* unit = match.Find("unit");
    const MatchSlot* estimate = match.Find("estimate");
    if (!unit && estimate && !match.Find("sd") && RE2::FullMatch(estimate->text, kYear)) return true;
    if (!unit || match.Find("sd") || match.Find("ci_low") || match.Find("iqr_low") ||
        match.Find("range_low") || !IsTimeUnit(unit->text))
      return false;
    if (TellsTwoValues(match)) return false;
    const auto overlaps = [&](const TimeMention& time) {
      return time.range.Overlaps(match.range) && time.range.begin < match.range.begin;
    };
    if (std::any_of(times.begin(), times.end(), overlaps) && match.Find("statistic")->text == "mean")
      return true;
    // "(0.3 d versus 4.2 d)": nobody looks in after a part of a day.
    if (match.rule->id == "result.any.versus" && estimate->text.find('.') != std::string::npos) return false;
    const std::string_view words = body.Of(reading_.text());
    return !kDuration.In(words);
  }

  /// "17.5 months for the one regimen and 15.3 months for the other": the rule has read both as values.
  static bool TellsTwoValues(const Match& match) {
    const std::string& rule = match.rule->id;
    return rule == "result.en.pair-respectively" || rule == "result.en.pair-in-brackets" ||
           rule == "result.en.levels-in-arms";
  }

  /// "6 months in arm A and 9 months in arm B": as much a value as the one before it.
  bool IsValue(Range body, const std::vector<Part>& parts, const TimeMention& time) const {
    const Part* before = nullptr;
    uint32_t behind = 0;
    for (const Part& part : parts) {
      if (part.match.range.end > time.range.begin) break;
      behind = part.match.range.end;
      if (part.kind == PartKind::kValue) before = &part;
    }
    const MatchSlot* unit = before ? before->match.Find("unit") : nullptr;
    if (!unit || before->match.Find("sd") || !IsTimeUnit(unit->text)) return false;
    return IsValueBeside(reading_.text(), body, behind, time);
  }

  static std::vector<Mark> Marks(const std::vector<Part>& parts, const std::vector<TimeMention>& times) {
    std::vector<Mark> marks;
    for (uint32_t i = 0; i < parts.size(); ++i)
      marks.push_back({MarkKind::kMeasure, parts[i].match.range, i});
    for (uint32_t i = 0; i < times.size(); ++i) {
      const auto overlaps = [&](const Part& part) { return part.match.range.Overlaps(times[i].range); };
      if (std::none_of(parts.begin(), parts.end(), overlaps))
        marks.push_back({MarkKind::kTime, times[i].range, i});
    }
    std::sort(marks.begin(), marks.end(),
              [](const Mark& a, const Mark& b) { return a.range.begin < b.range.begin; });
    return marks;
  }

  /// A result for each name and time; `before`: it was measured before treatment.
  void Emit(const LinkSentence& sentence, const std::vector<Part>& parts, const std::vector<Linked>& results,
            const Linked& linked, bool before) {
    Match match = linked.measure.match;
    if (!IsResult(linked)) return;
    SettleStatistic(sentence, parts, linked, match);
    NameSpread(sentence.text, match);
    FindTotal(sentence, parts, linked.measure.token, match);
    if (linked.p) {
      FillFrom(match, "p", *linked.p);
      FillFrom(match, "p_relation", *linked.p);
    }
    if (before) match.Fill("time", "baseline");
    if (linked.arm) match.Fill("arm", arms_.label(linked.arm->index), linked.arm->range);
    if (linked.comparator)
      match.Fill("comparator", arms_.label(linked.comparator->index), linked.comparator->range);
    if (const std::string_view direction = Direction(sentence, results, linked); !direction.empty())
      match.Fill("direction", direction);
    if (EmitNoneOfList(sentence, match, linked)) return;
    const std::vector<OutcomeName> unnamed(1);
    for (const OutcomeName& name : linked.names.empty() ? unnamed : linked.names)
      EmitTimes(match, name, linked);
  }

  /// 未见感染、出血及血栓: none of each, where a list is all there is (not 恶心、呕吐等不良反应).
  bool EmitNoneOfList(const LinkSentence& sentence, const Match& match, const Linked& linked) {
    const MatchSlot* listed = match.Find("outcome");
    if (!sentence.chinese || linked.measure.match.Find("events") || !listed || listed->range.empty() ||
        listed->text.find("、") == std::string::npos || listed->text.find("等") != std::string::npos)
      return false;
    Match one = match;
    std::erase_if(one.slots, [](const MatchSlot& slot) { return slot.name == "outcome"; });
    const std::vector<OutcomeName> names = SplitNames(reading_.text(), listed->range);
    for (const OutcomeName& name : names) EmitTimes(one, name, linked);
    return !names.empty();
  }

  void EmitTimes(const Match& match, const OutcomeName& name, const Linked& linked) {
    Match named = match;
    if (!name.text.empty()) named.Fill("outcome", Printed(name), name.range);
    if (IsFollowUp(named) || TellsFollowUp(named)) return;
    MarkBaseline(named);
    NamePrimary(named);
    if (const MatchSlot* outcome = named.Find("outcome"); outcome && !named.context.other_study &&
                                                          !named.Find("baseline") && !who_ &&
                                                          !arms_.IsName(outcome->text)) {
      const MatchSlot* statistic = named.Find("statistic");
      const bool harm = safety_ || (statistic && statistic->text == "none_observed");
      // A share or a mean was measured, whatever else the sentence says it goes with.
      const bool measured = named.Find("percent") || named.Find("events") || named.Find("sd");
      outcomes_.Report(index_, named.sentence, {outcome->text, outcome->range},
                       associates_ && !measured ? Known::kAssociated
                       : harm                   ? Known::kHarm
                       : linked.arm             ? Known::kMeasured
                                                : Known::kReported);
    }
    if (linked.times.empty() || named.Find("time")) {
      out_.push_back(std::move(named));
      return;
    }
    for (const TimeMention* time : linked.times) {
      out_.push_back(named);
      out_.back().Fill("time", time->text, time->duration);
    }
  }

  /// The document's own words for a name; as put together where it stands in pieces.
  std::string Printed(const OutcomeName& name) const {
    if (name.range.empty() || name.text != name.range.Of(reading_.text())) return name.text;
    return std::string(document_.Text(reading_.folded.Source(name.range)));
  }

  /// "Baseline characteristics were similar (P>0.05)": no result of the treatment.
  void MarkBaseline(Match& match) const {
    static const Wording kBaseline("result.baseline-name");
    const MatchSlot* outcome = match.Find("outcome");
    const bool named = outcome && kBaseline.In(outcome->text) && !IsChangeFrom(*outcome);
    if (baseline_ || named || IsAtBaseline(match) ||
        (outcome && DescribesPeople(outcome->text, match.sentence)))
      match.Fill("baseline", "true");
  }

  /// "The mean score was 241.9 (SD 87.7) at baseline.": nothing else happens in the sentence.
  bool IsAtBaseline(const Match& match) const {
    static const Wording kAt("result.at-baseline");
    static const Wording kElse("result.not-only-baseline");
    if (match.Find("time")) return false;
    const std::string_view words = reading_.sentences[match.sentence].Of(reading_.text());
    return kAt.In(words) && !kElse.In(words);
  }

  /// "a greater change from baseline force": what changed, not what it was before.
  bool IsChangeFrom(const MatchSlot& outcome) const {
    constexpr std::string_view kFrom = "from ";
    return outcome.range.begin >= kFrom.size() &&
           reading_.text().substr(outcome.range.begin - kFrom.size(), kFrom.size()) == kFrom;
  }

  /// "age: 21.9 ± 2.2 years, height: 180.3 ± 7.7 cm": the body of those who took part.
  bool DescribesPeople(const std::string& outcome, uint32_t sentence) const {
    static const Wording kBody("result.body");
    static const Wording kAge("result.age");
    if (!kBody.In(outcome)) return false;
    const std::string_view words = reading_.sentences[sentence].Of(reading_.text());
    return kAge.In(words);
  }

  /// "The primary endpoint occurred in 5%": what the document declared it to be.
  void NamePrimary(Match& match) const {
    static const Wording kPrimary("result.primary");
    const Match* primary = outcomes_.Primary();
    for (MatchSlot& slot : match.slots)
      if (primary && slot.name == "outcome" && kPrimary.In(slot.text))
        slot.text = primary->Find("name")->text;
  }

  /// How long people were watched is a field of its own.
  static bool IsFollowUp(const Match& match) {
    static const Wording kFollowUp("result.follow-up");
    const MatchSlot* outcome = match.Find("outcome");
    return outcome && kFollowUp.In(outcome->text);
  }

  /// 随访时间为6~30个月,平均(14.5±3.2)个月
  bool TellsFollowUp(const Match& match) const {
    static const Wording kFollowed("result.followed");
    const uint32_t begin = reading_.sentences[match.sentence].begin;
    if (match.range.begin <= begin || !match.Find("estimate")) return false;
    const std::string_view before = reading_.text().substr(begin, match.range.begin - begin);
    return kFollowed.In(before);
  }

  /// A share or count that nothing names is no result; a ratio or a mean with its spread is one all the same.
  static bool IsResult(const Linked& linked) {
    const Match& match = linked.measure.match;
    return !linked.names.empty() || match.Find("outcome") ||
           (match.Find("estimate") &&
            (match.Find("sd") || match.Find("se") || match.Find("ci_low") || match.Find("p"))) ||
           match.Find("ci_low");
  }

  const Document& document_;
  const Reading& reading_;
  const uint32_t index_;
  SectionReader sections_;
  ArmBook& arms_;
  std::vector<Match>& out_;
  OutcomeList& outcomes_;
  std::vector<OutcomeName> topic_;
  CarriedOver carried_;
  size_t first_own_ = 0;     ///< Before this sentence a text without headings tells of other studies.
  bool baseline_ = false;    ///< The sentence compares the arms before treatment.
  bool who_ = false;         ///< The sentence tells who took part.
  bool safety_ = false;      ///< "安全性指标:" stands before it.
  bool associates_ = false;  ///< The sentence tells what goes with what.
};

}  // namespace

void LinkResults(const Document& document, const std::vector<Reading>& readings,
                 std::vector<Match>& matches) {
  std::erase_if(matches, [&](const Match& match) {
    return (match.field() == Field::kArm || match.field() == Field::kOutcome) &&
           IsTranslation(document, readings[match.reading].block);
  });
  TidyArms(document, readings, matches);
  ArmBook arms(matches, readings);
  OutcomeList outcomes(document, readings);
  std::map<uint32_t, std::map<uint32_t, std::vector<const Match*>>> results;
  std::vector<Match> out;
  for (const Match& match : matches) {
    if (match.field() == Field::kResult)
      results[match.reading][match.sentence].push_back(&match);
    else if (match.field() == Field::kOutcome)
      outcomes.Declare(match);
    else
      out.push_back(match);
  }
  outcomes.DeclareUnderHeadings();
  for (uint32_t r = 0; r < readings.size(); ++r) {
    const Block& block = document.blocks[readings[r].block];
    if (!IsProse(block)) continue;
    BlockLinker(document, readings[r], r, block, arms, out, outcomes).Run(results[r]);
  }
  AddArmsOfResults(document, arms, out);
  ReadResultTables(document, readings, arms, out);
  const bool nobody = StudiesNobody(document, out);
  const bool armless = nobody || (HoldsHan(document.text) && SumsUpStudies(document));
  std::erase_if(out, [&](const Match& match) {
    return (nobody && match.field() == Field::kResult) || (armless && match.field() == Field::kArm);
  });
  outcomes.AddTo(out);
  matches = std::move(out);
}

}  // namespace trialmine
