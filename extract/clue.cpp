#include "clue.h"

#include <unicode/uset.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace trialmine {
namespace {

using Words = std::vector<std::string>;

constexpr size_t kMostJoined = 64;   // Words that putting two lists together may make.
constexpr size_t kMostWords = 256;   // Of an alternation that is still known word by word.
constexpr size_t kMostOfClass = 16;  // Members of a class that is taken for an alternation.
constexpr size_t kMostClues = 3;     // Of an alternation: the best.
constexpr size_t kLongGroup = 60;    // Bytes of a group that is worth remembering.

using Part = ClueReader::Part;
using Groups = std::unordered_map<std::string, Part>;

Part Known(Words words) { return {true, std::move(words), {}}; }
Part Unknown() { return {}; }

// As a clue; empty where the words make none.
Clue ClueOf(Words words) {
  std::sort(words.begin(), words.end());
  if (words.empty() || words.front().empty()) return {};
  Clue clue;
  for (std::string& word : words)
    if (clue.empty() || !word.starts_with(clue.back())) clue.push_back(std::move(word));
  return clue;
}

// Unless another clue says as much.
void AddClue(std::vector<Clue>& clues, Clue clue) {
  auto says_it = [&clue](const Clue& known) {
    return std::includes(clue.begin(), clue.end(), known.begin(), known.end());
  };
  if (!clue.empty() && std::none_of(clues.begin(), clues.end(), says_it)) clues.push_back(std::move(clue));
}

std::vector<Clue> CluesOf(Part part) {
  if (part.known) AddClue(part.clues, ClueOf(std::move(part.words)));
  return std::move(part.clues);
}

// A letter or a space stands in every sentence.
bool TellsNothing(const Clue& clue) {
  return std::any_of(clue.begin(), clue.end(), [](const std::string& word) {
    return word == " " || (word.size() == 1 && word[0] >= 'a' && word[0] <= 'z');
  });
}

// How often, roughly, a sentence holds a word of it.
double Frequency(const Clue& clue) {
  double sum = 0;
  for (const std::string& word : clue) {
    const bool digit = word[0] >= '0' && word[0] <= '9';
    sum += word.size() == 1 ? (digit ? 0.05 : 0.3) : word.size() == 2 ? 0.1 : word.size() == 3 ? 0.02 : 0.005;
  }
  return sum;
}

std::vector<Clue> Either(const std::vector<Clue>& a, const std::vector<Clue>& b) {
  std::vector<Clue> both;
  for (const Clue& left : a)
    for (const Clue& right : b) {
      Words words = left;
      words.insert(words.end(), right.begin(), right.end());
      AddClue(both, ClueOf(std::move(words)));
    }
  std::sort(both.begin(), both.end(),
            [](const Clue& l, const Clue& r) { return Frequency(l) < Frequency(r); });
  if (both.size() > kMostClues) both.resize(kMostClues);
  return both;
}

/// The parts of a sequence, put together from left to right.
class Sequence {
 public:
  void Append(Part part) {
    if (part.known && words_.size() * part.words.size() <= kMostJoined) return Join(part.words);
    Flush(part.known ? std::move(part.words) : Words{""});
    for (Clue& clue : part.clues) AddClue(clues_, std::move(clue));
    whole_ = false;
  }

  void Append(char c) {
    for (std::string& word : words_) word += c;
  }

  Part Take() {
    if (whole_) return Known(std::move(words_));
    Flush({});
    return {false, {}, std::move(clues_)};
  }

 private:
  void Join(const Words& next) {
    Words joined;
    for (const std::string& word : words_)
      for (const std::string& other : next) joined.push_back(word + other);
    words_ = std::move(joined);
  }

  void Flush(Words next) { AddClue(clues_, ClueOf(std::exchange(words_, std::move(next)))); }

  Words words_{""};  ///< What the last parts match.
  std::vector<Clue> clues_;
  bool whole_ = true;  ///< `words_` are all that the sequence matches.
};

/// Reads a regex from left to right.
class Reader {
 public:
  Reader(std::string_view regex, Groups& groups) : regex_(regex), groups_(groups) {}

  std::vector<Clue> Run() {
    Part whole = ReadAlternation();
    if (odd_ || at_ != regex_.size()) return {};
    std::vector<Clue> clues = CluesOf(std::move(whole));
    std::erase_if(clues, TellsNothing);
    return clues;
  }

