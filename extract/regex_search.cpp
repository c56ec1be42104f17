#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

#include "regex_program.h"

namespace trialmine {
namespace {

constexpr uint32_t kPatience = 500;  // Tries after which a search begins to remember where it failed.
constexpr uint32_t kMostTries = 100000;
constexpr uint32_t kMostDepth = 2500;
constexpr size_t kMostChanges = 256;

unsigned char Small(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

}  // namespace

/// One search. Failing leaves everything as it was, so that the next way can be tried.
class RegexSearch {
 public:
  RegexSearch(const Regex& regex, std::string_view text, int wanted)
      : regex_(regex),
        begin_(text.data()),
        end_(text.data() + text.size()),
        wanted_(static_cast<uint32_t>(wanted)) {
    std::fill_n(marks_.begin(), 2 * wanted_, nullptr);
  }

  Regex::Found Run(Range begins, const RegexFilter* filter, Regex::Groups& groups) {
    const Step& start = regex_.steps_[regex_.start_];
    const char* const last = begin_ + std::min<size_t>(begins.end, static_cast<size_t>(end_ - begin_));
    for (const char* p = begin_ + begins.begin; p <= last; ++p) {
      if (filter) {
        p = filter->NextBegin(begin_, p, last, end_);
        if (!p) break;
      } else {
        if (!start.first.empty_too)
          while (p < last && !start.first.Has(static_cast<unsigned char>(*p))) ++p;
        if (!May(regex_.start_, p) || (p < end_ && U8_IS_TRAIL(static_cast<unsigned char>(*p)))) continue;
        if (regex_.begins_word_ && !IsEdge(p)) continue;
      }
      if (Go(regex_.start_, p)) {
        if (gave_up_) return Regex::Found::kUndecided;
        Tell(p, groups);
        return Regex::Found::kYes;
      }
      Undo(0);
    }
    return Regex::Found::kNo;
  }

  uint32_t tries() const { return tries_; }

 private:
  using Step = Regex::Step;
  /// A mark, and where it stood before it was moved.
  struct Change {
    uint32_t mark;
    const char* before;
  };

  void Tell(const char* begin, Regex::Groups& groups) const {
    groups[0] = {begin, static_cast<size_t>(match_end_ - begin)};
    for (uint32_t i = 1; i < wanted_; ++i) {
      const char* const first = marks_[2 * i];
      const char* const last = marks_[2 * i + 1];
      groups[i] =
          first && last ? std::string_view(first, static_cast<size_t>(last - first)) : std::string_view();
    }
  }

  /// Whether the byte at `p` lets `step` match.
  bool May(uint32_t step, const char* p) const {
    const ByteSet& first = regex_.steps_[step].first;
    return p < end_ ? first.Has(static_cast<unsigned char>(*p)) : first.empty_too;
  }

  bool IsEdge(const char* p) const {
    return (p > begin_ && IsWordByte(p[-1])) != (p < end_ && IsWordByte(*p));
  }

  /// Behind the character at `p`, if it is of the set; else nullptr. REQUIRES: there is one.
  const char* Take(const CharacterSet& set, const char* p) const {
    const auto c = static_cast<unsigned char>(*p);
    if (c < 0x80) return set.HasAscii(c) ? p + 1 : nullptr;
    UChar32 character = 0;
    int32_t size = 0;
    U8_NEXT(p, size, static_cast<int32_t>(std::min<std::ptrdiff_t>(end_ - p, U8_MAX_LENGTH)), character);
    return character >= 0 && set.HasOther(static_cast<char32_t>(character)) ? p + size : nullptr;
  }

  bool Matches(const Step& step, const char* p) const {
    if (static_cast<size_t>(end_ - p) < step.size) return false;
    const char* const bytes = regex_.strings_.data() + step.data;
    if (!step.any_case) return std::memcmp(p, bytes, step.size) == 0;
    for (uint32_t i = 0; i < step.size; ++i)
      if (Small(p[i]) != static_cast<unsigned char>(bytes[i])) return false;
    return true;
  }

  void Mark(uint32_t mark, const char* p) {
    if (mark >= 2 * wanted_) return;
    if (changes_ == kMostChanges) {
      gave_up_ = true;
      return;
    }
    changed_[changes_++] = {mark, marks_[mark]};
    marks_[mark] = p;
  }

  void Undo(size_t changes) {
    while (changes_ > changes) {
      --changes_;
      marks_[changed_[changes_].mark] = changed_[changes_].before;
    }
  }

