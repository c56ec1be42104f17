#include "regex_filter.h"

#include <sys/mman.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>
#include <map>
#include <new>
#include <utility>

namespace trialmine {
namespace {

using Kind = RegexNode::Kind;

constexpr uint32_t kMostStates = 4000;
constexpr size_t kMostHeld = size_t{1} << 18;  // Nodes in all states: a megabyte.
constexpr uint32_t kMostCopies = 8;            // Of the body of a counted repetition.
constexpr size_t kMostCopied = 400;            // Nodes that the copies make.
constexpr size_t kFewCharacters = 32;

std::string Encoded(char32_t c) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  return {bytes, static_cast<size_t>(size)};
}

/// How often the body of a repetition is written out, or 0 where it stands for itself as often as it likes.
/// What may be there once is never made more of, however large.
uint32_t CopiesOf(const RegexNode& repeat, size_t body) {
  const uint32_t copies = repeat.most == RegexNode::kUnbounded ? repeat.least : repeat.most;
  return repeat.most == 1 || (copies <= kMostCopies && copies * body <= kMostCopied) ? copies : 0;
}

/// Roughly how many nodes a part makes.
size_t SizeOf(const RegexNode& node) {
  size_t size = node.bytes.size() + 1;
  for (const RegexNode& part : node.parts) size += SizeOf(part);
  return node.kind == Kind::kRepeat ? size * std::max<uint32_t>(1, CopiesOf(node, size)) : size;
}

}  // namespace

/// Writes the nodes of a regex, from its end to its beginning.
class RegexFilter::Builder {
 public:
  explicit Builder(RegexFilter& out) : out_(out) {}

  /// The node that begins to match `node` and goes on to `next`.
  uint32_t Build(const RegexNode& node, uint32_t next) {
    switch (node.kind) {
      case Kind::kBytes:
        return BuildBytes(node.bytes, node.any_case, next);
      case Kind::kSet:
        return BuildSet(node.set, next);
      case Kind::kSequence:
        for (size_t i = node.parts.size(); i-- > 0;) next = Build(node.parts[i], next);
        return next;
      case Kind::kChoice: {
        std::vector<uint32_t> ways;
        for (const RegexNode& part : node.parts) ways.push_back(Build(part, next));
        return Either(ways);
      }
      case Kind::kRepeat:
        return BuildRepeat(node, next);
      case Kind::kGroup:
        return Build(node.parts[0], next);
      case Kind::kBegin:
        return Add({Node::Kind::kBegin, next, 0});
      case Kind::kEnd:
        return Add({Node::Kind::kEnd, next, 0});
      case Kind::kWordEdge:
        return Add({Node::Kind::kWordEdge, next, 0});
      case Kind::kNoWordEdge:
        return Add({Node::Kind::kNoWordEdge, next, 0});
    }
    return next;
  }

  uint32_t Add(Node node) {
    out_.nodes_.push_back(node);
    return static_cast<uint32_t>(out_.nodes_.size() - 1);
  }

 private:
  uint32_t Either(const std::vector<uint32_t>& ways) {
    uint32_t all = ways.back();
    for (size_t i = ways.size() - 1; i-- > 0;)
      if (ways[i] != all) all = Add({Node::Kind::kEither, ways[i], all});
    return all;
  }

  uint32_t AddByte(const ByteSet& set, uint32_t next) {
    const auto [place, fresh] = sets_.try_emplace(set.bits, static_cast<uint32_t>(out_.sets_.size()));
    if (fresh) out_.sets_.push_back(set);
    return Add({Node::Kind::kByte, next, place->second});
  }

  uint32_t BuildBytes(std::string_view bytes, bool any_case, uint32_t next) {
    for (size_t i = bytes.size(); i-- > 0;) {
      ByteSet set;
      set.Add(Byte(bytes[i]));
      if (any_case && bytes[i] >= 'a' && bytes[i] <= 'z')
        set.Add(Byte(static_cast<char>(bytes[i] - 'a' + 'A')));
      next = AddByte(set, next);
    }
    return next;
  }

