#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "regex_tree.h"

namespace trialmine {

/// Tells in a few bytes of most places of a text that no match of a regex begins there: a deterministic
/// automaton, begun anew at each place, whose states are made when a text first asks for them.
///
/// It is generous where exactness would cost many states: long counted repetitions count as endless, large
/// sets of characters beyond ASCII go by their first bytes, and behind the last state that fits, everything
/// may match. It never rules out a match.
///
/// One serves any number of threads.
class RegexFilter {
 public:
  explicit RegexFilter(const RegexTree& tree);

  /// The first place from `from` to `last` where a match of the regex may begin, in a text from `begin` to
  /// `end`; nullptr where there is none.
  const char* NextBegin(const char* begin, const char* from, const char* last, const char* end) const;

 private:
  class Builder;

  /// What a place of the text must be for the regex to go on.
  struct Node {
    enum class Kind : uint8_t { kByte, kEither, kBegin, kEnd, kWordEdge, kNoWordEdge, kMatch };
    Kind kind = Kind::kMatch;
    uint32_t next = 0;
    uint32_t other = 0;  ///< The second way of kEither; the set of kByte, in sets_.
  };
  /// Nodes (in order) that may come next; behind them, whether the byte before is of a word.
  using State = std::vector<uint32_t>;
  struct HashState {
    size_t operator()(const State& state) const;
  };
  // Contents of the table; the numbers of states follow.
  static constexpr uint32_t kUnknown = 0, kDead = 1, kMatched = 2;
  static constexpr uint32_t kAtBegin = 3, kBehindWord = 4, kBehindOther = 5;

  static unsigned char Byte(char c) { return static_cast<unsigned char>(c); }
  std::atomic_ref<uint16_t> Cell(uint32_t state, uint32_t byte_class) const {
    return std::atomic_ref<uint16_t>(table_.get()[(state << width_) + byte_class]);
  }

  void MakeClasses();
  bool MayMatch(uint32_t state, const char* at, const char* end) const;
  uint32_t StepFirst(unsigned behind, unsigned char byte) const;
  uint32_t Step(uint32_t state, uint32_t byte_class) const;
  uint32_t Follow(uint32_t state, uint32_t byte_class) const;
  bool Reach(uint32_t state, bool edge, bool at_end) const;
  uint32_t NumberOf(State state) const;

  /// Gives pages back to the system.
  struct Unmap {
    size_t bytes;
    void operator()(uint16_t* table) const;
  };

  std::vector<Node> nodes_;
  std::vector<ByteSet> sets_;
  uint32_t start_ = 0;
  std::array<uint8_t, 256> class_of_{};  ///< Bytes that no node tells apart; the most frequent first.
  std::vector<unsigned char> byte_of_;   ///< One byte of each class.
  uint32_t classes_ = 0;
  uint32_t width_ = 0;  ///< Of a row of the table, as a power of two.
  /// By state and class (the last one stands for the end): the next state. Zero pages, of which only those of
  /// states that there are take memory.
  std::unique_ptr<uint16_t, Unmap> table_;

  /// The state behind the first byte of a match, by whether the byte before is of a word and by byte: most
  /// places are ruled out here.
  mutable std::array<uint16_t, 512> first_{};

  mutable std::mutex mutex_;  ///< For what follows.
  mutable std::unordered_map<State, uint32_t, HashState> numbers_;
  mutable std::vector<const State*> states_;         ///< By number, those of numbers_.
  mutable size_t held_ = 0;                          ///< Nodes in all states.
  mutable std::vector<uint32_t> reached_, pending_;  ///< Working memory of Reach.
  mutable std::vector<uint32_t> seen_;               ///< By node, the last round that reached it.
  mutable uint32_t round_ = 0;
};

}  // namespace trialmine