  /// Whether the rest matches from `step` on at `p`. True too where the search is given up.
  bool Go(uint32_t at, const char* p) {
    if (++tries_ > kMostTries || depth_ > kMostDepth) gave_up_ = true;
    ++depth_;
    const bool found = Walk(at, p);
    --depth_;
    return found || gave_up_;
  }

  /// Go, and everything undone where it fails.
  bool Try(uint32_t at, const char* p) {
    const size_t changes = changes_;
    if (Go(at, p)) return true;
    Undo(changes);
    return false;
  }

  bool Walk(uint32_t at, const char* p) {
    using Kind = Step::Kind;
    while (!gave_up_) {
      const Step& step = regex_.steps_[at];
      switch (step.kind) {
        case Kind::kMatch:
          match_end_ = p;
          return true;
        case Kind::kBytes:
          if (!Matches(step, p)) return false;
          p += step.size;
          break;
        case Kind::kSet:
          p = p < end_ ? Take(regex_.sets_[step.data], p) : nullptr;
          if (!p) return false;
          break;
        case Kind::kRun:
          return step.greedy ? RunFar(step, p) : RunNear(step, p);
        case Kind::kChoice:
          if (!Choose(regex_.lists_[step.data], p, at)) return false;
          if (chosen_) return true;
          continue;
        case Kind::kDispatch:
          if (!Choose(ListFor(regex_.dispatches_[step.data], p), p, at)) return false;
          if (chosen_) return true;
          continue;
        case Kind::kOpen:
          Mark(2 * step.data, p);
          break;
        case Kind::kClose:
          Mark(2 * step.data + 1, p);
          break;
        case Kind::kLoop:
          return Enter(step, p);
        case Kind::kTest:
          return Test(step, p);
        case Kind::kBegin:
          if (p != begin_) return false;
          break;
        case Kind::kEnd:
          if (p != end_) return false;
          break;
        case Kind::kWordEdge:
          if (!IsEdge(p)) return false;
          break;
        case Kind::kNoWordEdge:
          if (IsEdge(p)) return false;
          break;
      }
      at = step.next;
    }
    return true;
  }

  const std::vector<uint32_t>& ListFor(const Regex::Dispatch& dispatch, const char* p) const {
    return p < end_ ? dispatch.lists[dispatch.list[static_cast<unsigned char>(*p)]] : dispatch.at_end;
  }

  /// Tries all steps of a list but the last that may match, which is left to the caller in `at`; false where
  /// there is none. Sets `chosen_` where one of the others led to a match.
  bool Choose(const std::vector<uint32_t>& list, const char* p, uint32_t& at) {
    chosen_ = false;
    uint32_t last = kNone;
    for (const uint32_t step : list) {
      if (!May(step, p)) continue;
      if (last != kNone && Try(last, p)) return chosen_ = true;
      last = step;
    }
    chosen_ = false;
    at = last;
    return last != kNone;
  }

  /// What follows a run or a loop. A place where it failed before is not tried again.
  bool Leave(const Step& step, const char* p) {
    if (!May(step.next, p) || Failed(step, p)) return false;
    if (Try(step.next, p)) return true;
    if (step.remembers && tries_ > kPatience) Remember(step, p);
    return false;
  }

  size_t PlaceOf(const Step& step, const char* p) const {
    return step.memory * (static_cast<size_t>(end_ - begin_) + 1) + static_cast<size_t>(p - begin_);
  }
  bool Failed(const Step& step, const char* p) const {
    if (failed_.empty() || !step.remembers) return false;
    const size_t place = PlaceOf(step, p);
    return failed_[place / 64] >> (place % 64) & 1;
  }
  void Remember(const Step& step, const char* p) {
    if (failed_.empty()) failed_.resize(regex_.memories_ * (static_cast<size_t>(end_ - begin_) + 1) / 64 + 1);
    const size_t place = PlaceOf(step, p);
    failed_[place / 64] |= uint64_t{1} << (place % 64);
  }

  /// As many characters as there are, then fewer and fewer.
  bool RunFar(const Step& step, const char* p) {
    const CharacterSet& set = regex_.sets_[step.data];
    uint32_t count = 0;
    for (const char* next = nullptr; count < step.most && p < end_ && (next = Take(set, p)); p = next)
      ++count;
    if (count < step.least) return false;
    for (;; --count) {
      if (Leave(step, p)) return true;
      if (count == step.least) return false;
      do --p;
      while (U8_IS_TRAIL(static_cast<unsigned char>(*p)));
    }
  }

