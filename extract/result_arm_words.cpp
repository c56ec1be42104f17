#include "result_arm_words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "wording.h"

namespace trialmine {
namespace {

void Drop(std::string& text, std::string_view word, bool front) {
  if (front ? text.starts_with(word) : text.ends_with(word))
    text.erase(front ? 0 : text.size() - word.size(), word.size());
  while (!text.empty() && text.back() == ' ') text.pop_back();
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
}

}  // namespace

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool IsWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string Stem(std::string_view label) {
  std::string stem = Lower(label);
  for (const std::string_view word : {"the "}) Drop(stem, word, true);
  for (const std::string_view word : {" groups", " group", "-group", " arms", " arm", "-arm", " patients",
                                      " cohort", "组", " alone", " only", " regimen", " protocol"})
    Drop(stem, word, false);
  for (const std::string_view word : {"group ", "arm ", "groups ", "cohort "}) Drop(stem, word, true);
  return stem;
}

bool NeedsGroup(std::string_view stem) {
  // 治疗, 观察, 联合护理: words of any report. 安慰剂, 栓塞治疗: only that arm's.
  static const Wording kChinese("arm.needs-group");
  if (static_cast<unsigned char>(stem.empty() ? 0 : stem[0]) >= 0xE4 && kChinese.In(stem)) return true;
  static constexpr std::array<std::string_view, 22> kWords{
      "control",    "treatment", "intervention", "study", "experimental", "case",    "early",    "late",
      "test",       "active",    "standard",     "usual", "high",         "low",     "exercise", "training",
      "comparison", "treated",   "surgery",      "diet",  "conventional", "combined"};
  return stem.size() <= 1 || std::find(kWords.begin(), kWords.end(), stem) != kWords.end() ||
         std::all_of(stem.begin(), stem.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == 'i'; });
}

std::vector<size_t> WordsIn(std::string_view text, std::string_view word) {
  std::vector<size_t> places;
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size())) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordByte(text[at - 1]) || !IsWordByte(word.front());
    const bool ends = end == text.size() || !IsWordByte(text[end]) || !IsWordByte(word.back());
    if (begins && ends) places.push_back(at);
  }
  return places;
}

}  // namespace trialmine
