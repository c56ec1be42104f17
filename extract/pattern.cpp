#include "pattern.h"

#include <re2/set.h>

#include <algorithm>

namespace trialmine {
namespace {

constexpr int64_t kPatternMemory = int64_t{32} << 20;

RE2::Options Options(int64_t memory) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

}  // namespace

const RE2& Pattern::re() const {
  std::call_once(once_, [this] { re_ = std::make_unique<RE2>(regex_, Options(kPatternMemory)); });
  return *re_;
}

bool Pattern::MayMatch(std::string_view text) const {
  std::call_once(relaxed_once_, [this] {
    std::string relaxed = Relaxed(regex_);
    if (relaxed != regex_) relaxed_ = std::make_unique<RE2>(relaxed, Options(kPatternMemory));
  });
  return !relaxed_ || RE2::PartialMatch(Piece(text), *relaxed_);
}

bool Pattern::FoundIn(std::string_view text) const { return RE2::PartialMatch(Piece(text), re()); }

Status CheckPattern(const std::string& regex) {
  // Adding to a set parses without compiling.
  RE2::Set set(Options(kPatternMemory), RE2::UNANCHORED);
  std::string reason;
  if (set.Add(regex, &reason) < 0) return Error{"bad_input", reason};
  return {};
}

namespace {

constexpr int kSmallCount = 2;

// The size of the counted repetition `{n}`, `{n,}` or `{n,m}` at `at`, and whether n is 0 and m is large; 0
// where none stands there.
struct Count {
  size_t size = 0;
  bool from_zero = false, large = false;
};

Count CountAt(std::string_view regex, size_t at) {
  const size_t close = regex.find('}', at);
  if (close == regex.npos || close == at + 1) return {};
  const std::string_view inside = regex.substr(at + 1, close - at - 1);
  if (inside.find_first_not_of("0123456789,") != inside.npos || inside[0] == ',') return {};
  const size_t comma = inside.find(',');
  const std::string_view most = comma == inside.npos ? inside : inside.substr(comma + 1);
  const bool large = most.empty() || most.size() > 1 || most[0] - '0' > kSmallCount;
  return {close + 1 - at, inside.substr(0, comma).find_first_not_of('0') == inside.npos, large};
}

// The size of the class `[...]` at `at`.
size_t ClassSize(std::string_view regex, size_t at) {
  size_t i = at + 1;
  if (i < regex.size() && regex[i] == '^') ++i;
  if (i < regex.size() && regex[i] == ']') ++i;
  for (; i < regex.size() && regex[i] != ']'; ++i) {
    if (regex[i] == '\\') ++i;
    if (regex.substr(i, 2) == "[:") i = std::min(regex.find(":]", i), regex.size() - 2) + 1;
  }
  return std::min(i + 1, regex.size()) - at;
}

// The size of the escape at `at`: `\d`, `\p{Han}`, `\x{3000}`.
size_t EscapeSize(std::string_view regex, size_t at) {
  const bool braced = at + 2 < regex.size() && regex[at + 2] == '{' &&
                      (regex[at + 1] == 'p' || regex[at + 1] == 'P' || regex[at + 1] == 'x');
  const size_t close = braced ? regex.find('}', at) : regex.npos;
  return std::min(close == regex.npos ? at + 2 : close + 1, regex.size()) - at;
}

}  // namespace

std::string Relaxed(std::string_view regex) {
  std::string out;
  bool digits =
      false;  // The repeated atom is \d: its counts are worth keeping, and runs of digits are short.
  for (size_t i = 0; i < regex.size();) {
    size_t size = 1;
    if (regex[i] == '\\') size = EscapeSize(regex, i);
    if (regex[i] == '[') size = ClassSize(regex, i);
    const Count count = regex[i] == '{' ? CountAt(regex, i) : Count{};
    if (count.size != 0 && count.large && !digits) {
      out += count.from_zero ? '*' : '+';
      i += count.size;
      continue;
    }
    const std::string_view atom = regex.substr(i, count.size != 0 ? count.size : size);
    digits = atom == "\\d";
    out += atom;
    i += atom.size();
  }
  return out;
}

}  // namespace trialmine
