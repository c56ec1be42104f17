#include "matcher.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sentence.h"

namespace trialmine {
namespace {

/// Runs entries over the text of one block.
class Searcher {
 public:
  Searcher(const Document& document, const Reading& reading, uint32_t index, const RuleSet::Impl& rules,
           Prefilter::Found& found, Hits& hits)
      : block_(document.blocks[reading.block]),
        registry_(document.registry_record),
        reading_(reading),
        index_(index),
        rules_(rules),
        found_(found),
        hits_(hits) {}

  void Run(bool one_by_one) {
    one_by_one_ = one_by_one;
    const Ground ground = block_.kind == BlockKind::kCell ? Ground::kCell : Ground::kText;
    for (uint32_t i = 0; i < reading_.sentences.size(); ++i) SearchPart(ground, reading_.sentences[i], i);
    SearchWhole(Ground::kBlock);
    if (block_.kind == BlockKind::kField) SearchWhole(Ground::kField);
  }

 private:
  void SearchWhole(Ground ground) {
    const Range whole{0, static_cast<uint32_t>(reading_.text().size())};
    if (!whole.empty()) SearchPart(ground, whole, 0);
  }

  void SearchPart(Ground ground, Range part, uint32_t sentence) {
    part_ = part;
    const std::string_view text = part.Of(reading_.text());
    const Script script = ScriptOf(text);
    const Readers& readers = rules_.ReadersOf(script, ground);
    if (readers.entries().empty()) return;
    if (one_by_one_) {
      for (const CompiledEntry* entry : readers.entries()) SearchEntry(*entry, part, ground, sentence);
      return;
    }
    const Prefilter& prefilter = readers.prefilter(script != Script::kEnglish);
    prefilter.Scan(text, found_);
    for (const uint32_t i : prefilter.Candidates(found_)) {
      const std::optional<Range> begins = prefilter.Begins(i, found_, text);
      if (!begins) continue;
      SearchEntry(*readers.entries()[i], {part.begin + begins->begin, part.begin + begins->end}, ground,
                  sentence);
    }
  }

  void SearchEntry(const CompiledEntry& entry, Range begins, Ground ground, uint32_t sentence) {
    const bool reads =
        ground == Ground::kField ? entry.entry->ReadsField(block_) : entry.entry->Reads(block_, registry_);
    if (!reads) return;
    begins_ = begins;
    if (entry.kind != CompiledEntry::Kind::kRule) {
      FindHits(entry, part_, sentence);
    } else {
      allowed_.reset();
      SearchRule(entry, part_, sentence, ground);
    }
  }

  /// Whether the text around a match lets the rule read it. Asked when there is a match: few rules have one.
  bool Allowed(const CompiledEntry& entry) {
    const std::string_view text = part_.Of(reading_.text());
    if (!allowed_)
      allowed_ = (entry.needs.empty() || entry.needs.FoundIn(text)) &&
                 (entry.unless.empty() || !entry.unless.FoundIn(text));
    return *allowed_;
  }

  void SearchRule(const CompiledEntry& entry, Range part, uint32_t sentence, Ground ground) {
    if (entry.rule().reach != Reach::kClause || ground == Ground::kField)
      return FindMatches(entry, part, sentence);
    for (Range clause : Clauses(reading_.text(), part)) FindMatches(entry, clause, sentence);
  }

  /// Calls `use(groups)` for every match of the entry in `part`; it returns where (in the part) the next may
  /// begin.
  template <typename Use>
  void ForEachMatch(const CompiledEntry& entry, Range part, Use use) {
    const std::string_view text = part.Of(reading_.text());
    Regex::Groups groups;
    // Only what is used: the fewer groups, the faster the search.
    const std::vector<Capture>& captures = entry.captures();
    const int count = captures.empty() || entry.kind == CompiledEntry::Kind::kCue
                          ? 1
                          : std::min(Regex::kMostGroups, captures.back().group + 1);
    Range begins{std::max(begins_.begin, part.begin) - part.begin, 0};
    begins.end = std::min(begins_.end, part.end) - std::min(begins_.end, part.begin);
    while (begins.begin <= begins.end &&
           (one_by_one_ ? entry.pattern.SearchSteadily(text, begins, groups, count)
                        : entry.pattern.Search(text, begins, groups, count))) {
      const auto begin = static_cast<size_t>(groups[0].data() - text.data());
      begins.begin = static_cast<uint32_t>(std::max(use(groups, count), begin + 1));
      while (begins.begin < text.size() && (static_cast<unsigned char>(text[begins.begin]) & 0xC0) == 0x80)
        ++begins.begin;
    }
  }

  Range RangeOf(std::string_view piece) const {
    const auto begin = static_cast<uint32_t>(piece.data() - reading_.text().data());
    return {begin, begin + static_cast<uint32_t>(piece.size())};
  }

  void FindHits(const CompiledEntry& entry, Range part, uint32_t sentence) {
    ForEachMatch(entry, part, [&](const Regex::Groups& groups, int count) {
      Hit hit{&entry, index_, sentence, RangeOf(groups[0]), {}};
      if (entry.kind == CompiledEntry::Kind::kAttribute && !groups[0].empty())
        FillAttribute(entry, groups, count, hit);
      if (!groups[0].empty()) hits_.OfKind(entry.kind).push_back(std::move(hit));
      return size_t{RangeOf(groups[0]).end - part.begin};
    });
  }

