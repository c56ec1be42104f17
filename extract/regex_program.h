#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "range.h"
#include "regex_filter.h"
#include "regex_tree.h"

namespace trialmine {

/// A regex in the form in which it is searched for: by backtracking, as Perl does and with RE2's matches, but
/// with an eye on the first byte of whatever comes next, so that few ways are tried. It needs no automaton
/// that grows with the text, which is what makes RE2 dear on text it has not seen before. A regex that has
/// been searched for at length gets a filter, which knows the places where trying is in vain.
///
/// One serves any number of threads.
class Regex {
 public:
  static constexpr int kMostGroups = 40;
  static constexpr uint32_t kMostLoops = 256;
  /// What each group matched, the whole first; without data where it took no part.
  using Groups = std::array<std::string_view, kMostGroups>;

  /// `regex` is valid, in RE2's syntax, ignores case, and outlives what is made of it. nullptr where it holds
  /// something that only RE2 knows.
  static std::unique_ptr<const Regex> Compile(std::string_view regex);

  enum class Found : uint8_t { kNo, kYes, kUndecided };
  /// Looks for the leftmost match that begins within `begins` (its end included), and tells the first `count`
  /// groups. kUndecided where it would take too long: the same question is then one for RE2, whose time is
  /// bounded.
  Found Search(std::string_view text, Range begins, Groups& groups, int count) const;

  const std::vector<std::pair<uint32_t, std::string>>& names() const { return names_; }

 private:
  friend class RegexCompiler;
  friend class RegexSearch;

  /// A step of the program. Each leads to `next`, but for those that say otherwise. It fills a line of the
  /// cache.
  struct alignas(64) Step {
    enum class Kind : uint8_t {
      kMatch,
      kBytes,     ///< `size` bytes at `data` of strings_.
      kSet,       ///< A character of sets_[data].
      kRun,       ///< `least` to `most` characters of sets_[data].
      kChoice,    ///< The steps of lists_[data], the first that leads to a match.
      kDispatch,  ///< The same, by the next byte: dispatches_[data].
      kOpen,      ///< The beginning of group `data`.
      kClose,
      kLoop,  ///< Before the first round of loop `loop`, whose test is `next`.
      kTest,  ///< Before each round: the body is at `data`, what follows at `next`.
      kBegin,
      kEnd,
      kWordEdge,
      kNoWordEdge,
    };
    Kind kind = Kind::kMatch;
    bool greedy : 1 = true;
    bool any_case : 1 = false;
    bool fixed : 1 = false;      ///< Of a loop: a round can match in one way only.
    bool remembers : 1 = false;  ///< What follows depends on nothing but the place in the text.
    uint16_t loop = 0;
    uint16_t memory = 0;  ///< Its number among those that remember.
    uint16_t size = 0;
    uint32_t next = 0, data = 0;
    uint32_t least = 0, most = 0;
    ByteSet first;  ///< Bytes with which what matches from here may begin.
  };
  static_assert(sizeof(Step) == 64);
  /// For each byte, the list of steps that it may begin.
  struct Dispatch {
    std::array<uint8_t, 256> list{};
    std::vector<std::vector<uint32_t>> lists;
    std::vector<uint32_t> at_end;  ///< Where no byte follows.
  };

  /// The filter, once the searches have cost enough to make one; nullptr before.
  const RegexFilter* Filter() const;

  std::string_view source_;
  std::vector<Step> steps_;
  uint32_t start_ = 0;
  bool begins_word_ = false;  ///< Matches begin at the edge of a word.
  uint16_t loops_ = 0, memories_ = 0;
  std::string strings_;
  std::vector<CharacterSet> sets_;
  std::vector<std::vector<uint32_t>> lists_;
  std::vector<Dispatch> dispatches_;
  std::vector<std::pair<uint32_t, std::string>> names_;

  mutable std::atomic<uint32_t> tries_{0};  ///< Of all searches without a filter.
  mutable std::once_flag filter_once_;
  mutable std::unique_ptr<const RegexFilter> filter_;
};

}  // namespace trialmine
