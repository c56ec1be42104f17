// Where Chinese words name an arm.
#include "result_arms.h"
#include "wording.h"

namespace trialmine {
namespace {

/// The same before 组; 治疗 and 观察 only right before it ("治疗后观察组" is 观察组).
bool MayNameChinese(const Token& token, std::string_view word, bool adjacent) {
  if (token.kind != TokenKind::kText) return false;
  if (token.words == 0) return true;
  // 病例组, 患者组: those who have what the others have not.
  if (adjacent && token.Is(kPeople) && (word == "病例" || word == "患者")) return true;
  return adjacent && (token.words & (kTreat | kMeasured | kChange | kEvent | kEnrol)) != 0;
}

}  // namespace

/// "A、B、C三组": the letters before the word are arms. Returns whether there are any.
bool ArmBook::MarkLettersBefore(LinkSentence& sentence, size_t groups) {
  std::vector<Token>& tokens = sentence.tokens;
  std::vector<size_t> letters;
  for (size_t i = groups; i-- > 0;) {
    const std::string_view word = sentence.Of(tokens[i]);
    if (tokens[i].kind == TokenKind::kComma || tokens[i].Is(kAnd)) continue;
    if (tokens[i].kind != TokenKind::kText || word.size() > 3 || Called(word) == kNone) break;
    letters.push_back(i);
  }
  if (letters.size() < 2) return false;
  for (const size_t i : letters) Merge(sentence, i, i, Called(sentence.Of(tokens[i])));
  tokens[groups].words = kDeterminer;
  return true;
}

/// 治疗组Ⅰ、Ⅱ和Ⅲ: arms told apart by what stands behind the word. Returns whether the book has such.
bool ArmBook::MarkNumbered(LinkSentence& sentence, size_t first, size_t group) {
  std::vector<Token>& tokens = sentence.tokens;
  if (group + 1 >= tokens.size() || tokens[group + 1].range.begin != tokens[group].range.end) return false;
  const std::string base(
      sentence.text.substr(tokens[first].range.begin, tokens[group].range.end - tokens[first].range.begin));
  const uint32_t arm = Called(base + std::string(sentence.Of(tokens[group + 1])));
  if (arm == kNone) return false;
  Merge(sentence, first, group + 1, arm);
  for (size_t next = first + 1; next + 1 < tokens.size(); next += 2) {
    if (tokens[next].kind != TokenKind::kComma && !tokens[next].Is(kAnd)) break;
    const uint32_t other = Called(base + std::string(sentence.Of(tokens[next + 1])));
    if (other == kNone) break;
    Merge(sentence, next + 1, next + 1, other);
  }
  return true;
}

/// 瑞舒伐他汀1组: the number before the word ends a longer name. Returns whether the book has such.
bool ArmBook::MarkNameWithNumber(LinkSentence& sentence, size_t group) const {
  const std::vector<Token>& tokens = sentence.tokens;
  constexpr size_t kMostWords = 5;
  for (size_t first = group - 1; first > 0 && group - first < kMostWords; --first) {
    if (tokens[first - 1].kind != TokenKind::kText ||
        tokens[first - 1].range.end != tokens[first].range.begin)
      return false;
    const uint32_t arm = Called(sentence.text.substr(
        tokens[first - 1].range.begin, tokens[group].range.end - tokens[first - 1].range.begin));
    if (arm == kNone) continue;
    Merge(sentence, first - 1, group, arm);
    return true;
  }
  return false;
}

/// "服药后试验组", "有效率试验组": where the name begins that the book knows, behind words that date it or
/// say what was measured; 0 where the whole may be a name.
size_t ArmBook::NameBehindOthers(std::string_view label) const {
  static const Wording kOthers("arm.behind");
  for (size_t at = 1; at < label.size(); ++at) {
    if ((static_cast<unsigned char>(label[at]) & 0xC0) == 0x80) continue;
    if (Called(label.substr(at)) != kNone && kOthers.In(label.substr(0, at))) return at;
  }
  return 0;
}

void ArmBook::MarkChineseGroup(LinkSentence& sentence, size_t group) {
  std::vector<Token>& tokens = sentence.tokens;
  if (group == 0) return;
  size_t first = group;
  while (first > 0 && group - first < 4 && tokens[first].range.begin - tokens[first - 1].range.end <= 1 &&
         MayNameChinese(tokens[first - 1], sentence.Of(tokens[first - 1]), first == group))
    --first;
  if (first == group && tokens[group - 1].kind == TokenKind::kNumber) {
    if (MarkNameWithNumber(sentence, group)) return;
    // Numbers: 1组, 第2组.
    first = group - 1;
    // "5组患者": how many groups, where no group is called so.
    const bool called = first > 0 && sentence.Of(tokens[first - 1]) == "第";
    if (!called && Meant(sentence.Of(tokens[first])) == kNone) {
      Merge(sentence, first, group, kAllArms);
      return;
    }
  }
  // 的患者组: whoever, but for those of a study with controls.
  if (first + 1 == group && sentence.Of(tokens[first]) == "患者" && Called("对照组") == kNone) return;
  if (first == group || MarkNumbered(sentence, first, group)) return;
  std::string_view label =
      sentence.text.substr(tokens[first].range.begin, tokens[group].range.end - tokens[first].range.begin);
  label.remove_prefix(Called(label) == kNone ? NameBehindOthers(label) : 0);
  // 治疗后两组, VAS评分组间: a time or a measure before the word, no name.
  static const Wording kNoName("arm.no-name");
  if (label.size() > 36 || kNoName.In(label)) return;
  uint32_t arm = Meant(label);
  if (arm == kNone) arm = Add(label, false);
  const auto begin = static_cast<uint32_t>(label.data() - sentence.text.data());
  while (tokens[first].range.end <= begin) ++first;
  Merge(sentence, first, group, arm);
  tokens[first].range.begin = begin;
}

}  // namespace trialmine