 private:
  bool AtEnd() const { return odd_ || at_ >= regex_.size(); }
  bool Skip(std::string_view text) {
    if (!regex_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  // Nothing is known of a regex that holds what this reader does not know.
  Part GiveUp() {
    odd_ = true;
    return Unknown();
  }

  Part ReadAlternation() {
    std::vector<Part> parts;
    do parts.push_back(ReadSequence());
    while (!odd_ && Skip("|"));
    if (parts.size() == 1) return std::move(parts[0]);
    size_t count = 0;
    for (const Part& part : parts) count += part.known ? part.words.size() : kMostWords;
    Part all = Known({});
    if (count <= kMostWords) {
      for (Part& part : parts) std::move(part.words.begin(), part.words.end(), std::back_inserter(all.words));
      return all;
    }
    all = {false, {}, CluesOf(std::move(parts[0]))};
    for (size_t i = 1; i < parts.size(); ++i) all.clues = Either(all.clues, CluesOf(std::move(parts[i])));
    return all;
  }

  Part ReadSequence() {
    Sequence sequence;
    while (!AtEnd() && regex_[at_] != '|' && regex_[at_] != ')') {
      if (const char plain = PlainLetter()) {
        sequence.Append(plain);
        ++at_;
        continue;
      }
      Part part = ReadAtom();
      while (!AtEnd() && ReadRepeat(part)) {
      }
      sequence.Append(std::move(part));
    }
    return sequence.Take();
  }

  // The letter, digit or space that stands here for itself, once; 0 where there is something else.
  char PlainLetter() const {
    auto in = [](char c, char from, char to) { return c >= from && c <= to; };
    const char c = regex_[at_];
    if (!in(c, 'a', 'z') && !in(c, 'A', 'Z') && !in(c, '0', '9') && c != ' ' && c != '-') return 0;
    if (at_ + 1 < regex_.size() && std::string_view("*+?{").find(regex_[at_ + 1]) != std::string_view::npos)
      return 0;
    return in(c, 'A', 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }

  // Applies the `*`, `{2,3}` … that stands here to the part before it; false where none stands.
  bool ReadRepeat(Part& part) {
    int least = 0, most = -1;
    if (Skip("+")) {
      least = 1;
    } else if (Skip("?")) {
      most = 1;
    } else if (!Skip("*") && !ReadCount(least, most)) {
      return false;
    }
    Skip("?");
    if (least == 1 && most == 1) return true;
    if (least == 0 && most == 1 && part.known) {
      part.words.emplace_back();
    } else if (least == 0) {
      part = Unknown();
    } else {
      part = {false, {}, CluesOf(std::move(part))};
    }
    return true;
  }

  bool ReadCount(int& least, int& most) {
    const size_t close = regex_.find('}', at_);
    if (regex_[at_] != '{' || close == regex_.npos) return false;
    const std::string_view inside = regex_.substr(at_ + 1, close - at_ - 1);
    const size_t comma = std::min(inside.find(','), inside.size());
    auto number = [](std::string_view text, int& value) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      return error == std::errc() && end == text.data() + text.size();
    };
    if (!number(inside.substr(0, comma), least)) return false;
    if (comma == inside.size()) {
      most = least;
    } else if (comma + 1 < inside.size() && !number(inside.substr(comma + 1), most)) {
      return false;
    }
    at_ = close + 1;
    return true;
  }

  Part ReadAtom() {
    if (Skip("(")) return ReadGroup();
    if (Skip("[")) return ReadClass();
    if (Skip("^") || Skip("$")) return Known({""});
    if (Skip(".")) return Unknown();
    if (regex_[at_] == '\\') return ReadEscape();
    return Letter(ReadCharacter());
  }

  Part ReadGroup() {
    if (Skip("?P<")) {
      at_ = std::min(regex_.find('>', at_), regex_.size() - 1) + 1;
    } else if (Skip("?")) {
      while (!AtEnd() && regex_[at_] != ':' && regex_[at_] != ')') ++at_;
      if (Skip(")"))
        return Known({""});  // Flags for what follows; ignoring case where it should count loses nothing.
      Skip(":");
    }
    const size_t size = GroupSize();
    if (size < kLongGroup) return CloseGroup(ReadAlternation());
    std::string group(regex_.substr(at_, size));
    if (auto known = groups_.find(group); known != groups_.end()) {
      at_ += size;
      return CloseGroup(known->second);
    }
    Part part = CloseGroup(ReadAlternation());
    if (!odd_) groups_.emplace(std::move(group), part);
    return part;
  }

  Part CloseGroup(Part part) { return Skip(")") ? part : GiveUp(); }

  // The bytes up to the parenthesis that closes the group whose inside begins here.
  size_t GroupSize() const {
    int depth = 1;
    bool in_class = false;
    for (size_t i = at_; i < regex_.size(); ++i) {
      const char c = regex_[i];
      if (c == '\\') {
        ++i;
      } else if (in_class) {
        in_class = c != ']';
        if (regex_.substr(i, 2) == "[:") i = std::min(regex_.find(":]", i), regex_.size() - 2) + 1;
      } else if (c == '[') {
        in_class = true;
        if (regex_.substr(i + 1, 1) == "^") ++i;
        if (regex_.substr(i + 1, 1) == "]") ++i;  // Standing first, it is a member.
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        return i - at_;
      }
    }
    return 0;
  }

  Part ReadEscape() {
    if (at_ + 1 >= regex_.size()) return GiveUp();
    switch (regex_[at_ + 1]) {
      case 'b':
      case 'B':
      case 'A':
      case 'z':
        at_ += 2;
        return Known({""});
      case 'd':
        at_ += 2;
        return Digits();
      case 'w':
      case 'W':
      case 'D':
      case 'S':
      case 's':
        at_ += 2;
        return Unknown();
      case 'p':
      case 'P':
        SkipProperty();
        return Unknown();
      default:
        break;
    }
    const std::optional<UChar32> character = ReadEscaped();
    return character ? Letter(*character) : GiveUp();
  }

  static Part Digits() { return Known({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}); }

  // `\pL`, `\p{Han}`.
  void SkipProperty() {
    at_ += 2;
    if (Skip("{")) at_ = std::min(regex_.find('}', at_), regex_.size() - 1);
    ++at_;
  }

  // The character that `\.`, `\n`, `\x{3000}` … stands for.
  std::optional<UChar32> ReadEscaped() {
    const char c = regex_[at_ + 1];
    at_ += 2;
    constexpr std::string_view kNames = "afnrtv", kMeant = "\a\f\n\r\t\v";
    if (const size_t known = kNames.find(c); known != kNames.npos) return kMeant[known];
    if (c == 'x') return ReadHex();
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        static_cast<signed char>(c) < 0)
      return std::nullopt;
    return c;
  }

  std::optional<UChar32> ReadHex() {
    const bool braced = Skip("{");
    const size_t size = braced ? std::min(regex_.find('}', at_), regex_.size()) - at_ : 2;
    const std::string_view digits = regex_.substr(at_, size);
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    at_ += size + (braced ? 1 : 0);
    return static_cast<UChar32>(value);
  }

  UChar32 ReadCharacter() {
    UChar32 c = 0;
    auto i = static_cast<int32_t>(at_);
    U8_NEXT(regex_.data(), i, static_cast<int32_t>(regex_.size()), c);
    at_ = static_cast<size_t>(i);
    return c;
  }

  // One character, in every case it has.
  Part Letter(UChar32 c) {
    if (c < 0) return GiveUp();
    if (c < 0x80) return Known({std::string(1, static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c))});
    USet* set = uset_open(c, c);
    uset_closeOver(set, USET_CASE_INSENSITIVE);
    Words words;
    for (int32_t i = 0; i < uset_size(set); ++i)
      if (const UChar32 member = uset_charAt(set, i); member >= 0) words.push_back(Encoded(member));
    uset_close(set);
    return Known(std::move(words));
  }

