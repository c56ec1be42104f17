#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a body is by its first bytes, whatever its headers say.

namespace trialmine {

/// Bytes of a body that are looked at. No challenge page is as long.
inline constexpr size_t kSniffed = size_t{64} << 10;

/// `xml` `html` `json` `csv` `text` `gzip` `zip` `pdf` `binary`, or `empty`. XHTML is `html`. CSV and text
/// are told apart by the declared type alone.
std::string_view SniffContent(std::string_view prefix, std::string_view media_type);

/// Whether a caller that takes `accept` can use it. An empty body fits all: that it is empty is for the
/// source to judge.
bool Fits(std::string_view content, const std::vector<std::string>& accept);

/// Which challenge or block page this is (`Aliyun WAF block page`); nothing where it is none. Firewalls put
/// their scripts into pages of content as well, so most marks count only on a page with next to nothing to
/// read. `prefix` is the first kSniffed bytes.
std::optional<std::string_view> FindChallenge(int status, std::string_view prefix);

}  // namespace trialmine
