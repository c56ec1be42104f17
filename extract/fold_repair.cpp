#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fold_writer.h"

namespace trialmine {
namespace {

struct Edit {
  Range range;
  std::string text;
};
using Edits = std::vector<Edit>;

// What a byte may be the beginning of.
enum : uint8_t { kCross = 1, kPlus = 2, kRelation = 4, kTone = 8, kFormula = 16, kHan = 32 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (char c : {'x', 'X', '*'}) classes[static_cast<unsigned char>(c)] = kCross;
  classes[0xD0] = classes[0xD1] = kCross;                 // Cyrillic Х and х.
  for (int c = 0xC3; c <= 0xC7; ++c) classes[c] = kTone;  // U+00C0 to U+01FF.
  for (int c = 0xE4; c <= 0xE9; ++c) classes[c] = kHan;
  classes[static_cast<unsigned char>('+')] = kPlus;
  classes[static_cast<unsigned char>('<')] = classes[static_cast<unsigned char>('>')] = kRelation;
  for (char c : {'{', '$', '\\'}) classes[static_cast<unsigned char>(c)] = kFormula;
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char At(std::string_view text, size_t i) { return i < text.size() ? text[i] : '\0'; }

Range RangeOf(std::string_view text, std::string_view part) {
  const auto begin = static_cast<uint32_t>(part.data() - text.data());
  return {begin, begin + static_cast<uint32_t>(part.size())};
}

size_t CrossLength(std::string_view text, size_t i) {
  if (text[i] == 'x' || text[i] == 'X' || text[i] == '*') return 1;
  return text.substr(i, 2) == "х" || text.substr(i, 2) == "Х" ? 2 : 0;
}

// "1 x 10^6", "(4.5-6.0) x 107": a letter that multiplies.
void FindCrosses(std::string_view text, Edits& edits) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (kClasses[static_cast<unsigned char>(text[i])] != kCross) continue;
    const size_t length = CrossLength(text, i);
    if (length == 0) continue;
    size_t before = i, after = i + length;
    while (before > 0 && text[before - 1] == ' ') --before;
    while (At(text, after) == ' ') ++after;
    if (before == 0 || !IsDigit(At(text, after)) || !(IsDigit(text[before - 1]) || text[before - 1] == ')'))
      continue;
    edits.push_back({{static_cast<uint32_t>(i), static_cast<uint32_t>(i + length)}, "×"});
  }
}

void FindPlusMinus(std::string_view text, Edits& edits) {
  for (size_t i = text.find('+'); i != text.npos; i = text.find('+', i + 1)) {
    size_t end = 0;
    if (text.substr(i, 3) == "+/-") {
      end = i + 3;
    } else if (text.substr(i, 2) == "+-" &&
               (IsDigit(At(text, i + 2)) || (At(text, i + 2) == ' ' && IsDigit(At(text, i + 3))))) {
      end = i + 2;
    }
    if (end != 0) edits.push_back({{static_cast<uint32_t>(i), static_cast<uint32_t>(end)}, "±"});
  }
}

void FindRelations(std::string_view text, Edits& edits) {
  for (size_t i = text.find('='); i != text.npos; i = text.find('=', i + 1)) {
    // "<=", ">/=", "< or =".
    size_t at = i;
    for (const std::string_view joint : {" or ", "/", ""}) {
      if (i <= joint.size() || text.substr(i - joint.size(), joint.size()) != joint) continue;
      at = i - joint.size() - 1;
      break;
    }
    if (at == i || (text[at] != '<' && text[at] != '>')) continue;
    edits.push_back({{static_cast<uint32_t>(at), static_cast<uint32_t>(i + 1)}, text[at] == '<' ? "≤" : "≥"});
  }
}

// "P = 0. 01", "0. 625 mg": a line break put a space behind the decimal point.
void FindSplitDecimals(std::string_view text, Edits& edits) {
  for (size_t i = text.find("0. "); i != text.npos; i = text.find("0. ", i + 3)) {
    const bool continues = i > 0 && (IsDigit(text[i - 1]) || text[i - 1] == '.' || text[i - 1] == ',');
    if (continues || !IsDigit(At(text, i + 3))) continue;
    edits.push_back({{static_cast<uint32_t>(i + 2), static_cast<uint32_t>(i + 3)}, ""});
  }
}

// "25.0% Us 45.0%": a scanned V.
void FindVersus(std::string_view text, Edits& edits) {
  const auto value_ends = [](char c) { return IsDigit(c) || c == '%' || c == ')' || c == '$'; };
  for (size_t i = text.find("Us"); i != text.npos; i = text.find("Us", i + 2)) {
    size_t before = i, after = i + 2;
    while (before > 0 && text[before - 1] == ' ') --before;
    while (At(text, after) == ' ') ++after;
    if (before > 0 && value_ends(text[before - 1]) && (IsDigit(At(text, after)) || At(text, after) == '$'))
      edits.push_back({{static_cast<uint32_t>(i), static_cast<uint32_t>(i + 2)}, "vs"});
  }
}

// "P〈0.05": an angle bracket for a sign.
void FindAngleSigns(std::string_view text, Edits& edits) {
  for (const auto& [bracket, sign] : {std::pair{"〈", "<"}, std::pair{"〉", ">"}})
    for (size_t i = text.find(bracket); i != text.npos; i = text.find(bracket, i + 3)) {
      const size_t after = At(text, i + 3) == ' ' ? i + 4 : i + 3;
      if (i > 0 && IsDigit(At(text, after)) &&
          (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0 || text[i - 1] == ' '))
        edits.push_back({{static_cast<uint32_t>(i), static_cast<uint32_t>(i + 3)}, sign});
    }
}

// "1 060例": thousands set apart.
void FindThousands(std::string_view text, Edits& edits) {
  static const RE2 kPeople(R"((?:^|[^\d.,~-])\d{1,3}( )\d{3} ?(?:例|名|人次?|位|篇))");
  // "29.90%,401/1 341"
  static const RE2 kOf(R"(%,? ?\(?\d{1,3}(?: ?\d{3})?/\d{1,3}( )\d{3}\))");
  static const RE2 kPart(R"(%,? ?\(?\d{1,3}( )\d{3}/\d)");
  for (const RE2* pattern : {&kPeople, &kOf, &kPart}) {
    re2::StringPiece rest(text.data(), text.size()), gap;
    while (RE2::FindAndConsume(&rest, *pattern, &gap))
      edits.push_back({RangeOf(text, {gap.data(), gap.size()}), ""});
  }
}

// "36%vs.13%": the point is the word's, not the number's.
void FindVersusPoint(std::string_view text, Edits& edits) {
  for (const std::string_view word : {"vs.", "VS.", "Vs."})
    for (size_t i = text.find(word); i != text.npos; i = text.find(word, i + word.size()))
      if (IsDigit(At(text, i + word.size())) &&
          (i == 0 || !std::isalpha(static_cast<unsigned char>(text[i - 1]))))
        edits.push_back({{static_cast<uint32_t>(i), static_cast<uint32_t>(i + word.size())}, "vs "});
}

// "1×10~6/kg", "135mg/m~2", "mg·kg~(-1)": a superscript as Chinese databases print it.
void FindTildeExponents(std::string_view text, Edits& edits) {
  static const RE2 kPower(
      R"((?:(?:[×xX*] ?10|/ ?c?m)(~\d{1,2})|(?:kg|[dhmL]|min)(~\((-[12])\)))(?:[^\d.]|$))");
  if (text.find('~') == text.npos) return;
  re2::StringPiece rest(text.data(), text.size()), power, unit, negative;
  while (RE2::FindAndConsume(&rest, kPower, &power, &unit, &negative)) {
    const re2::StringPiece mark = unit.empty() ? power : unit;
    const std::string digits(unit.empty() ? mark.substr(1) : negative);
    edits.push_back({RangeOf(text, {mark.data(), mark.size()}), "^" + digits});
    rest.set(mark.data() + mark.size(),
             static_cast<size_t>(text.data() + text.size() - (mark.data() + mark.size())));
  }
}

// 介人组, 纳人: a scanned 入 in words that have no 人. "95%C1": a scanned I.
void FindScanned(std::string_view text, Edits& edits) {
  for (const std::string_view word : {"介人", "纳人", "侵人"})
    for (size_t i = text.find(word); i != text.npos; i = text.find(word, i + word.size()))
      edits.push_back({{static_cast<uint32_t>(i + 3), static_cast<uint32_t>(i + 6)}, "入"});
  // 餐后2 h血糖: one word.
  for (size_t i = text.find("餐后"); i != text.npos; i = text.find("餐后", i + 6))
    if (IsDigit(At(text, i + 6)) && text.substr(i + 7, 2) == " h")
      edits.push_back({{static_cast<uint32_t>(i + 7), static_cast<uint32_t>(i + 8)}, ""});
  for (size_t i = text.find("%C"); i != text.npos; i = text.find("%C", i + 2)) {
    const char letter = At(text, i + 2);
    // "95%CI0.08-0.48": the word stands apart from its number.
    if (letter == 'I' && IsDigit(At(text, i + 3)))
      edits.push_back({{static_cast<uint32_t>(i + 2), static_cast<uint32_t>(i + 3)}, "I "});
    if ((letter == '1' || letter == 'l') && !std::isalnum(static_cast<unsigned char>(At(text, i + 3))))
      edits.push_back({{static_cast<uint32_t>(i + 2), static_cast<uint32_t>(i + 3)}, "I"});
  }
}

// "(- 0.7, - 0.5)": a minus set apart from its number, behind a bracket or another number of the list.
void FindMinusGaps(std::string_view text, Edits& edits) {
  for (size_t i = text.find("- "); i != text.npos; i = text.find("- ", i + 2)) {
    if (!IsDigit(At(text, i + 2)) || i == 0) continue;
    const size_t before = text[i - 1] == ' ' && i > 1 ? i - 2 : i - 1;
    const char last = text[before], value = before > 0 ? text[before - 1] : '\0';
    const bool listed = (last == ',' || last == ';') && (IsDigit(value) || value == '%' || value == ')');
    if (last == '(' || last == '[' || last == '=' || listed)
      edits.push_back({{static_cast<uint32_t>(i + 1), static_cast<uint32_t>(i + 2)}, ""});
  }
}

// "mg/m(2)", "h(-1)", "L-1": a unit's exponent in brackets, or on the line.
void FindUnitExponents(std::string_view text, Edits& edits) {
  static const RE2 kUnit(
      R"(((?:/|\b)(?:kg|ml|mL|dl|dL|[lLhmds]|hr|min|day|cm|mm|g)(?:\((-?[12])\)|(-[12])\b)))");
  if (text.find("(2)") == text.npos && text.find("-1") == text.npos && text.find("-2") == text.npos) return;
  re2::StringPiece rest(text.data(), text.size()), whole, bracketed, plain;
  while (RE2::FindAndConsume(&rest, kUnit, &whole, &bracketed, &plain)) {
    const Range range = RangeOf(text, {whole.data(), whole.size()});
    const re2::StringPiece digits = bracketed.empty() ? plain : bracketed;
    const uint32_t from = RangeOf(text, {digits.data(), digits.size()}).begin - (bracketed.empty() ? 0 : 1);
    const bool after_number =
        from > 1 && range.begin > 0 &&
        (IsDigit(text[range.begin - 1]) || text[range.begin - 1] == ' ' || text[range.begin] == '/' ||
         std::ispunct(static_cast<unsigned char>(text[range.begin - 1])) != 0 ||
         static_cast<unsigned char>(text[range.begin - 1]) >= 0x80);
    if (after_number) edits.push_back({{from, range.end}, "^" + std::string(digits)});
  }
}

// "3.1%.1.9%和2.1%", "66.7%)65.0%": what a scan made of the mark between two shares.
void FindListMarks(std::string_view text, Edits& edits) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') depth = depth > 0 ? depth - 1 : -1;
    const bool lone = (c == ')' || c == ']') && depth < 0;
    if (depth < 0 || c == '\n' || text.substr(i, 3) == "。") depth = 0;
    if (!lone && c != '.') continue;
    size_t before = i, after = i + 1;
    while (before > 0 && text[before - 1] == ' ') --before;
    while (lone && At(text, after) == ' ') ++after;
    const bool next =
        IsDigit(At(text, after)) || (lone && std::isupper(static_cast<unsigned char>(At(text, after))) != 0);
    if (before > 0 && text[before - 1] == '%' && next)
      edits.push_back({{static_cast<uint32_t>(i), static_cast<uint32_t>(i + 1)}, "、"});
  }
}

