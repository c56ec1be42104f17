#include "matcher.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "errands.h"
#include "sentence.h"

namespace trialmine {
namespace {

/// Runs entries over the text of one passage. `group` numbers the matches of patterns.
class Searcher {
 public:
  Searcher(const Passage& passage, bool steadily, uint32_t& group, Hits& hits)
      : block_(passage.draft->document->blocks[passage.draft->readings[passage.reading].block]),
        registry_(passage.draft->document->registry_record),
        reading_(passage.draft->readings[passage.reading]),
        passage_(passage),
        steadily_(steadily),
        group_(group),
        hits_(hits) {}

  void Run(const CompiledEntry& entry, Range begins) {
    const bool reads = passage_.ground == Ground::kField ? entry.entry->ReadsField(block_)
                                                         : entry.entry->Reads(block_, registry_);
    if (!reads) return;
    begins_ = begins;
    allowed_.reset();
    if (entry.kind != CompiledEntry::Kind::kRule)
      FindHits(entry);
    else
      SearchRule(entry);
  }

 private:
  /// Whether the text around a match lets the rule read it. Asked when there is a match: few rules have one.
  bool Allowed(const CompiledEntry& entry) {
    const std::string_view text = passage_.range.Of(reading_.text());
    if (!allowed_)
      allowed_ = (entry.needs.empty() || entry.needs.FoundIn(text)) &&
                 (entry.unless.empty() || !entry.unless.FoundIn(text));
    return *allowed_;
  }

  void SearchRule(const CompiledEntry& entry) {
    if (entry.rule().reach != Reach::kClause || passage_.ground == Ground::kField)
      return FindMatches(entry, passage_.range);
    for (Range clause : Clauses(reading_.text(), passage_.range)) FindMatches(entry, clause);
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
           (steadily_ ? entry.pattern.SearchSteadily(text, begins, groups, count)
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

  void FindHits(const CompiledEntry& entry) {
    ForEachMatch(entry, passage_.range, [&](const Regex::Groups& groups, int count) {
      Hit hit{&entry, passage_.reading, passage_.sentence, RangeOf(groups[0]), {}};
      if (entry.kind == CompiledEntry::Kind::kAttribute && !groups[0].empty())
        FillAttribute(entry, groups, count, hit);
      if (!groups[0].empty()) hits_.OfKind(entry.kind).push_back(std::move(hit));
      return size_t{RangeOf(groups[0]).end - passage_.range.begin};
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

  void FindMatches(const CompiledEntry& entry, Range part) {
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
          AddMatch(entry, groups, count, number, group);
      size_t next = 0;
      for (size_t i = first; i < hits_.matches.size(); ++i)
        next = std::max<size_t>(next, hits_.matches[i].range.end - part.begin);
      return next != 0 ? next : size_t{RangeOf(groups[0]).end - part.begin};
    });
  }

  void AddMatch(const CompiledEntry& entry, const Regex::Groups& groups, int count, int number,
                uint32_t group) {
    const Rule& rule = entry.rule();
    Match match;
    match.rule = &rule;
    match.reading = passage_.reading;
    match.group = group;
    match.confidence = rule.confidence;
    match.range = RangeOf(groups[0]);
    match.slots.reserve(entry.captures().size() + rule.gives.size());
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
    match.sentence = SentenceOf(match.range.begin, passage_.sentence);
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
  const Passage& passage_;
  const bool steadily_;
  uint32_t& group_;
  Hits& hits_;
  Range begins_;
  std::optional<bool> allowed_;  ///< Once known.
};

/// Runs errands, one entry after another, and gives each draft its hits in the order of its passages and
/// their entries.
class Round {
 public:
  Round(const std::vector<Passage>& passages, std::vector<Errand> errands, bool steadily)
      : passages_(passages), errands_(std::move(errands)), steadily_(steadily) {}

  void Run() {
    std::sort(errands_.begin(), errands_.end(), [](const Errand& a, const Errand& b) {
      return std::tuple(a.rank, a.passage) < std::tuple(b.rank, b.passage);
    });
    uint32_t group = 0;
    Ends before;
    for (const Errand& errand : errands_) {
      Searcher(passages_[errand.passage], steadily_, group, hits_).Run(*errand.entry, errand.begins);
      const Ends now{hits_.matches.size(), hits_.attributes.size(), hits_.cues.size()};
      if (now != before) found_.push_back({errand.passage, errand.rank, before, now});
      before = now;
    }
    HandOut();
  }

 private:
  /// Ends of the lists of hits_.
  struct Ends {
    size_t matches = 0, attributes = 0, cues = 0;
    bool operator==(const Ends&) const = default;
  };
  /// What of hits_ an errand found.
  struct Finds {
    uint32_t passage, rank;
    Ends from, to;
  };

  void HandOut() {
    std::sort(found_.begin(), found_.end(), [](const Finds& a, const Finds& b) {
      return std::tuple(a.passage, a.rank) < std::tuple(b.passage, b.rank);
    });
    for (const auto& [passage, rank, from, to] : found_) {
      Hits& hits = passages_[passage].draft->hits;
      Move(hits_.matches, from.matches, to.matches, hits.matches);
      Move(hits_.attributes, from.attributes, to.attributes, hits.attributes);
      Move(hits_.cues, from.cues, to.cues, hits.cues);
    }
  }

  template <typename T>
  static void Move(std::vector<T>& from, size_t begin, size_t end, std::vector<T>& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin() + static_cast<std::ptrdiff_t>(begin)),
              std::make_move_iterator(from.begin() + static_cast<std::ptrdiff_t>(end)));
  }

  const std::vector<Passage>& passages_;
  std::vector<Errand> errands_;
  const bool steadily_;
  Hits hits_;  ///< Of all errands so far.
  std::vector<Finds> found_;
};

}  // namespace

void Search(std::span<Draft> drafts, const RuleSet::Impl& rules) {
  Plan plan = PlanByWords(drafts, rules);
  Round(plan.passages, std::move(plan.errands), false).Run();
}

void SearchOneByOne(std::span<Draft> drafts, const RuleSet::Impl& rules) {
  Plan plan = PlanEverything(drafts, rules);
  Round(plan.passages, std::move(plan.errands), true).Run();
}

}  // namespace trialmine
