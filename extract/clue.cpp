#include "clue.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "regex_tree.h"
#include "word_finder.h"

namespace trialmine {
namespace {

using Kind = RegexNode::Kind;
using Words = std::vector<std::string>;

constexpr size_t kMostJoined = 64;  // Words that putting two lists together may make.
constexpr size_t kMostWords = 256;  // Of a choice that is still known word by word.
constexpr size_t kMostOfSet = 16;   // Characters of a set that is taken for a choice.
constexpr size_t kMostWays = 8;
constexpr char kEdge = Clue::kEdge;
constexpr uint32_t kFar = Clue::kFar;

uint32_t Sum(uint32_t a, uint32_t b) { return a == kFar || b == kFar ? kFar : a + b; }

/// The form in which a WordFinder reads a byte.
char Read(char c) {
  if (c >= '0' && c <= '9') return '0';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Puts `next` behind `word`, with an edge between them just where one must be; false where none can be and
/// one is asked for.
bool Join(std::string& word, std::string_view next) {
  bool edge = word.ends_with(kEdge);
  if (edge) word.pop_back();
  if (next.starts_with(kEdge)) {
    edge = true;
    next.remove_prefix(1);
  }
  if (!word.empty() && !next.empty()) {
    const bool needed = IsWordByte(word.back()) != IsWordByte(next.front());
    if (edge && !needed) return false;
    edge = needed;
  }
  if (edge) word += kEdge;
  word += next;
  return true;
}

Words Joined(const Words& words, const Words& next) {
  Words joined;
  for (const std::string& word : words)
    for (const std::string& other : next)
      if (std::string both = word; Join(both, other)) joined.push_back(std::move(both));
  return joined;
}

uint32_t Longest(const Words& words) {
  size_t longest = 0;
  for (const std::string& word : words)
    longest =
        std::max(longest, word.size() - static_cast<size_t>(std::count(word.begin(), word.end(), kEdge)));
  return static_cast<uint32_t>(longest);
}

bool IsNothing(std::string_view word) { return word.empty() || (word.size() == 1 && word[0] == kEdge); }

/// Whether a word of the list stands in nearly every sentence: a letter, a space.
bool TellsNothing(const Words& words) {
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return IsNothing(word) || word == " " || word == "\b " || word == " \b" ||
           (word.size() == 1 && word[0] >= 'a' && word[0] <= 'z');
  });
}

/// How often, roughly, a sentence holds one of the words; 1 where they tell nothing.
double Frequency(const Words& words) {
  if (words.empty() || TellsNothing(words)) return 1;
  std::vector<std::string_view> sorted(words.begin(), words.end());
  std::sort(sorted.begin(), sorted.end());
  double sum = 0;
  std::string_view last;
  for (const std::string_view word : sorted) {
    if (!last.empty() && word.starts_with(last)) continue;  // "twenty" stands wherever "twenty-one" does.
    last = word;
    size_t letters = 0;
    bool digit = false, edge = false;
    for (const char c : word) {
      letters += c != kEdge && c != ' ';
      digit = digit || c == '0';
      edge = edge || c == kEdge;
    }
    const double rarity = letters < 2 ? (digit ? 0.5 : 0.4) : letters == 2 ? 0.2 : letters == 3 ? 0.04 : 0.01;
    sum += rarity * (edge && !digit ? 0.4 : 1) * (digit && letters > 1 ? 0.3 : 1);
  }
  return std::min(sum, 0.99);
}

/// Adds the clue that `words` make, if they make one.
void AddClue(std::vector<Clue>& clues, Words words, uint32_t reach) {
  if (words.empty() || TellsNothing(words)) return;
  Clue clue{{}, reach, 0, Frequency(words)};
  std::sort(words.begin(), words.end());
  for (std::string& word : words) {
    if (clue.words.empty() || !word.starts_with(clue.words.back()))
      clue.words.push_back(std::move(word));
    else
      clue.cut = std::max(clue.cut, static_cast<uint32_t>(word.size() - clue.words.back().size()));
  }
  clues.push_back(std::move(clue));
}

/// What is known of one way to match a part of a regex.
struct Way {
  Words head{""};           ///< Every match begins with one of them, and may end with it as well.
  std::vector<Clue> clues;  ///< In between, in order; reaches counted from the beginning of the part.
  Words tail{""};           ///< Every match ends with one of them.
  uint32_t most = kFar;     ///< Bytes of the longest match.
};

/// What is known of a part of a regex: every word it matches, or the ways to match it.
struct Part {
  bool known = false;
  Words words;
  std::vector<Way> ways;
};

Part Known(Words words) { return {true, std::move(words), {}}; }
Part Unknown(uint32_t most) { return {false, {}, {{{""}, {}, {""}, most}}}; }

Way AsWay(Words words) {
  const uint32_t most = Longest(words);
  return {words, {}, words, most};
}

/// All that a way tells, as clues.
std::vector<Clue> AllClues(const Way& way) {
  std::vector<Clue> clues;
  AddClue(clues, way.head, Longest(way.head));
  clues.insert(clues.end(), way.clues.begin(), way.clues.end());
  if (clues.empty() || way.head != way.tail) AddClue(clues, way.tail, way.most);
  return clues;
}

/// How often, roughly, a sentence holds all that a way tells.
double Frequency(const Way& way) {
  double product = Frequency(way.head) * (way.head == way.tail ? 1 : Frequency(way.tail));
  for (const Clue& clue : way.clues) product *= clue.frequency;
  return product;
}

/// The words of both lists; nothing where one of them tells nothing.
Words United(Words a, const Words& b) {
  if (TellsNothing(a) || TellsNothing(b) || a.size() + b.size() > kMostWords) return {""};
  for (const std::string& word : b)
    if (std::find(a.begin(), a.end(), word) == a.end()) a.push_back(word);
  return a;
}

/// The clues that stand in both lists.
std::vector<Clue> Common(const std::vector<Clue>& a, const std::vector<Clue>& b) {
  std::vector<Clue> common;
  auto from = b.begin();
  for (const Clue& clue : a) {
    const auto same =
        std::find_if(from, b.end(), [&clue](const Clue& other) { return other.words == clue.words; });
    if (same == b.end()) continue;
    common.push_back(
        {clue.words, std::max(clue.reach, same->reach), std::max(clue.cut, same->cut), clue.frequency});
    from = same + 1;
  }
  return common;
}

/// The one thing a way tells that a sentence seldom holds.
Clue Rarest(const Way& way) {
  const Clue* rarest = nullptr;
  for (const Clue& clue : way.clues)
    if (!rarest || clue.frequency < rarest->frequency) rarest = &clue;
  const double head = Frequency(way.head), tail = Frequency(way.tail), least = rarest ? rarest->frequency : 1;
  if (rarest && least <= std::min(head, tail)) return *rarest;
  return head <= tail ? Clue{way.head, Longest(way.head), 0, head} : Clue{way.tail, way.most, 0, tail};
}

/// One way for all: what each of them tells, or at least a word that stands in each.
Way Merged(const std::vector<Way>& ways) {
  Way all = ways.front();
  Words rarest;
  uint32_t reach = 0;
  bool told = true;
  for (const Way& way : ways) {
    if (&way != &ways.front()) {
      all.head = United(std::move(all.head), way.head);
      all.tail = United(std::move(all.tail), way.tail);
      all.clues = Common(all.clues, way.clues);
      all.most = std::max(all.most, way.most);
    }
    const Clue best = Rarest(way);
    told = told && best.frequency < 1;
    if (told) rarest.insert(rarest.end(), best.words.begin(), best.words.end());
    reach = std::max(reach, best.reach);
  }
  std::sort(rarest.begin(), rarest.end());
  rarest.erase(std::unique(rarest.begin(), rarest.end()), rarest.end());
  if (told && all.clues.empty() && Frequency(rarest) < Frequency(all))
    AddClue(all.clues, std::move(rarest), reach);
  return all;
}

/// The ways, or one for all where they are too many or tell no more apart than together.
std::vector<Way> Settled(std::vector<Way> ways, size_t most) {
  if (ways.size() == 1) return ways;
  const Way merged = Merged(ways);
  double apart = 0;
  for (const Way& way : ways) apart += Frequency(way);
  if (ways.size() > most || apart > 0.9 * Frequency(merged)) return {merged};
  return ways;
}

/// A sequence that is read from left to right.
struct State {
  Words words{""};  ///< What the last parts match.
  Words head{""};
  std::vector<Clue> clues;
  uint32_t so_far = 0;  ///< Most bytes of all parts.
  bool whole = true;    ///< `words` are all that the sequence matches.

