#include <algorithm>
#include <map>

#include "regex_program.h"

namespace trialmine {

using Kind = RegexNode::Kind;

namespace {

constexpr uint32_t kWorthAFilter = 3000;  // Tries of all searches, after which a filter soon pays.

}  // namespace

/// Turns a tree into steps, from its end to its beginning.
class RegexCompiler {
 public:
  explicit RegexCompiler(Regex& out) : out_(out) {}

  bool Run(const RegexTree& tree) {
    if (tree.groups >= Regex::kMostGroups) return false;
    Step match;
    match.first = ByteSet::All();
    out_.names_ = tree.names;
    out_.start_ = Compile(tree.root, Add(match));
    uint32_t first = out_.start_;
    while (out_.steps_[first].kind == Step::Kind::kOpen) first = out_.steps_[first].next;
    out_.begins_word_ = out_.steps_[first].kind == Step::Kind::kWordEdge;
    return !odd_ && out_.steps_.size() < kMostSteps && loops_ < Regex::kMostLoops && memories_ < UINT16_MAX;
  }

 private:
  using Step = Regex::Step;
  static constexpr size_t kMostSteps = 1 << 16;
  static constexpr size_t kFewParts = 3;

  uint32_t Add(const Step& step) {
    out_.steps_.push_back(step);
    return static_cast<uint32_t>(out_.steps_.size() - 1);
  }
  const ByteSet& FirstOf(uint32_t step) const { return out_.steps_[step].first; }

  /// The step that begins to match `node` and goes on to `next`.
  uint32_t Compile(const RegexNode& node, uint32_t next) {
    switch (node.kind) {
      case Kind::kBytes:
        return CompileBytes(node, next);
      case Kind::kSet:
        return CompileSet(node, next);
      case Kind::kSequence:
        for (size_t i = node.parts.size(); i-- > 0;) next = Compile(node.parts[i], next);
        return next;
      case Kind::kChoice:
        return CompileChoice(node, next);
      case Kind::kRepeat:
        return CompileRepeat(node, next);
      case Kind::kGroup:
        return Mark(Step::Kind::kOpen, node.group,
                    Compile(node.parts[0], Mark(Step::Kind::kClose, node.group, next)));
      case Kind::kBegin:
        return Mark(Step::Kind::kBegin, 0, next);
      case Kind::kEnd:
        return Mark(Step::Kind::kEnd, 0, next);
      case Kind::kWordEdge:
        return Mark(Step::Kind::kWordEdge, 0, next);
      case Kind::kNoWordEdge:
        return Mark(Step::Kind::kNoWordEdge, 0, next);
    }
    return next;
  }

  /// A step that takes no characters.
  uint32_t Mark(Step::Kind kind, uint32_t data, uint32_t next) {
    Step step;
    step.kind = kind;
    step.data = data;
    step.next = next;
    step.first = FirstOf(next);
    return Add(step);
  }

  uint32_t CompileBytes(const RegexNode& node, uint32_t next) {
    if (node.bytes.empty()) return next;
    Step step;
    step.kind = Step::Kind::kBytes;
    step.any_case = node.any_case;
    step.data = static_cast<uint32_t>(out_.strings_.size());
    step.size = static_cast<uint16_t>(node.bytes.size());
    odd_ = odd_ || node.bytes.size() > UINT16_MAX;
    step.next = next;
    step.first = FirstBytes(node);
    out_.strings_ += node.bytes;
    return Add(step);
  }

  uint32_t NumberOf(const CharacterSet& set) {
    const auto [place, fresh] =
        sets_.try_emplace({set.ascii, set.others}, static_cast<uint32_t>(out_.sets_.size()));
    if (fresh) out_.sets_.push_back(set);
    return place->second;
  }

  uint32_t CompileSet(const RegexNode& node, uint32_t next) {
    Step step;
    step.kind = Step::Kind::kSet;
    step.data = NumberOf(node.set);
    step.next = next;
    step.first = FirstBytes(node);
    return Add(step);
  }

  uint32_t CompileChoice(const RegexNode& node, uint32_t next) {
    std::vector<uint32_t> parts;
    Step step;
    for (const RegexNode& part : node.parts) {
      parts.push_back(Compile(part, next));
      step.first.Add(FirstOf(parts.back()));
    }
    if (parts.size() <= kFewParts) {
      step.kind = Step::Kind::kChoice;
      step.data = static_cast<uint32_t>(out_.lists_.size());
      out_.lists_.push_back(std::move(parts));
    } else {
      step.kind = Step::Kind::kDispatch;
      step.data = static_cast<uint32_t>(out_.dispatches_.size());
      out_.dispatches_.push_back(DispatchOf(parts));
    }
    return Add(step);
  }

  Regex::Dispatch DispatchOf(const std::vector<uint32_t>& parts) const {
    Regex::Dispatch dispatch;
    std::map<std::vector<uint32_t>, uint8_t> numbers;
    for (int byte = 0; byte < 256; ++byte) {
      std::vector<uint32_t> list;
      for (const uint32_t part : parts)
        if (FirstOf(part).Has(static_cast<unsigned char>(byte))) list.push_back(part);
      // 256 bytes cannot need more lists than a byte counts.
      const auto [place, fresh] = numbers.try_emplace(list, static_cast<uint8_t>(dispatch.lists.size()));
      if (fresh) dispatch.lists.push_back(std::move(list));
      dispatch.list[static_cast<size_t>(byte)] = place->second;
    }
    for (const uint32_t part : parts)
      if (FirstOf(part).empty_too) dispatch.at_end.push_back(part);
    return dispatch;
  }

