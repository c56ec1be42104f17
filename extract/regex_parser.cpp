#include <unicode/uchar.h>
#include <unicode/uset.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <memory>

#include "regex_tree.h"

namespace trialmine {
namespace {

using Kind = RegexNode::Kind;

struct CloseSet {
  void operator()(USet* set) const { uset_close(set); }
};
using SetHandle = std::unique_ptr<USet, CloseSet>;

SetHandle NewSet() { return SetHandle(uset_openEmpty()); }

CharacterSet FromIcu(USet* from) {
  for (const UChar32 odd : {0x17F, 0x212A}) uset_remove(from, odd);
  CharacterSet set;
  for (int32_t i = 0; i < uset_getItemCount(from); ++i) {
    UChar32 first = 0, last = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (uset_getItem(from, i, &first, &last, nullptr, 0, &status) != 0) continue;  // A string: no character.
    for (UChar32 c = first; c <= last && c < 0x80; ++c) set.AddAscii(static_cast<unsigned char>(c));
    if (last >= 0x80)
      set.others.emplace_back(static_cast<char32_t>(std::max<UChar32>(first, 0x80)),
                              static_cast<char32_t>(last));
  }
  return set;
}

RegexNode Bytes(std::string bytes, bool any_case) {
  RegexNode node;
  node.bytes = std::move(bytes);
  node.any_case = any_case;
  return node;
}

RegexNode OfKind(Kind kind) {
  RegexNode node;
  node.kind = kind;
  return node;
}

std::string Encoded(UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  return {bytes, static_cast<size_t>(size)};
}

constexpr std::pair<std::string_view, int (*)(int)> kAsciiKinds[] = {
    {"alnum", std::isalnum}, {"alpha", std::isalpha}, {"digit", std::isdigit}, {"lower", std::isalpha},
    {"punct", std::ispunct}, {"space", std::isspace}, {"upper", std::isalpha}};

constexpr size_t kLongGroup = 60;

/// Reads a regex from left to right. What it does not know sets `odd_`.
class Parser {
 public:
  Parser(std::string_view regex, const std::function<bool(std::string_view)>& known)
      : regex_(regex), known_(known) {}

  std::optional<RegexTree> Run() {
    tree_.root = ReadChoice();
    if (odd_ || at_ != regex_.size()) return std::nullopt;
    return std::move(tree_);
  }