  void Append(const Way& way) {
    const uint32_t begin = so_far;
    Append(way.head);
    Flush(way.tail);
    for (Clue clue : way.clues) {
      clue.reach = Sum(begin, clue.reach);
      clues.push_back(std::move(clue));
    }
    so_far = Sum(begin, way.most);
  }

  void Append(const Words& next) {
    if (words.size() * next.size() > kMostJoined) Flush({""});
    words = Joined(words, next);
    so_far = Sum(so_far, Longest(next));
  }

  /// What was put together so far is a clue, and other words follow.
  void Flush(Words next) {
    Words done = std::exchange(words, std::move(next));
    if (whole)
      head = std::move(done);
    else
      AddClue(clues, std::move(done), so_far);
    whole = false;
  }

  /// Whether the other goes on like this one; if so, what both know is kept.
  bool TakeIn(const State& other) {
    if (whole || other.whole || words != other.words || head != other.head) return false;
    clues = Common(clues, other.clues);
    so_far = std::max(so_far, other.so_far);
    return true;
  }
};

/// The parts of a sequence, put together from left to right, in each of the ways there are.
class Sequence {
 public:
  void Append(const Part& part) {
    if (part.known) {
      for (State& state : states_) state.Append(part.words);
      return;
    }
    std::vector<Way> ways = part.ways;
    if (ways.size() * states_.size() > kMostWays) ways = {Merged(ways)};
    std::vector<State> next;
    for (const State& state : states_)
      for (const Way& way : ways) {
        State longer = state;
        longer.Append(way);
        if (std::none_of(next.begin(), next.end(), [&](State& known) { return known.TakeIn(longer); }))
          next.push_back(std::move(longer));
      }
    states_ = std::move(next);
  }