// 隨機(jī)數(shù): pages that pretend to be traditional put the reading behind a character. The tone tells it
// from 组(con).
void FindPinyin(std::string_view text, Edits& edits) {
  static const RE2 reading(R"(\p{Han}(\([a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ][a-zü]{0,5}\)))");
  re2::StringPiece rest(text.data(), text.size()), part;
  while (RE2::FindAndConsume(&rest, reading, &part))
    edits.push_back({RangeOf(text, {part.data(), part.size()}), ""});
}

std::string_view Command(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kSigns{{
      {"times", "×"},
      {"pm", "±"},
      {"leq", "≤"},
      {"le", "≤"},
      {"leqslant", "≤"},
      {"geq", "≥"},
      {"ge", "≥"},
      {"geqslant", "≥"},
      {"sim", "~"},
      {"approx", "~"},
      {"simeq", "~"},
      {"thicksim", "~"},
      {"mu", "μ"},
      {"cdot", "·"},
      {"chi", "χ"},
      {"alpha", "α"},
      {"beta", "β"},
  }};
  for (const auto& [command, sign] : kSigns)
    if (command == name) return sign;
  return "";  // \mathrm, \scriptstyle, \bar: dress.
}

// A command that lost its stroke.
constexpr std::string_view kLostCommand = "scriptstyle";