  uint32_t BuildSet(const CharacterSet& set, uint32_t next) {
    std::vector<uint32_t> ways;
    ByteSet ascii;
    ascii.bits[0] = set.ascii[0];
    ascii.bits[1] = set.ascii[1];
    if (set.ascii[0] || set.ascii[1]) ways.push_back(AddByte(ascii, next));
    size_t count = 0;
    for (const auto& [first, last] : set.others) count += last - first + 1;
    if (count <= kFewCharacters) {
      for (const auto& [first, last] : set.others)
        for (char32_t c = first; c <= last; ++c) ways.push_back(BuildBytes(Encoded(c), false, next));
    } else {
      AddByFirstBytes(set, next, ways);
    }
    return ways.empty() ? AddByte(ByteSet(), next) : Either(ways);
  }

  /// Characters beyond ASCII, known by their first bytes only.
  void AddByFirstBytes(const CharacterSet& set, uint32_t next, std::vector<uint32_t>& ways) {
    ByteSet leads;
    leads.Add(set);
    ByteSet trail;
    for (int c = 0x80; c < 0xC0; ++c) trail.Add(static_cast<unsigned char>(c));
    constexpr std::array<std::pair<int, int>, 3> kLeads{{{0xC0, 0xDF}, {0xE0, 0xEF}, {0xF0, 0xFF}}};
    for (const auto& [first, last] : kLeads) {
      next = AddByte(trail, next);
      ByteSet own;
      for (int c = first; c <= last; ++c)
        if (leads.Has(static_cast<unsigned char>(c))) own.Add(static_cast<unsigned char>(c));
      if (own != ByteSet()) ways.push_back(AddByte(own, next));
    }
  }

  uint32_t BuildRepeat(const RegexNode& node, uint32_t next) {
    const RegexNode& body = node.parts[0];
    if (node.most == 0) return next;
    const uint32_t copies = CopiesOf(node, SizeOf(body));
    const bool endless = copies < node.most && (copies == 0 || node.most == RegexNode::kUnbounded);
    if (endless) next = BuildEndless(body, next, copies == 0 && node.least > 0);
    const uint32_t out = next;
    for (uint32_t round = copies; round > 0; --round) {
      const uint32_t taken = Build(body, next);
      next = round > node.least ? Either({taken, out}) : taken;
    }
    return next;
  }

  /// `body` any number of times, at least once where it says so.
  uint32_t BuildEndless(const RegexNode& body, uint32_t next, bool once) {
    const uint32_t loop = Add({Node::Kind::kEither, 0, next});
    out_.nodes_[loop].next = Build(body, loop);
    return once ? out_.nodes_[loop].next : loop;
  }

  RegexFilter& out_;
  std::map<std::array<uint64_t, 4>, uint32_t> sets_;
};

RegexFilter::RegexFilter(const RegexTree& tree) {
  Builder builder(*this);
  start_ = builder.Build(tree.root, builder.Add({}));
  nodes_.shrink_to_fit();
  MakeClasses();
  width_ = static_cast<uint32_t>(std::bit_width(classes_));  // There is a column for the end, too.
  const size_t bytes = (size_t{kMostStates} << width_) * sizeof(uint16_t);
  void* const pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  table_ = std::unique_ptr<uint16_t, Unmap>(static_cast<uint16_t*>(pages), Unmap{bytes});
  seen_.resize(nodes_.size());
  const State* const behind_word = &numbers_.emplace(State{start_, true}, kBehindWord).first->first;
  const State* const behind_other = &numbers_.emplace(State{start_, false}, kBehindOther).first->first;
  states_.assign(kBehindOther + 1, behind_other);
  states_[kBehindWord] = behind_word;
}

void RegexFilter::Unmap::operator()(uint16_t* table) const { munmap(table, bytes); }

const char* RegexFilter::NextBegin(const char* begin, const char* from, const char* last,
                                   const char* end) const {
  const char* at = from;
  if (at == begin && at <= last) {
    if (MayMatch(kAtBegin, at, end)) return at;
    ++at;
  }
  if (at > last) return nullptr;
  unsigned behind = kIsWordByte[Byte(at[-1])];
  for (const char* const stop = std::min(last + 1, end); at < stop; ++at) {
    const unsigned char byte = Byte(*at);
    uint32_t state = std::atomic_ref(first_[behind << 8 | byte]).load(std::memory_order_relaxed);
    if (state == kUnknown) state = StepFirst(behind, byte);
    behind = kIsWordByte[byte];
    if (state == kDead || U8_IS_TRAIL(byte)) continue;
    if (state == kMatched || MayMatch(state, at + 1, end)) return at;
  }
  return last == end && MayMatch(behind != 0 ? kBehindWord : kBehindOther, end, end) ? end : nullptr;
}

