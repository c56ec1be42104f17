#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {
inline namespace sources {

std::string_view Trim(std::string_view text);
/// ASCII letters in lower case.
std::string Lower(std::string_view text);
bool Contains(std::string_view text, std::string_view part);
/// As Contains, ASCII letters of any case. REQUIRES: part is in lower case.
bool ContainsWord(std::string_view text, std::string_view part);
std::vector<std::string_view> Split(std::string_view text, char separator);
/// The lines of a text, trimmed, without empty ones and without a byte order mark.
std::vector<std::string> Lines(std::string_view text);
/// A whole number, nothing else around it.
std::optional<int64_t> ToNumber(std::string_view text);
/// The first words of a foreign text, on one line, for a message.
std::string Excerpt(std::string_view text);
/// Eight hex digits that tell two texts apart.
std::string Fingerprint(std::string_view text);

}  // namespace sources
}  // namespace trialmine