// Where what belongs to a command ends: the "." of "\left.", the "{array}{rl}" of "\begin{array}{rl}".
size_t EndOfCommand(std::string_view formula, std::string_view command, size_t end) {
  const auto skip = [&](char until) {
    while (end < formula.size() && formula[end] != until) ++end;
    end += end < formula.size();
  };
  while (At(formula, end) == ' ' && (command == "left" || command == "right")) ++end;
  if ((command == "left" || command == "right") && At(formula, end) == '.') ++end;
  if (command == "begin" || command == "end") skip('}');
  if (command == "begin" && formula.substr(0, end).ends_with("y }")) skip('}');
  return end;
}

// What a formula says: commands as signs, no braces, no spaces.
std::string ReadFormula(std::string_view formula) {
  if (const size_t dress = formula.find(kLostCommand); dress < 3)
    formula.remove_prefix(dress + kLostCommand.size());
  static constexpr std::string_view kSpacing = ":,;! ";
  std::string out;
  for (size_t i = 0; i < formula.size(); ++i) {
    const char c = formula[i];
    if (c == '\\') {
      size_t end = i + 1;
      while (end < formula.size() && std::isalpha(static_cast<unsigned char>(formula[end]))) ++end;
      if (end > i + 1) {
        const std::string_view command = formula.substr(i + 1, end - i - 1);
        out += Command(command);
        i = EndOfCommand(formula, command, end) - 1;
      } else if (kSpacing.find(At(formula, end)) != kSpacing.npos) {
        i = end;  // "0 . \: 0 5", "0 . \ : 0 5"
        if (formula[i] == ' ' && kSpacing.find(At(formula, i + 1)) < 4) ++i;
      }
    } else if (c != ' ' && c != '{' && c != '}' && c != '$') {
      if (c == '%' && !out.empty() && out.back() == '^') out.pop_back();  // "9 5 ^ { \circ } \%"
      out += c;
    }
  }
  // "0.31U/mLvs0.43": the word that parts two values stands apart again.
  static const RE2 kVersus(R"(([\d%)a-zA-Z])([vV][sS]\.?)([\d(-]))");
  RE2::GlobalReplace(&out, kVersus, R"(\1 \2 \3)");
  // "P<0,05": a point that became a comma.
  static const RE2 kComma(R"(([<>=≤≥] ?0),(\d{2,4}))");
  RE2::GlobalReplace(&out, kComma, R"(\1.\2)");
  return out;
}