/// Whether the regex may go on to match from `at`, in a state that is neither dead nor matched.
bool RegexFilter::MayMatch(uint32_t state, const char* at, const char* end) const {
  for (; state > kMatched; ++at) {
    const uint32_t column = at < end ? class_of_[Byte(*at)] : classes_;
    const uint32_t to = Cell(state, column).load(std::memory_order_relaxed);
    state = to != kUnknown ? to : Step(state, column);
  }
  return state == kMatched;
}

uint32_t RegexFilter::StepFirst(unsigned behind, unsigned char byte) const {
  const uint32_t state = Step(behind != 0 ? kBehindWord : kBehindOther, class_of_[byte]);
  std::atomic_ref(first_[behind << 8 | byte]).store(static_cast<uint16_t>(state), std::memory_order_relaxed);
  return state;
}

void RegexFilter::MakeClasses() {
  std::map<std::vector<bool>, uint8_t> known;
  for (const unsigned char byte : kBytesByFrequency) {
    std::vector<bool> in{kIsWordByte[byte] != 0};
    for (const ByteSet& set : sets_) in.push_back(set.Has(byte));
    const auto [alike, fresh] = known.try_emplace(std::move(in), static_cast<uint8_t>(classes_));
    class_of_[byte] = alike->second;
    if (!fresh) continue;
    byte_of_.push_back(byte);
    ++classes_;
  }
}

size_t RegexFilter::HashState::operator()(const State& state) const {
  uint64_t hash = state.size();
  for (const uint32_t node : state) hash = (hash ^ node) * 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio
  return hash ^ hash >> 32;
}

uint32_t RegexFilter::Step(uint32_t state, uint32_t byte_class) const {
  const std::lock_guard lock(mutex_);
  // Another thread may have been here first: then the answer is the same.
  const uint32_t next = Follow(state, byte_class);
  Cell(state, byte_class).store(static_cast<uint16_t>(next), std::memory_order_relaxed);
  return next;
}

uint32_t RegexFilter::Follow(uint32_t state, uint32_t byte_class) const {
  const bool at_end = byte_class == classes_;
  const bool word = !at_end && kIsWordByte[byte_of_[byte_class]] != 0;
  if (Reach(state, (states_[state]->back() != 0) != word, at_end)) return kMatched;
  if (at_end) return kDead;
  State next;
  for (const uint32_t node : reached_)
    if (sets_[nodes_[node].other].Has(byte_of_[byte_class])) next.push_back(nodes_[node].next);
  if (next.empty()) return kDead;
  std::sort(next.begin(), next.end());
  next.erase(std::unique(next.begin(), next.end()), next.end());
  next.push_back(word);
  return NumberOf(std::move(next));
}

/// Puts into reached_ the nodes that take the next byte; true where the regex may match without one.
bool RegexFilter::Reach(uint32_t state, bool edge, bool at_end) const {
  ++round_;
  reached_.clear();
  pending_.assign(states_[state]->begin(), states_[state]->end() - 1);
  while (!pending_.empty()) {
    const uint32_t at = pending_.back();
    pending_.pop_back();
    if (std::exchange(seen_[at], round_) == round_) continue;
    const Node& node = nodes_[at];
    bool passes = true;
    switch (node.kind) {
      case Node::Kind::kMatch:
        return true;
      case Node::Kind::kByte:
        reached_.push_back(at);
        continue;
      case Node::Kind::kEither:
        pending_.push_back(node.other);
        break;
      case Node::Kind::kBegin:
        passes = state == kAtBegin;
        break;
      case Node::Kind::kEnd:
        passes = at_end;
        break;
      case Node::Kind::kWordEdge:
        passes = edge;
        break;
      case Node::Kind::kNoWordEdge:
        passes = !edge;
        break;
    }
    if (passes) pending_.push_back(node.next);
  }
  return false;
}

uint32_t RegexFilter::NumberOf(State state) const {
  if (const auto known = numbers_.find(state); known != numbers_.end()) return known->second;
  if (states_.size() == kMostStates || held_ + state.size() > kMostHeld) return kMatched;
  held_ += state.size();
  const auto number = static_cast<uint32_t>(states_.size());
  states_.push_back(&numbers_.emplace(std::move(state), number).first->first);
  return number;
}

}  // namespace trialmine