  Part Take() {
    if (states_.size() == 1 && states_[0].whole) return Known(std::move(states_[0].words));
    Part part;
    for (State& state : states_)
      part.ways.push_back(
          {std::move(state.head), std::move(state.clues), std::move(state.words), state.so_far});
    part.ways = Settled(std::move(part.ways), kMostWays);
    return part;
  }

 private:
  std::vector<State> states_{1};
};

/// Long groups read so far: most come from pieces that many rules use.
using Groups = std::unordered_map<std::string, Part>;

Part PartOf(const RegexNode& node, Groups& groups);

/// One of the parts.
Part ChoiceOf(std::vector<Part> parts) {
  size_t count = 0;
  bool known = true;
  for (const Part& part : parts) {
    known = known && part.known;
    count += part.words.size();
  }
  Words words;
  std::vector<Way> ways;
  for (Part& part : parts) {
    std::move(part.words.begin(), part.words.end(), std::back_inserter(words));
    std::move(part.ways.begin(), part.ways.end(), std::back_inserter(ways));
  }
  if (known && count <= kMostWords) return Known(std::move(words));
  if (count > 0) ways.push_back(AsWay(std::move(words)));
  return {false, {}, Settled(std::move(ways), 2 * kMostWays)};
}

Part RepeatOf(const RegexNode& node, Groups& groups) {
  Part part = PartOf(node.parts[0], groups);
  if (node.least == 1 && node.most == 1) return part;
  if (node.least == 0 && node.most == 1) {
    if (part.known) {
      part.words.emplace_back();
    } else {
      part.ways.push_back(AsWay({""}));
    }
    return part;
  }
  // The first round begins it, the last ends it.
  Way way = part.known ? AsWay(std::move(part.words)) : Merged(part.ways);
  way.most = way.most == kFar || node.most == RegexNode::kUnbounded
                 ? kFar
                 : std::min(way.most * node.most, kFar - 1);
  if (node.least == 0) return Unknown(way.most);
  return {false, {}, {std::move(way)}};
}

Part SetOf(const CharacterSet& set) {
  Words words;
  size_t count = 0;
  uint32_t most = 1;
  for (const auto& [first, last] : set.others) {
    count += last - first + 1;
    most = U8_MAX_LENGTH;
  }
  for (int c = 0; c < 0x80; ++c) {
    // Folding leaves one kind of space only.
    if (!set.HasAscii(static_cast<unsigned char>(c)) || (c < ' ' && set.HasAscii(' '))) continue;
    const std::string word(1, Read(static_cast<char>(c)));
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  if (count + words.size() > kMostOfSet) return Unknown(most);
  for (const auto& [first, last] : set.others)
    for (char32_t c = first; c <= last; ++c) {
      char bytes[U8_MAX_LENGTH];
      int32_t size = 0;
      U8_APPEND_UNSAFE(bytes, size, c);
      words.emplace_back(bytes, static_cast<size_t>(size));
    }
  return Known(std::move(words));
}

Part ReadPart(const RegexNode& node, Groups& groups) {
  switch (node.kind) {
    case Kind::kBytes:
      return Known({WordFinder::Read(node.bytes)});
    case Kind::kSet:
      return SetOf(node.set);
    case Kind::kSequence: {
      Sequence sequence;
      for (const RegexNode& part : node.parts) sequence.Append(PartOf(part, groups));
      return sequence.Take();
    }
    case Kind::kChoice: {
      std::vector<Part> parts;
      for (const RegexNode& part : node.parts) parts.push_back(PartOf(part, groups));
      return ChoiceOf(std::move(parts));
    }
    case Kind::kRepeat:
      return RepeatOf(node, groups);
    case Kind::kGroup:
      return PartOf(node.parts[0], groups);
    case Kind::kWordEdge:
      return Known({std::string(1, kEdge)});
    default:
      return Known({""});
  }
}

Part PartOf(const RegexNode& node, Groups& groups) {
  if (node.source.empty()) return ReadPart(node, groups);
  std::string source(node.source);
  if (const auto known = groups.find(source); known != groups.end()) return known->second;
  return groups.emplace(std::move(source), ReadPart(node, groups)).first->second;
}

}  // namespace

struct ClueReader::Memory {
  Groups groups;
};

ClueReader::ClueReader() : memory_(std::make_unique<Memory>()) {}
ClueReader::~ClueReader() = default;

std::vector<std::vector<Clue>> ClueReader::Read(std::string_view regex) {
  const std::optional<RegexTree> tree = ParseRegex(
      regex, [this](std::string_view group) { return memory_->groups.contains(std::string(group)); });
  if (!tree) return {{}};
  Part part = PartOf(tree->root, memory_->groups);
  if (part.known) part.ways = {AsWay(std::move(part.words))};
  std::vector<std::vector<Clue>> ways;
  for (const Way& way : part.ways) ways.push_back(AllClues(way));
  return ways;
}

}  // namespace trialmine
