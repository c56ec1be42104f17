#include "pieces.h"

#include <algorithm>

namespace trialmine {
namespace {

bool IsNameByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

struct Use {
  std::string_view name, slot;
  size_t size = 0;  // Of `{name:slot}`; 0 where none begins here.
};

Use UseAt(std::string_view pattern, size_t at) {
  const size_t close = pattern.find('}', at);
  if (close == pattern.npos) return {};
  std::string_view inside = pattern.substr(at + 1, close - at - 1);
  const size_t colon = inside.find(':');
  Use use{inside.substr(0, colon), colon == inside.npos ? "" : inside.substr(colon + 1), close + 1 - at};
  if (!IsPieceName(use.name) || (colon != inside.npos && !IsPieceName(use.slot))) return {};
  return use;
}

}  // namespace

std::string JoinLines(std::string_view pattern) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '\n' && pattern[i] != '\r') {
      out += pattern[i];
      continue;
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
    while (i + 1 < pattern.size() &&
           std::string_view(" \t\r\n").find(pattern[i + 1]) != std::string_view::npos)
      ++i;
  }
  while (!out.empty() && pattern.find('\n') != pattern.npos && out.back() == ' ') out.pop_back();
  return out;
}

bool IsPieceName(std::string_view name) {
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), IsNameByte);
}

Result<std::string> Pieces::Expand(std::string_view pattern) const {
  std::set<std::string_view> open;
  return Expand(JoinLines(pattern), open);
}

Result<std::string> Pieces::Expand(std::string_view pattern, std::set<std::string_view>& open) const {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      const char escaped = pattern[i + 1];
      out += c;
      out += escaped;
      ++i;
      const bool braced = (escaped == 'p' || escaped == 'P' || escaped == 'x') && i + 1 < pattern.size() &&
                          pattern[i + 1] == '{';
      if (!braced) continue;
      const size_t close = std::min(pattern.find('}', i), pattern.size() - 1);
      out += pattern.substr(i + 1, close - i);
      i = close;
      continue;
    }
    const Use use = c == '{' ? UseAt(pattern, i) : Use{};
    if (use.size == 0) {
      out += c;
      continue;
    }
    auto piece = pieces_.find(use.name);
    if (piece == pieces_.end())
      return Error{"bad_input", "no piece is named {" + std::string(use.name) + "}"};
    if (!open.insert(piece->first).second)
      return Error{"bad_input", "piece {" + std::string(use.name) + "} uses itself"};
    Result<std::string> inner = Expand(JoinLines(piece->second), open);
    if (!inner) return inner;
    open.erase(piece->first);
    out += use.slot.empty() ? "(?:" : "(?P<" + std::string(use.slot) + ">";
    out += *inner + ")";
    i += use.size - 1;
  }
  return out;
}

}  // namespace trialmine
