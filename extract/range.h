#pragma once

#include <cstdint>
#include <string_view>

namespace trialmine {

/// Bytes `begin` to `end` (half-open) of a folded text. A Span indexes the document, a Range its folded
/// reading: two types, so that one is never taken for the other.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool Contains(Range other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(Range other) const { return begin < other.end && other.begin < end; }
  std::string_view Of(std::string_view text) const { return text.substr(begin, size()); }
  friend bool operator==(const Range&, const Range&) = default;
};

}  // namespace trialmine