 private:
  bool AtEnd() const { return odd_ || at_ >= regex_.size(); }
  char Peek() const { return at_ < regex_.size() ? regex_[at_] : '\0'; }
  bool Skip(std::string_view text) {
    if (!regex_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  RegexNode GiveUp() {
    odd_ = true;
    return {};
  }

  static bool OnlyPart(const RegexNode& node) { return node.parts.size() == 1; }

  RegexNode ReadChoice() {
    RegexNode choice = OfKind(Kind::kChoice);
    do choice.parts.push_back(ReadSequence());
    while (!odd_ && Skip("|"));
    return OnlyPart(choice) ? std::move(choice.parts[0]) : std::move(choice);
  }

  RegexNode ReadSequence() {
    RegexNode sequence = OfKind(Kind::kSequence);
    while (!AtEnd() && Peek() != '|' && Peek() != ')') {
      RegexNode part = ReadAtom();
      while (!AtEnd() && ReadRepeat(part)) {
      }
      Append(sequence, std::move(part));
    }
    if (sequence.parts.empty()) return {};
    return OnlyPart(sequence) ? std::move(sequence.parts[0]) : std::move(sequence);
  }

  /// Letters in a row are one part.
  static void Append(RegexNode& sequence, RegexNode part) {
    if (part.kind == Kind::kBytes && !sequence.parts.empty()) {
      RegexNode& last = sequence.parts.back();
      if (last.kind == Kind::kBytes && last.any_case == part.any_case) {
        last.bytes += part.bytes;
        return;
      }
    }
    sequence.parts.push_back(std::move(part));
  }

  bool ReadRepeat(RegexNode& part) {
    uint32_t least = 0, most = RegexNode::kUnbounded;
    if (Skip("+")) {
      least = 1;
    } else if (Skip("?")) {
      most = 1;
    } else if (!Skip("*") && !ReadCount(least, most)) {
      return false;
    }
    RegexNode repeat = OfKind(Kind::kRepeat);
    repeat.greedy = !Skip("?");
    repeat.least = least;
    repeat.most = most;
    repeat.parts.push_back(std::move(part));
    part = std::move(repeat);
    return true;
  }

  bool ReadCount(uint32_t& least, uint32_t& most) {
    const size_t close = regex_.find('}', at_);
    if (Peek() != '{' || close == regex_.npos) return false;
    const std::string_view inside = regex_.substr(at_ + 1, close - at_ - 1);
    const size_t comma = std::min(inside.find(','), inside.size());
    auto number = [](std::string_view text, uint32_t& value) {
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

  RegexNode ReadAtom() {
    if (Skip("(")) return ReadGroup();
    if (Skip("[")) return ReadClass();
    if (Skip("^")) return OfKind(Kind::kBegin);
    if (Skip("$")) return OfKind(Kind::kEnd);
    if (Skip(".")) {
      const SetHandle all = NewSet();
      uset_addRange(all.get(), 0, 0x10FFFF);
      uset_remove(all.get(), '\n');
      return SetNode(all.get(), false);
    }
    if (Peek() == '\\') return ReadEscape();
    return Letter(ReadCharacter());
  }

  RegexNode ReadGroup() {
    const bool any_case = any_case_;  // Until the group ends.
    RegexNode group;
    if (Skip("?P<")) {
      const size_t close = regex_.find('>', at_);
      if (close == regex_.npos) return GiveUp();
      tree_.names.emplace_back(tree_.groups + 1, regex_.substr(at_, close - at_));
      at_ = close + 1;
      group = Remembered();
    } else if (Skip("?")) {
      if (Skip("i")) {
        any_case_ = true;
      } else if (Skip("-i")) {
        any_case_ = false;
      }
      if (Skip(")")) return {};  // For all that follows.
      if (!Skip(":")) return GiveUp();
      const std::string_view inside = regex_.substr(at_, GroupSize());
      const bool is_long = inside.size() > kLongGroup && any_case_;
      if (is_long && known_ && inside.find("(?P<") == inside.npos && known_(inside)) {
        at_ += inside.size();
      } else {
        group = ReadChoice();
      }
      // A group of nothing but a group keeps what the inner one is known by.
      if (is_long && group.source.empty()) group.source = inside;
    } else {
      group = Remembered();
    }
    any_case_ = any_case;
    return Skip(")") ? std::move(group) : GiveUp();
  }

  /// The bytes up to the parenthesis that closes the group whose inside begins here.
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

  RegexNode Remembered() {
    RegexNode group = OfKind(Kind::kGroup);
    group.group = ++tree_.groups;
    group.parts.push_back(ReadChoice());
    return group;
  }

  RegexNode ReadEscape() {
    if (at_ + 1 >= regex_.size()) return GiveUp();
    switch (regex_[at_ + 1]) {
      case 'b':
        at_ += 2;
        return OfKind(Kind::kWordEdge);
      case 'B':
        at_ += 2;
        return OfKind(Kind::kNoWordEdge);
      case 'A':
        at_ += 2;
        return OfKind(Kind::kBegin);
      case 'z':
        at_ += 2;
        return OfKind(Kind::kEnd);
      default:
        break;
    }
    const SetHandle set = NewSet();
    if (ReadNamedSet(set.get())) return SetNode(set.get(), false);
    return Letter(ReadEscaped());
  }

  /// `\d \w \s \p{Han}` … and their opposites, added to `set`.
  bool ReadNamedSet(USet* set) {
    const char c = regex_[at_ + 1];
    const SetHandle named = NewSet();
    switch (c) {
      case 'd':
      case 'D':
        uset_addRange(named.get(), '0', '9');
        break;
      case 'w':
      case 'W':
        for (const auto& [first, last] : {std::pair('0', '9'), {'A', 'Z'}, {'a', 'z'}, {'_', '_'}})
          uset_addRange(named.get(), first, last);
        break;
      case 's':
      case 'S':
        for (const char space : {'\t', '\n', '\f', '\r', ' '}) uset_add(named.get(), space);
        break;
      case 'p':
      case 'P':
        return ReadProperty(set);
      default:
        return false;
    }
    at_ += 2;
    if (c >= 'A' && c <= 'Z') uset_complement(named.get());
    uset_addAll(set, named.get());
    return true;
  }

  bool ReadProperty(USet* set) {
    bool negated = regex_[at_ + 1] == 'P';
    at_ += 2;
    std::string name(1, Peek());
    ++at_;
    if (name == "{") {
      const size_t close = std::min(regex_.find('}', at_), regex_.size());
      name = regex_.substr(at_, close - at_);
      at_ = std::min(close + 1, regex_.size());
    }
    if (name.starts_with('^')) {
      negated = !negated;
      name.erase(0, 1);
    }
    const SetHandle named = NewSet();
    UErrorCode status = U_ZERO_ERROR;
    if (const int32_t script = u_getPropertyValueEnum(UCHAR_SCRIPT, name.c_str());
        name.size() > 2 && script != UCHAR_INVALID_CODE) {
      uset_applyIntPropertyValue(named.get(), UCHAR_SCRIPT, script, &status);
    } else if (const int32_t category = u_getPropertyValueEnum(UCHAR_GENERAL_CATEGORY_MASK, name.c_str());
               category != UCHAR_INVALID_CODE) {
      uset_applyIntPropertyValue(named.get(), UCHAR_GENERAL_CATEGORY_MASK, category, &status);
    } else {
      odd_ = true;
    }
    if (U_FAILURE(status)) odd_ = true;
    if (negated) uset_complement(named.get());
    uset_addAll(set, named.get());
    return true;
  }

  /// The character that `\.`, `\n`, `\x{3000}` … stands for; -1 for what is not known.
  UChar32 ReadEscaped() {
    const char c = regex_[at_ + 1];
    at_ += 2;
    constexpr std::string_view kNames = "afnrtv", kMeant = "\a\f\n\r\t\v";
    if (const size_t known = kNames.find(c); known != kNames.npos) return kMeant[known];
    if (c == 'x') return ReadHex();
    const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || static_cast<signed char>(c) < 0 ? -1 : c;
  }

  UChar32 ReadHex() {
    const bool braced = Skip("{");
    const size_t size = braced ? std::min(regex_.find('}', at_), regex_.size()) - at_ : 2;
    const std::string_view digits = regex_.substr(at_, size);
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return -1;
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

  RegexNode Letter(UChar32 c) {
    if (c < 0) return GiveUp();
    if (c < 0x80) {
      const bool capital = c >= 'A' && c <= 'Z';
      const bool letter = capital || (c >= 'a' && c <= 'z');
      if (!letter) return Bytes(std::string(1, static_cast<char>(c)), any_case_);
      return Bytes(std::string(1, static_cast<char>(capital && any_case_ ? c - 'A' + 'a' : c)), any_case_);
    }
    if (any_case_ && u_hasBinaryProperty(c, UCHAR_CASE_SENSITIVE)) {
      const SetHandle set = NewSet();
      uset_add(set.get(), c);
      return SetNode(set.get(), true);
    }
    return Bytes(Encoded(c), any_case_);
  }

  static RegexNode SetNode(USet* set, bool any_case) {
    if (any_case) uset_closeOver(set, USET_CASE_INSENSITIVE);
    RegexNode node = OfKind(Kind::kSet);
    node.set = FromIcu(set);
    return node;
  }

  /// `[...]`, whose `[` is read.
  RegexNode ReadClass() {
    const bool negated = Skip("^");
    // What has a name has every case already, but for letters that would bring s and k along.
    const SetHandle set = NewSet(), named = NewSet();
    for (bool first = true; !AtEnd() && (first || Peek() != ']'); first = false)
      ReadMember(set.get(), named.get());
    if (!Skip("]")) return GiveUp();
    if (any_case_) uset_closeOver(set.get(), USET_CASE_INSENSITIVE);
    uset_addAll(set.get(), named.get());
    if (negated) uset_complement(set.get());
    return SetNode(set.get(), false);
  }

  void ReadMember(USet* set, USet* named) {
    if (regex_.substr(at_).starts_with("[:")) {
      const size_t close = std::min(regex_.find(":]", at_), regex_.size());
      const auto kind = std::find_if(std::begin(kAsciiKinds), std::end(kAsciiKinds), [&](const auto& known) {
        return known.first == regex_.substr(at_ + 2, close - at_ - 2);
      });
      odd_ = odd_ || kind == std::end(kAsciiKinds);
      if (odd_) return;
      for (int c = 0; c < 0x80; ++c)
        if (kind->second(c)) uset_add(named, c);
      at_ = close + 2;
      return;
    }
    if (Peek() == '\\' && at_ + 1 < regex_.size() && ReadNamedSet(named)) return;
    const UChar32 low = ReadMemberCharacter();
    UChar32 high = low;
    if (at_ + 1 < regex_.size() && Peek() == '-' && regex_[at_ + 1] != ']') {
      ++at_;
      high = ReadMemberCharacter();
    }
    if (low < 0 || high < low) odd_ = true;
    if (!odd_) uset_addRange(set, low, high);
  }

  UChar32 ReadMemberCharacter() {
    if (Peek() != '\\') return ReadCharacter();
    return at_ + 1 < regex_.size() ? ReadEscaped() : -1;
  }

  std::string_view regex_;
  const std::function<bool(std::string_view)>& known_;
  size_t at_ = 0;
  bool any_case_ = true;
  bool odd_ = false;
  RegexTree tree_;
};

}  // namespace

std::optional<RegexTree> ParseRegex(std::string_view regex,
                                    const std::function<bool(std::string_view)>& known) {
  return Parser(regex, known).Run();
}

}  // namespace trialmine
