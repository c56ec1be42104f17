#include "pmc_inventory.h"

#include <algorithm>
#include <memory>

#include "gzip.h"
#include "source.h"
#include "text.h"
#include "window.h"

namespace trialmine {
namespace {

constexpr uint64_t kMaxRatio = 200;
constexpr size_t kLongestLine = size_t{1} << 20;

// The fields of a line; quoted ones may hold commas and doubled quotes.
std::vector<std::string> Fields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

size_t Column(std::string_view schema, std::string_view name) {
  const std::vector<std::string_view> names = Split(schema, ',');
  const auto found =
      std::find_if(names.begin(), names.end(), [&](std::string_view each) { return Trim(each) == name; });
  return static_cast<size_t>(found - names.begin());
}

}  // namespace

Status ReadInventory(const Body& body, std::string_view schema, std::chrono::sys_days since,
                     const std::function<void(const std::string& key)>& see) {
  Result<std::unique_ptr<ByteSource>> packed = body.Open();
  if (!packed) return packed.error();
  PeekSource lines(MakeSource<InflateSource>(std::move(*packed), Packing::kGzip, kMaxRatio));
  const size_t key = Column(schema, "Key"), modified = Column(schema, "LastModifiedDate");
  while (const std::optional<std::string_view> line = lines.Line(kLongestLine)) {
    if (line->empty()) break;  // The end.
    const std::vector<std::string> fields = Fields(Trim(*line));
    if (key >= fields.size()) continue;
    const auto day = modified < fields.size() ? ToDay(fields[modified].substr(0, 10)) : std::nullopt;
    if (!day || *day >= since) see(fields[key]);
  }
  if (lines.failure()) return *lines.failure();
  if (!lines.Peek(1).empty()) return Error{"ill_formed", "it has an endless line"};
  return {};
}

std::string ArticleOfKey(std::string_view key) {
  if (key.starts_with("metadata/") && key.ends_with(".json")) {
    key.remove_prefix(9);
    key.remove_suffix(5);
  } else {
    const size_t slash = key.find('/');
    if (slash == std::string_view::npos ||
        key.substr(slash + 1) != std::string(key.substr(0, slash)) + ".xml")
      return {};
    key = key.substr(0, slash);
  }
  const size_t dot = key.find('.');
  const bool named = key.starts_with("PMC") && dot != std::string_view::npos &&
                     ToNumber(key.substr(3, dot - 3)) && ToNumber(key.substr(dot + 1));
  return named ? std::string(key) : std::string();
}

}  // namespace trialmine
