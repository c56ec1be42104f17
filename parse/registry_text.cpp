#include "registry_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trialmine {
namespace {

constexpr std::string_view kWideSpace = "　";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Whether a line begins an item of a list: `* Age`, `- Age`, `2. Age`, `（2）年龄`.
bool BeginsItem(std::string_view line) {
  line = TrimSpaces(line);
  for (std::string_view bullet : {"* ", "- ", "• ", "●"})
    if (line.starts_with(bullet)) return true;
  const bool bracket = line.starts_with("(") || line.starts_with("（");
  if (bracket) line.remove_prefix(line.starts_with("(") ? 1 : std::string_view("（").size());
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits == 0 || digits > 2) return false;
  line.remove_prefix(digits);
  if (line.starts_with(")") || line.starts_with("）")) return true;
  if (bracket) return false;
  // `2.5 mg` goes on with the line before.
  return line.starts_with("、") || line.starts_with("．") ||
         (line.starts_with(".") && (line.size() == 1 || line[1] < '0' || line[1] > '9'));
}

bool IsNumber(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == ','; });
}

}  // namespace

std::string_view TrimSpaces(std::string_view text) {
  while (!text.empty() &&
         (IsSpace(text.front()) || text.starts_with(kWideSpace) || text.starts_with("\xC2\xA0")))
    text.remove_prefix(IsSpace(text.front()) ? 1 : text.starts_with(kWideSpace) ? kWideSpace.size() : 2);
  while (!text.empty() && (IsSpace(text.back()) || text.ends_with(kWideSpace) || text.ends_with("\xC2\xA0")))
    text.remove_suffix(IsSpace(text.back()) ? 1 : text.ends_with(kWideSpace) ? kWideSpace.size() : 2);
  return text;
}

std::string WithoutMarkup(std::string_view value) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kMarkup{{
      {"<br>", "\n"},
      {"<br/>", "\n"},
      {"<br />", "\n"},
      {"<BR>", "\n"},
      {"<BR/>", "\n"},
      {"&lt;", "<"},
      {"&gt;", ">"},
      {"&amp;", "&"},
      {"&quot;", "\""},
      {"&apos;", "'"},
      {"&#39;", "'"},
  }};
  std::string out;
  out.reserve(value.size());
  for (size_t i = 0; i < value.size();) {
    if (value[i] != '<' && value[i] != '&') {
      out += value[i++];
      continue;
    }
    const auto found = std::find_if(kMarkup.begin(), kMarkup.end(), [&](const auto& entry) {
      return value.substr(i).starts_with(entry.first);
    });
    if (found == kMarkup.end()) {
      out += value[i++];
    } else {
      out += found->second;
      i += found->first.size();
    }
  }
  return out;
}

void AddParagraphs(std::string_view label, std::string_view field, std::string_view value, int32_t group,
                   DocumentBuilder* builder) {
  std::string paragraph;
  auto flush = [&] {
    builder->AddField(TrimSpaces(paragraph).empty() ? "" : std::exchange(label, ""), field, paragraph, group);
    paragraph.clear();
  };
  for (size_t at = 0; at < value.size();) {
    const size_t end = std::min(value.find('\n', at), value.size());
    const std::string_view line = value.substr(at, end - at);
    if (TrimSpaces(line).empty() || BeginsItem(line)) flush();
    paragraph += line;
    paragraph += '\n';
    at = end + 1;
  }
  flush();
}

std::vector<std::string_view> SplitPieces(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> pieces;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (std::string_view piece = TrimSpaces(text.substr(at, end - at)); !piece.empty())
      pieces.push_back(piece);
    at = end + 1;
  }
  return pieces;
}

void AddPieces(std::string_view label, std::string_view field, std::string_view value,
               DocumentBuilder* builder) {
  for (std::string_view piece : SplitPieces(value, ";\n"))
    builder->AddField(std::exchange(label, ""), field, piece, builder->NewGroup());
}

void AddTargetSize(std::string_view label, std::string_view value, DocumentBuilder* builder) {
  const std::vector<std::string_view> pieces = SplitPieces(value, ";\n");
  std::vector<std::pair<std::string_view, std::string_view>> groups;
  for (std::string_view piece : pieces) {
    const size_t colon = piece.rfind(':');
    if (colon == std::string_view::npos || !IsNumber(TrimSpaces(piece.substr(colon + 1)))) break;
    groups.emplace_back(TrimSpaces(piece.substr(0, colon)), TrimSpaces(piece.substr(colon + 1)));
  }
  if (groups.size() != pieces.size() || groups.empty()) {
    builder->AddField(label, "sample_size.planned", value);
    return;
  }
  if (groups.size() == 1) {
    builder->AddField(std::string(label) + " (" + std::string(groups[0].first) + ")", "sample_size.planned",
                      groups[0].second);
    return;
  }
  for (const auto& [name, size] : groups) {
    const int32_t group = builder->NewGroup();
    builder->AddField(std::exchange(label, ""), "arm.label", name, group);
    builder->AddField("", "arm.size", size, group);
  }
}

}  // namespace trialmine
