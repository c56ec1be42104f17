#include "wording.h"

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

/// A wording, and its regex from when it was first asked for.
struct Compiled {
  std::string regex;
  std::once_flag once;
  std::unique_ptr<const RE2> re2;
};

using WordingBook = std::map<std::string, Compiled, std::less<>>;

/// The wordings of the program, which need no rules but the pieces.
WordingBook ReadWordingBook() {
  std::vector<RuleFile> files = BuiltInFiles();
  std::erase_if(files, [](const RuleFile& file) {
    return file.path.find("pieces/") == file.path.npos && file.path.find("wordings/") == file.path.npos;
  });
  WordingBook book;
  if (Result<RuleTable> table = ReadRules(files); table.ok())
    for (WordingEntry& wording : table->wordings) book[wording.id].regex = std::move(wording.regex);
  return book;
}

/// Compiled when it is first asked for. Safe for many threads.
const RE2& CompiledWording(std::string_view id) {
  static WordingBook book = ReadWordingBook();
  const auto wording = book.find(id);
  if (wording == book.end()) {
    std::fprintf(stderr, "trialmine: no wording is named %.*s\n", static_cast<int>(id.size()), id.data());
    std::abort();
  }
  Compiled& compiled = wording->second;
  std::call_once(compiled.once, [&] { compiled.re2 = std::make_unique<const RE2>(compiled.regex); });
  return *compiled.re2;
}

}  // namespace

Wording::Wording(std::string_view id) : re2_(CompiledWording(id)) {}

bool WordingMatches(const RuleExample& example) {
  re2::StringPiece match;
  const re2::StringPiece text = Piece(example.text);
  return CompiledWording(example.rule).Match(text, 0, text.size(), RE2::UNANCHORED, &match, 1) &&
         !match.empty();
}

}  // namespace trialmine