  void FillAttribute(const CompiledEntry& entry, const Regex::Groups& groups, int count, Hit& hit) const {
    const Attribute& attribute = entry.attribute();
    for (const auto& [slot, text] : attribute.gives) hit.slots.push_back({slot, text, hit.range});
    for (const Capture& capture : entry.captures()) {
      if (capture.group >= count || groups[static_cast<size_t>(capture.group)].empty()) continue;
      auto given = std::find_if(hit.slots.begin(), hit.slots.end(),
                                [&](const MatchSlot& s) { return s.name == capture.slot; });
      if (given != hit.slots.end()) hit.slots.erase(given);
      const Range range = RangeOf(groups[static_cast<size_t>(capture.group)]);
      hit.slots.push_back({capture.slot, std::string(range.Of(reading_.text())), range});
    }
    auto own = std::find_if(hit.slots.begin(), hit.slots.end(),
                            [&](const MatchSlot& s) { return s.name == attribute.slot; });
    if (own == hit.slots.end())
      hit.slots.push_back({attribute.slot, std::string(hit.range.Of(reading_.text())), hit.range});
  }

  void FindMatches(const CompiledEntry& entry, Range part, uint32_t sentence) {
    ForEachMatch(entry, part, [&](const Regex::Groups& groups, int count) {
      if (!Allowed(entry)) return size_t{part.size()} + 1;
      const size_t first = hits_.matches.size();
      std::array<bool, 100> numbers{};
      bool numbered = false;
      for (const Capture& capture : entry.captures()) {
        if (capture.number == 0) continue;
        numbered = true;
        if (capture.group < count && !groups[static_cast<size_t>(capture.group)].empty())
          numbers[static_cast<size_t>(capture.number)] = true;
      }
      const uint32_t group = ++group_;
      for (int number = numbered ? 1 : 0; number < 100 && (numbered || number == 0); ++number)
        if (number == 0 || numbers[static_cast<size_t>(number)])
          AddMatch(entry, groups, count, number, sentence, group);
      size_t next = 0;
      for (size_t i = first; i < hits_.matches.size(); ++i)
        next = std::max<size_t>(next, hits_.matches[i].range.end - part.begin);
      return next != 0 ? next : size_t{RangeOf(groups[0]).end - part.begin};
    });
  }

  void AddMatch(const CompiledEntry& entry, const Regex::Groups& groups, int count, int number,
                uint32_t sentence, uint32_t group) {
    const Rule& rule = entry.rule();
    Match match;
    match.rule = &rule;
    match.reading = index_;
    match.sentence = sentence;
    match.group = group;
    match.confidence = rule.confidence;
    match.range = RangeOf(groups[0]);
    int span_number = -1;
    for (const Capture& capture : entry.captures()) {
      if (capture.group >= count || groups[static_cast<size_t>(capture.group)].empty() ||
          (capture.number != 0 && capture.number != number))
        continue;
      const Range range = RangeOf(groups[static_cast<size_t>(capture.group)]);
      if (capture.slot != "span") {
        match.Fill(capture.slot, range.Of(reading_.text()), range);
      } else if (capture.number > span_number) {
        match.range = range;
        span_number = capture.number;
      }
    }
    for (const auto& [name, text] : rule.gives) {
      const Capture given = CaptureNamed(name);
      if (given.number != 0 && given.number == number) match.Fill(given.slot, text);
    }
    for (const auto& [name, text] : rule.gives)
      if (CaptureNamed(name).number == 0) match.Fill(name, text);
    Trim(match.range);
    if (match.range.empty()) return;
    match.sentence = SentenceOf(match.range.begin, sentence);
    hits_.matches.push_back(std::move(match));
  }

  void Trim(Range& range) const {
    const std::string_view text = reading_.text();
    while (range.begin < range.end && text[range.begin] == ' ') ++range.begin;
    while (range.begin < range.end && text[range.end - 1] == ' ') --range.end;
  }

  uint32_t SentenceOf(uint32_t at, uint32_t from) const {
    while (from + 1 < reading_.sentences.size() && reading_.sentences[from].end <= at) ++from;
    return from;
  }

  const Block& block_;
  const bool registry_;
  const Reading& reading_;
  const uint32_t index_;
  const RuleSet::Impl& rules_;
  Prefilter::Found& found_;
  Hits& hits_;
  bool one_by_one_ = false;
  uint32_t group_ = 0;
  Range part_;                   ///< What is being searched.
  Range begins_;                 ///< Where matches of the entry at hand may begin; the end included.
  std::optional<bool> allowed_;  ///< Of the entry at hand, once known.
};

}  // namespace

void Search(const Document& document, const Reading& reading, uint32_t index, const RuleSet::Impl& rules,
            Prefilter::Found& found, Hits& hits) {
  Searcher(document, reading, index, rules, found, hits).Run(false);
}

void SearchOneByOne(const Document& document, const Reading& reading, uint32_t index,
                    const RuleSet::Impl& rules, Hits& hits) {
  Prefilter::Found unused;
  Searcher(document, reading, index, rules, unused, hits).Run(true);
}

}  // namespace trialmine