// "$5 and $6" is money: a formula has a command or a brace, or nothing but single characters.
bool IsFormula(std::string_view inside) {
  if (inside.find('\\') != inside.npos || inside.find('{') != inside.npos) return true;
  if (inside.find(kLostCommand) < 3) return true;
  static const RE2 spaced(R"([A-Za-z]|[<>=].*| ?(?:(?:\S|\d{1,4}) +)+\S? ?)");
  return RE2::FullMatch(re2::StringPiece(inside.data(), inside.size()), spaced);
}

void FindFormulas(std::string_view text, Edits& edits) {
  static const RE2 dollars(R"(\$([^$]{1,400})\$)");
  static const RE2 bare(
      R"(((?:\d(?: [\d.,])* |\b\pL )?(?:[\^_] ?)?\{ (?:[^{} ]{1,3} )+\}(?: ?[\^_] ?\{ (?:[^{} ]{1,3} )+\})*(?: [\d.,%](?: [\d.,%])*)?))");
  re2::StringPiece rest(text.data(), text.size()), part;
  while (RE2::FindAndConsume(&rest, dollars, &part)) {
    std::string_view inside(part.data(), part.size());
    if (IsFormula(inside)) {
      Range range = RangeOf(text, inside);
      edits.push_back({{range.begin - 1, range.end + 1}, ReadFormula(inside)});
    } else {
      rest.set(part.data() + part.size(),
               static_cast<size_t>(text.data() + text.size() - (part.data() + part.size())));
    }
  }
  static const RE2 brackets(R"(\\\(([^$]{1,200}?)\\\))");
  rest = re2::StringPiece(text.data(), text.size());
  while (RE2::FindAndConsume(&rest, brackets, &part)) {
    const std::string_view inside(part.data(), part.size());
    const Range range = RangeOf(text, inside);
    if (IsFormula(inside)) edits.push_back({{range.begin - 2, range.end + 2}, ReadFormula(inside)});
  }
  rest = re2::StringPiece(text.data(), text.size());
  while (RE2::FindAndConsume(&rest, bare, &part)) {
    std::string_view formula(part.data(), part.size());
    edits.push_back({RangeOf(text, formula), ReadFormula(formula)});
  }
}