  static std::string Encoded(UChar32 c) {
    char bytes[4];
    int32_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, c);
    return {bytes, static_cast<size_t>(size)};
  }

  // `[...]`, whose `[` is read. Known where it lists few characters.
  Part ReadClass() {
    bool few = !Skip("^");
    Words words;
    for (bool first = true; !AtEnd() && (first || regex_[at_] != ']'); first = false) {
      if (Skip("[:")) {
        at_ = std::min(regex_.find(":]", at_), regex_.size() - 2) + 2;
        few = false;
      } else {
        few = ReadRange(words) && few;
      }
    }
    if (!Skip("]")) return GiveUp();
    return few && words.size() <= kMostOfClass ? Known(std::move(words)) : Unknown();
  }

  // A member of a class, or a range of them; false where they are many.
  bool ReadRange(Words& words) {
    const std::optional<UChar32> low = ReadMember(words);
    if (!low) return false;
    if (*low < 0) return true;
    UChar32 high = *low;
    if (at_ + 1 < regex_.size() && regex_[at_] == '-' && regex_[at_ + 1] != ']') {
      ++at_;
      const std::optional<UChar32> last = ReadMember(words);
      if (!last || *last < 0) return false;
      high = *last;
    }
    if (high - *low >= static_cast<UChar32>(kMostOfClass)) return false;
    for (UChar32 c = *low; c <= high; ++c) {
      Part part = Letter(c);
      std::move(part.words.begin(), part.words.end(), std::back_inserter(words));
    }
    return true;
  }

  // The next character of a class; -1 for a set of them added to `words`; nothing for one of many.
  std::optional<UChar32> ReadMember(Words& words) {
    if (regex_[at_] != '\\') return ReadCharacter();
    if (at_ + 1 >= regex_.size()) return GiveUp(), std::nullopt;
    switch (regex_[at_ + 1]) {
      case 'd': {
        at_ += 2;
        Part digits = Digits();
        std::move(digits.words.begin(), digits.words.end(), std::back_inserter(words));
        return -1;
      }
      case 'w':
      case 'W':
      case 'D':
      case 'S':
      case 's':
        at_ += 2;
        return std::nullopt;
      case 'p':
      case 'P':
        SkipProperty();
        return std::nullopt;
      default:
        break;
    }
    std::optional<UChar32> character = ReadEscaped();
    if (!character) GiveUp();
    return character;
  }

  std::string_view regex_;
  Groups& groups_;
  size_t at_ = 0;
  bool odd_ = false;
};

}  // namespace

std::vector<Clue> ClueReader::Read(std::string_view regex) { return Reader(regex, groups_).Run(); }

}  // namespace trialmine
