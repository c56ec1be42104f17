#include "result_hints.h"

#include "result_words.h"
#include "word_finder.h"

namespace trialmine {
namespace {

void Add(WordFinder& finder, std::string_view word, Hint hint) {
  std::string read = WordFinder::Read(word);
  // A letter or two are a word only where they stand alone.
  if (read.size() <= 2) read = WordFinder::kEdge + read + WordFinder::kEdge;
  finder.Add(read, hint);
}

const WordFinder& Finder() {
  static const WordFinder kFinder = [] {
    WordFinder finder;
    for (const std::string& word : WordsOf(kGroup)) Add(finder, word, kSpeaksOfGroups);
    for (const std::string_view word : {"group", "arm", "controls", "组"}) Add(finder, word, kSpeaksOfGroups);
    for (const std::string& word : WordsOf(kCompare | kChange | kChangeNoun | kVerdict))
      Add(finder, word, kJudges);
    finder.Build();
    return finder;
  }();
  return kFinder;
}

}  // namespace

uint32_t HintsIn(std::string_view sentence) {
  uint32_t hints = 0;
  static thread_local WordFinder::Memory memory;
  Finder().Scan(sentence, memory, [&hints](uint32_t hint, Range) { hints |= hint; });
  return hints;
}

}  // namespace trialmine
