#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "fetch/robots.h"
#include "http_message.h"
#include "percent.h"

namespace trialmine {
namespace {

using namespace std::string_view_literals;

constexpr std::chrono::milliseconds kLongestDelay = std::chrono::hours(24);

void AppendUtf8(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

/// A lone surrogate is U+FFFD, an odd last byte nothing.
std::string FromUtf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](size_t at) {
    const uint32_t first = static_cast<unsigned char>(bytes[at]);
    const uint32_t second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  std::string text;
  for (size_t at = 0; at + 1 < bytes.size(); at += 2) {
    uint32_t c = unit(at);
    if (c >= 0xd800 && c < 0xe000) {
      const uint32_t low = at + 3 < bytes.size() ? unit(at + 2) : 0;
      const bool pair = c < 0xdc00 && low >= 0xdc00 && low < 0xe000;
      c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
      if (pair) at += 2;
    }
    AppendUtf8(text, c);
  }
  return text;
}

/// The text as UTF-8 without its byte order mark, which is at times cut short.
std::string ToUtf8(std::string_view text) {
  if (text.starts_with("\xff\xfe"sv)) return FromUtf16(text.substr(2), false);
  if (text.starts_with("\xfe\xff"sv)) return FromUtf16(text.substr(2), true);
  for (std::string_view mark : {"\xef\xbb\xbf"sv, "\xef\xbb"sv, "\xef"sv}) {
    if (text.starts_with(mark)) return std::string(text.substr(mark.size()));
  }
  return std::string(text);
}

/// The leading token of a User-agent line or header, `*` for everybody.
std::string_view ProductToken(std::string_view value) {
  if (value.starts_with('*') && (value.size() == 1 || value[1] == ' ' || value[1] == '\t')) return "*";
  size_t end = 0;
  while (end < value.size()) {
    const char c = value[end];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-')) break;
    ++end;
  }
  return value.substr(0, end);
}

struct Line {
  std::string_view key, value;
};

/// `key: value # comment`. Without a colon, the only white space between two words stands for it.
Line ReadLine(std::string_view line) {
  line = TrimHttpSpace(line.substr(0, line.find('#')));
  size_t mark = line.find(':');
  if (mark == std::string_view::npos) {
    mark = line.find_first_of(" \t");
    if (mark == std::string_view::npos) return {};
    if (TrimHttpSpace(line.substr(mark)).find_first_of(" \t") != std::string_view::npos) return {};
  }
  return {TrimHttpSpace(line.substr(0, mark)), TrimHttpSpace(line.substr(mark + 1))};
}

}  // namespace

/// Goes through the lines once. Rules of the product's groups and of everybody's are collected apart, for
/// only the end tells which hold.
class RobotsParser {
 public:
  explicit RobotsParser(std::string_view product) : product_(ProductToken(product)) {}

  Robots Read(std::string_view text) {
    while (!text.empty()) {
      const size_t end = std::min(text.find_first_of("\r\n"), text.size());
      Take(ReadLine(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    Robots robots = std::move(product_seen_ ? own_ : everybodys_);
    robots.sitemaps_ = std::move(sitemaps_);
    return robots;
  }

 private:
  void Take(const Line& line) {
    if (SameHttpToken(line.key, "user-agent")) {
      TakeAgent(ProductToken(line.value));
    } else if (SameHttpToken(line.key, "allow")) {
      TakeRule(true, line.value);
    } else if (SameHttpToken(line.key, "disallow")) {
      TakeRule(false, line.value);
    } else if (SameHttpToken(line.key, "crawl-delay")) {
      TakeDelay(line.value);
    } else if (SameHttpToken(line.key, "sitemap")) {
      if (!line.value.empty() && known_sitemaps_.insert(line.value).second)
        sitemaps_.emplace_back(line.value);
    }
  }

  /// Agents that follow one another share a group; the first after a rule begins a new one.
  void TakeAgent(std::string_view token) {
    if (group_has_rules_) in_own_ = in_everybodys_ = false;
    group_has_rules_ = false;
    if (token == "*") in_everybodys_ = true;
    if (!token.empty() && SameHttpToken(token, product_)) in_own_ = product_seen_ = true;
  }

  void TakeRule(bool allow, std::string_view value) {
    group_has_rules_ = true;
    if (value.empty() || !(in_own_ || in_everybodys_)) return;
    Robots::Rule rule{allow, NormalizeEscapes(value), {}};
    if (std::string decoded = DecodeUnreserved(rule.pattern); decoded != rule.pattern)
      rule.decoded = std::move(decoded);
    if (in_own_) own_.rules_.push_back(rule);
    if (in_everybodys_) everybodys_.rules_.push_back(std::move(rule));
  }

  /// Holds for the agents named so far in the group; the longest of several.
  void TakeDelay(std::string_view value) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc() || !(seconds >= 0)) return;
    const double longest = std::chrono::duration<double>(kLongestDelay).count();
    const std::chrono::milliseconds delay(std::llround(std::min(seconds, longest) * 1000));
    if (in_own_) own_.crawl_delay_ = std::max(own_.crawl_delay_.value_or(delay), delay);
    if (in_everybodys_) everybodys_.crawl_delay_ = std::max(everybodys_.crawl_delay_.value_or(delay), delay);
  }

  std::string_view product_;
  Robots own_, everybodys_;
  std::vector<std::string> sitemaps_;
  std::set<std::string_view> known_sitemaps_;
  bool product_seen_ = false;
  bool in_own_ = false, in_everybodys_ = false;
  bool group_has_rules_ = false;
};

Robots Robots::Parse(std::string_view text, std::string_view product) {
  return RobotsParser(product).Read(ToUtf8(text.substr(0, kMaxRobots)));
}

}  // namespace trialmine