  uint32_t CompileRepeat(const RegexNode& node, uint32_t next) {
    const RegexNode& part = node.parts[0];
    if (node.least == 1 && node.most == 1) return Compile(part, next);
    if (node.most == 0) return next;
    if (const std::optional<CharacterSet> set = OneCharacter(part)) return CompileRun(node, *set, next);
    if (node.least == 0 && node.most == 1) return CompileOption(node, next);
    return CompileLoop(node, next);
  }

  /// The characters that `node` takes one of, if that is what it does.
  static std::optional<CharacterSet> OneCharacter(const RegexNode& node) {
    if (node.kind == Kind::kSet) return node.set;
    if (node.kind != Kind::kBytes || node.bytes.size() != 1) return std::nullopt;
    const char c = node.bytes[0];
    if (static_cast<signed char>(c) < 0) return std::nullopt;
    CharacterSet set;
    set.AddAscii(static_cast<unsigned char>(c));
    if (node.any_case && c >= 'a' && c <= 'z') set.AddAscii(static_cast<unsigned char>(c - 'a' + 'A'));
    return set;
  }

  uint32_t CompileRun(const RegexNode& node, const CharacterSet& set, uint32_t next) {
    Step step;
    step.kind = Step::Kind::kRun;
    step.greedy = node.greedy;
    step.data = NumberOf(set);
    step.least = node.least;
    step.most = node.most;
    step.next = next;
    step.first.Add(set);
    if (node.least == 0) step.first.Add(FirstOf(next));
    Remember(step);
    return Add(step);
  }

  uint32_t CompileOption(const RegexNode& node, uint32_t next) {
    const uint32_t taken = Compile(node.parts[0], next);
    Step step;
    step.kind = Step::Kind::kChoice;
    step.first = FirstOf(taken);
    step.first.Add(FirstOf(next));
    step.data = static_cast<uint32_t>(out_.lists_.size());
    out_.lists_.push_back(node.greedy ? std::vector{taken, next} : std::vector{next, taken});
    return Add(step);
  }

  uint32_t CompileLoop(const RegexNode& node, uint32_t next) {
    Step test;
    test.kind = Step::Kind::kTest;
    test.greedy = node.greedy;
    test.least = node.least;
    test.most = node.most;
    test.next = next;
    test.loop = static_cast<uint16_t>(loops_++);
    out_.loops_ = static_cast<uint16_t>(loops_);
    test.first = ByteSet::All();
    // Which of the empty rounds count is a question for RE2.
    odd_ = odd_ || FirstBytes(node.parts[0]).empty_too;
    Remember(test);
    test.fixed = IsFixed(node.parts[0]);
    const uint32_t at = Add(test);
    const bool counts = node.most != RegexNode::kUnbounded || node.least > 1;
    counted_ += counts;
    const uint32_t body = Compile(node.parts[0], at);
    counted_ -= counts;
    Step& known = out_.steps_[at];
    known.data = body;
    known.first = FirstOf(body);
    known.first.Add(FirstOf(next));  // After a round, the loop may be left.
    Step loop;
    loop.kind = Step::Kind::kLoop;
    loop.loop = test.loop;
    loop.next = at;
    loop.first = node.least == 0 ? known.first : FirstOf(body);
    return Add(loop);
  }

  /// Whether there is but one way to match `node` at a place, if any, as the next byte tells.
  static bool IsFixed(const RegexNode& node) {
    switch (node.kind) {
      case Kind::kSet:
        return true;
      case Kind::kBytes:
        return !node.bytes.empty();
      case Kind::kSequence:
        return std::all_of(node.parts.begin(), node.parts.end(), IsFixed);
      case Kind::kChoice: {
        ByteSet before;
        for (const RegexNode& part : node.parts) {
          const ByteSet first = FirstBytes(part);
          if (!IsFixed(part) || before.Overlaps(first)) return false;
          before.Add(first);
        }
        return true;
      }
      default:
        return false;
    }
  }

  /// In a loop that counts its rounds, what follows depends on the count.
  void Remember(Step& step) {
    if (counted_ > 0) return;
    step.remembers = true;
    step.memory = static_cast<uint16_t>(memories_++);
    out_.memories_ = static_cast<uint16_t>(memories_);
  }

  Regex& out_;
  std::map<std::pair<std::array<uint64_t, 2>, std::vector<std::pair<char32_t, char32_t>>>, uint32_t> sets_;
  uint32_t loops_ = 0, memories_ = 0;
  uint32_t counted_ = 0;  ///< Loops around what is being compiled that count their rounds.
  bool odd_ = false;
};

std::unique_ptr<const Regex> Regex::Compile(std::string_view regex) {
  std::optional<RegexTree> tree = ParseRegex(regex);
  if (!tree) return nullptr;
  ShareBeginnings(tree->root);
  std::unique_ptr<Regex> compiled(new Regex);
  compiled->source_ = regex;
  if (!RegexCompiler(*compiled).Run(*tree)) return nullptr;
  return compiled;
}

const RegexFilter* Regex::Filter() const {
  if (tries_.load(std::memory_order_relaxed) < kWorthAFilter) return nullptr;
  std::call_once(filter_once_, [this] {
    std::optional<RegexTree> tree = ParseRegex(source_);
    ShareBeginnings(tree->root);
    filter_ = std::make_unique<const RegexFilter>(*tree);
  });
  return filter_.get();
}

}  // namespace trialmine
