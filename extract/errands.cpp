#include "errands.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "regex_tree.h"

namespace trialmine {
namespace {

/// Adds the passages of a reading. Returns the number of the first.
size_t AddPassages(Draft& draft, uint32_t number, std::vector<Passage>& passages) {
  const size_t first = passages.size();
  const Reading& reading = draft.readings[number];
  const auto add = [&](Ground ground, uint32_t sentence, Range range) {
    passages.push_back({&draft, number, sentence, ground, ScriptOf(range.Of(reading.text())), range});
  };
  const BlockKind kind = draft.document->blocks[reading.block].kind;
  const Ground ground = kind == BlockKind::kCell ? Ground::kCell : Ground::kText;
  for (uint32_t k = 0; k < reading.sentences.size(); ++k) add(ground, k, reading.sentences[k]);
  const Range whole{0, static_cast<uint32_t>(reading.text().size())};
  add(Ground::kBlock, 0, whole);
  if (kind == BlockKind::kField) add(Ground::kField, 0, whole);
  return first;
}

/// Whether the passage begins or ends within a word, as those do that were cut for their length.
bool Cuts(std::string_view text, Range passage) {
  const auto within = [text](uint32_t at) {
    return at > 0 && at < text.size() && IsWordByte(text[at - 1]) && IsWordByte(text[at]);
  };
  return within(passage.begin) || within(passage.end);
}

class Planner {
 public:
  explicit Planner(const RuleSet::Impl& rules) : rules_(rules) {}

  /// One pass over the text tells of its sentences and of the whole.
  void Add(Draft& draft, uint32_t number) {
    const std::string_view text = draft.readings[number].text();
    const std::vector<Range>& sentences = draft.readings[number].sentences;
    const Readers& readers = rules_.ReadersOf(text);
    const size_t first = AddPassages(draft, number, plan_.passages), whole = first + sentences.size();
    // What is at the edge of a sentence cut within a word, only its own text tells.
    const bool cut = std::any_of(sentences.begin(), sentences.end(), [&](Range s) { return Cuts(text, s); });
    readers.prefilter().Scan(text, cut ? std::span<const Range>() : sentences, found_,
                             [&](size_t i) { AddErrands(readers, cut ? whole : first + i, 0); });
    for (size_t i = first; cut && i < whole; ++i) AddAlone(readers, text, i);
    for (size_t i = whole + 1; i < plan_.passages.size(); ++i) AddAlone(readers, text, i);
  }

  Plan plan() && { return std::move(plan_); }

 private:
  void AddAlone(const Readers& readers, std::string_view text, size_t passage) {
    const Range range = plan_.passages[passage].range, all{0, range.size()};
    readers.prefilter().Scan(range.Of(text), {&all, 1}, found_, [&](size_t i) {
      if (i == 0) AddErrands(readers, passage, range.begin);
    });
  }

  /// Adds errands for what may match by what was found in the passage; `base`: where the text scanned begins.
  void AddErrands(const Readers& readers, size_t number, uint32_t base) {
    const Passage& passage = plan_.passages[number];
    const Prefilter& prefilter = readers.prefilter();
    for (const uint32_t i : prefilter.Candidates(readers.Among(passage.script, passage.ground), found_)) {
      const std::optional<Range> begins =
          prefilter.Begins(i, found_, {passage.range.begin - base, passage.range.end - base});
      if (!begins) continue;
      const Range in_reading{base + begins->begin, base + begins->end};
      plan_.errands.push_back({readers.entries()[i], static_cast<uint32_t>(number), i, in_reading});
    }
  }

  const RuleSet::Impl& rules_;
  Plan plan_;
  Prefilter::Found found_;
};

}  // namespace

Plan PlanByWords(std::span<Draft> drafts, const RuleSet::Impl& rules) {
  Planner planner(rules);
  for (Draft& draft : drafts)
    for (uint32_t i = 0; i < draft.readings.size(); ++i) planner.Add(draft, i);
  return std::move(planner).plan();
}

Plan PlanEverything(std::span<Draft> drafts, const RuleSet::Impl& rules) {
  Plan plan;
  const auto add_all = [&plan](const Readers& readers, size_t number) {
    const Passage& passage = plan.passages[number];
    const std::vector<uint64_t>& among = readers.Among(passage.script, passage.ground);
    for (uint32_t i = 0; i < readers.entries().size(); ++i)
      if (among[i / 64] >> (i % 64) & 1)
        plan.errands.push_back({readers.entries()[i], static_cast<uint32_t>(number), i, passage.range});
  };
  for (Draft& draft : drafts) {
    for (uint32_t i = 0; i < draft.readings.size(); ++i) {
      const size_t first = AddPassages(draft, i, plan.passages);
      for (size_t passage = first; passage < plan.passages.size(); ++passage)
        add_all(rules.ReadersOf(draft.readings[i].text()), passage);
    }
  }
  return plan;
}

}  // namespace trialmine
