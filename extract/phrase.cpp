#include "phrase.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "extract/extract.h"
#include "rule.h"
#include "rule_set.h"

namespace trialmine {
namespace {

/// A phrase, and its regex from when it was first asked for.
struct Compiled {
  std::string regex;
  std::once_flag once;
  std::unique_ptr<const RE2> re2;
};

using PhraseBook = std::map<std::string, Compiled, std::less<>>;

/// The phrases of the program, which need no rules but the pieces.
PhraseBook ReadPhraseBook() {
  std::vector<RuleFile> files = BuiltInFiles();
  std::erase_if(files, [](const RuleFile& file) {
    return file.path.find("pieces/") == file.path.npos && file.path.find("phrases/") == file.path.npos;
  });
  PhraseBook book;
  if (Result<RuleTable> table = ReadRules(files); table.ok())
    for (PhraseEntry& phrase : table->phrases) book[phrase.id].regex = std::move(phrase.regex);
  return book;
}

/// Compiled when it is first asked for. Safe for many threads.
const RE2& CompiledPhrase(std::string_view id) {
  static PhraseBook book = ReadPhraseBook();
  const auto phrase = book.find(id);
  if (phrase == book.end()) {
    std::fprintf(stderr, "trialmine: no phrase is named %.*s\n", static_cast<int>(id.size()), id.data());
    std::abort();
  }
  Compiled& compiled = phrase->second;
  std::call_once(compiled.once, [&] { compiled.re2 = std::make_unique<const RE2>(compiled.regex); });
  return *compiled.re2;
}

}  // namespace

Phrase::Phrase(std::string_view id) : re2_(CompiledPhrase(id)) {}

bool PhraseMatches(const RuleExample& example) {
  re2::StringPiece match;
  const re2::StringPiece text = Piece(example.text);
  return CompiledPhrase(example.rule).Match(text, 0, text.size(), RE2::UNANCHORED, &match, 1) &&
         !match.empty();
}

}  // namespace trialmine