  /// As few characters as possible, then more and more.
  bool RunNear(const Step& step, const char* p) {
    const CharacterSet& set = regex_.sets_[step.data];
    for (uint32_t count = 0;; ++count) {
      if (count >= step.least && Leave(step, p)) return true;
      if (count == step.most || p == end_) return false;
      p = Take(set, p);
      if (!p) return false;
    }
  }

  /// A round of a loop that can match in one way only: where it ends, or nullptr.
  const char* Round(uint32_t at, uint32_t test, const char* p) const {
    using Kind = Step::Kind;
    while (at != test) {
      const Step& step = regex_.steps_[at];
      switch (step.kind) {
        case Kind::kBytes:
          if (!Matches(step, p)) return nullptr;
          p += step.size;
          at = step.next;
          break;
        case Kind::kSet:
          p = p < end_ ? Take(regex_.sets_[step.data], p) : nullptr;
          if (!p) return nullptr;
          at = step.next;
          break;
        default: {
          const std::vector<uint32_t>& list = step.kind == Kind::kChoice
                                                  ? regex_.lists_[step.data]
                                                  : ListFor(regex_.dispatches_[step.data], p);
          const auto part = std::find_if(list.begin(), list.end(), [&](uint32_t i) { return May(i, p); });
          if (part == list.end()) return nullptr;
          at = *part;
        }
      }
    }
    return p;
  }

  /// A loop whose rounds can match in one way only needs no trying: as many rounds as there are, then fewer.
  bool LoopFar(const Step& step, uint32_t test, const char* p) {
    const size_t first = rounds_.size();
    rounds_.push_back(p);
    while (rounds_.size() - first <= step.most && (p = Round(step.data, test, rounds_.back())))
      rounds_.push_back(p);
    bool found = false;
    for (; !found && rounds_.size() - first > step.least; rounds_.pop_back())
      found = Leave(step, rounds_.back());
    rounds_.resize(first);
    return found;
  }

  bool LoopNear(const Step& step, uint32_t test, const char* p) {
    for (uint32_t count = 0; p; ++count) {
      if (count >= step.least && Leave(step, p)) return true;
      if (count == step.most) return false;
      p = Round(step.data, test, p);
    }
    return false;
  }

  bool Enter(const Step& step, const char* p) {
    const Step& test = regex_.steps_[step.next];
    if (test.fixed) return test.greedy ? LoopFar(test, step.next, p) : LoopNear(test, step.next, p);
    const uint32_t before = loops_[step.loop];
    loops_[step.loop] = 0;
    if (Go(step.next, p)) return true;
    loops_[step.loop] = before;
    return false;
  }

  bool Test(const Step& step, const char* p) {
    const uint32_t rounds = loops_[step.loop];
    const bool enough = rounds >= step.least;
    if (!step.greedy && enough && Leave(step, p)) return true;
    if (rounds < step.most && May(step.data, p)) {
      loops_[step.loop] = rounds + 1;
      if (Try(step.data, p)) return true;
      loops_[step.loop] = rounds;
    }
    return step.greedy && enough && Leave(step, p);
  }

  static constexpr uint32_t kNone = UINT32_MAX;

  const Regex& regex_;
  const char* const begin_;
  const char* const end_;
  const uint32_t wanted_;
  const char* match_end_ = nullptr;
  bool gave_up_ = false, chosen_ = false;
  uint32_t tries_ = 0, depth_ = 0;
  size_t changes_ = 0;
  std::array<const char*, 2 * size_t{Regex::kMostGroups}> marks_;
  std::array<Change, kMostChanges> changed_;
  std::array<uint32_t, Regex::kMostLoops> loops_;  ///< The rounds of each loop.
  std::vector<const char*> rounds_;  ///< Where the rounds of loops begin that can match in one way only.
  std::vector<uint64_t> failed_;     ///< Steps and places, as bits; empty while the search goes well.
};

Regex::Found Regex::Search(std::string_view text, Range begins, Groups& groups, int count) const {
  RegexSearch search(*this, text, std::clamp(count, 1, kMostGroups));
  const RegexFilter* const filter = Filter();
  const Found found = search.Run(begins, filter, groups);
  if (!filter) tries_.fetch_add(search.tries(), std::memory_order_relaxed);
  return found;
}

}  // namespace trialmine
