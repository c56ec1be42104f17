#include "errands.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "regex_tree.h"

namespace trialmine {
namespace {

/// Adds the parts of a reading. Returns the number of the first.
size_t AddParts(Draft& draft, uint32_t number, std::vector<Part>& parts) {
  const size_t first = parts.size();
  const Reading& reading = draft.readings[number];
  const auto add = [&](Ground ground, uint32_t sentence, Range range) {
    parts.push_back({&draft, number, sentence, ground, ScriptOf(range.Of(reading.text())), range});
  };
  const BlockKind kind = draft.document->blocks[reading.block].kind;
  const Ground ground = kind == BlockKind::kCell ? Ground::kCell : Ground::kText;
  for (uint32_t k = 0; k < reading.sentences.size(); ++k) add(ground, k, reading.sentences[k]);
  const Range whole{0, static_cast<uint32_t>(reading.text().size())};
  add(Ground::kBlock, 0, whole);
  if (kind == BlockKind::kField) add(Ground::kField, 0, whole);
  return first;
}

/// Whether the part begins or ends within a word, as those do that were cut for their length.
bool Cuts(std::string_view text, Range part) {
  const auto within = [text](uint32_t at) {
    return at > 0 && at < text.size() && IsWordByte(text[at - 1]) && IsWordByte(text[at]);
  };
  return within(part.begin) || within(part.end);
}

class Planner {
 public:
  explicit Planner(const RuleSet::Impl& rules) : rules_(rules) {}

  /// One pass over the text tells of its sentences and of the whole.
  void Add(Draft& draft, uint32_t number) {
    const std::string_view text = draft.readings[number].text();
    const std::vector<Range>& sentences = draft.readings[number].sentences;
    const Readers& readers = rules_.ReadersOf(text);
    const size_t first = AddParts(draft, number, plan_.parts), whole = first + sentences.size();
    // What is at the edge of a sentence cut within a word, only its own text tells.
    const bool cut = std::any_of(sentences.begin(), sentences.end(), [&](Range s) { return Cuts(text, s); });
    readers.prefilter().Scan(text, cut ? std::span<const Range>() : sentences, found_,
                             [&](size_t i) { AddErrands(readers, cut ? whole : first + i, 0); });
    for (size_t i = first; cut && i < whole; ++i) AddAlone(readers, text, i);
    for (size_t i = whole + 1; i < plan_.parts.size(); ++i) AddAlone(readers, text, i);
  }

  Plan plan() && { return std::move(plan_); }

 private:
  void AddAlone(const Readers& readers, std::string_view text, size_t part) {
    const Range range = plan_.parts[part].range, all{0, range.size()};
    readers.prefilter().Scan(range.Of(text), {&all, 1}, found_, [&](size_t i) {
      if (i == 0) AddErrands(readers, part, range.begin);
    });
  }

  /// Adds errands for what may match by what was found in the part; `base`: where the text scanned begins.
  void AddErrands(const Readers& readers, size_t number, uint32_t base) {
    const Part& part = plan_.parts[number];
    const Prefilter& prefilter = readers.prefilter();
    for (const uint32_t i : prefilter.Candidates(readers.Among(part.script, part.ground), found_)) {
      const std::optional<Range> begins =
          prefilter.Begins(i, found_, {part.range.begin - base, part.range.end - base});
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
    const Part& part = plan.parts[number];
    const std::vector<uint64_t>& among = readers.Among(part.script, part.ground);
    for (uint32_t i = 0; i < readers.entries().size(); ++i)
      if (among[i / 64] >> (i % 64) & 1)
        plan.errands.push_back({readers.entries()[i], static_cast<uint32_t>(number), i, part.range});
  };
  for (Draft& draft : drafts) {
    for (uint32_t i = 0; i < draft.readings.size(); ++i) {
      const size_t first = AddParts(draft, i, plan.parts);
      for (size_t part = first; part < plan.parts.size(); ++part)
        add_all(rules.ReadersOf(draft.readings[i].text()), part);
    }
  }
  return plan;
}

}  // namespace trialmine