Folded Apply(const Folded& folded, Edits edits, Folded out) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return a.range.begin != b.range.begin ? a.range.begin < b.range.begin : a.range.end > b.range.end;
  });
  FoldWriter writer(out);
  uint32_t at = 0;
  for (const Edit& edit : edits) {
    if (edit.range.begin < at) continue;
    writer.Append(folded, {at, edit.range.begin});
    const Span source = folded.Source(edit.range);
    writer.Replace(edit.text, source.begin, source.end);
    at = edit.range.end;
  }
  writer.Append(folded, {at, static_cast<uint32_t>(folded.text().size())});
  return out;
}

}  // namespace

Folded Repair(Folded folded) {
  const std::string_view text = folded.text();
  uint8_t seen = 0;
  for (char c : text) seen |= kClasses[static_cast<unsigned char>(c)];
  Edits edits;
  FindSplitDecimals(text, edits);
  FindUnitExponents(text, edits);
  FindMinusGaps(text, edits);
  FindVersus(text, edits);
  FindVersusPoint(text, edits);
  FindTildeExponents(text, edits);
  FindScanned(text, edits);
  FindAngleSigns(text, edits);
  if (seen & kHan) {
    FindThousands(text, edits);
    if (text.find('%') != text.npos) FindListMarks(text, edits);
  }
  if (seen & kCross) FindCrosses(text, edits);
  if (seen & kPlus) FindPlusMinus(text, edits);
  if (seen & kRelation) FindRelations(text, edits);
  if (seen & kTone) FindPinyin(text, edits);
  if (seen & kFormula) FindFormulas(text, edits);
  if (edits.empty()) return folded;
  return Apply(folded, std::move(edits), Folded(""));
}

}  // namespace trialmine
