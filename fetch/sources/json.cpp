#include "json.h"

#include <simdjson.h>

#include <bit>
#include <cctype>

#include "digest.h"
#include "state.h"
#include "text.h"

namespace trialmine {
inline namespace sources {
namespace {

using Element = simdjson::dom::element;
using Place = std::array<uint64_t, 2>;
static_assert(sizeof(Element) == sizeof(Place));

Element At(const Place& place) { return std::bit_cast<Element>(place); }
Place PlaceOf(Element element) { return std::bit_cast<Place>(element); }

// The four digits of `\uXXXX` at `at`, or nothing.
std::optional<unsigned> Escape(std::string_view json, size_t at) {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return std::nullopt;
  unsigned code = 0;
  for (const char digit : json.substr(at + 2, 4)) {
    if (!std::isxdigit(static_cast<unsigned char>(digit))) return std::nullopt;
    code = code * 16 + static_cast<unsigned>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
  }
  return code;
}

void RepairSurrogates(std::string* json) {
  for (size_t at = 0; (at = json->find('\\', at)) != std::string::npos;) {
    const std::optional<unsigned> code = Escape(*json, at);
    if (!code || *code < 0xD800 || *code > 0xDFFF) {
      at += 2;
      continue;
    }
    const std::optional<unsigned> next = Escape(*json, at + 6);
    const bool pair = *code < 0xDC00 && next && *next >= 0xDC00 && *next <= 0xDFFF;
    if (!pair) json->replace(at, 6, "\\ufffd");
    at += pair ? 12 : 6;
  }
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (json += '\\') += c;
    } else if (byte < 0x20) {
      json += "\\u00" + HexDigits(byte);
    } else {
      json += c;
    }
  }
  return json + '"';
}

struct Json::Text {
  simdjson::dom::parser parser;
};

std::optional<Json> Json::Parse(std::string text) {
  auto owner = std::make_shared<Text>();
  simdjson::dom::element root;
  if (owner->parser.parse(text).get(root) != simdjson::SUCCESS) {
    RepairSurrogates(&text);
    if (owner->parser.parse(text).get(root) != simdjson::SUCCESS) return std::nullopt;
  }
  Json json;
  json.text_ = std::move(owner);
  json.at_ = PlaceOf(root);
  return json;
}

bool Json::is_object() const { return text_ && At(at_).is_object(); }

bool Json::is_array() const { return text_ && At(at_).is_array(); }

Json Json::operator[](std::string_view key) const {
  Element value;
  if (!is_object() || At(at_).at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return {};
  Json member;
  member.text_ = text_;
  member.at_ = PlaceOf(value);
  return member;
}

std::string Json::text() const {
  if (!text_ || is_object() || is_array()) return {};
  std::string_view string;
  if (At(at_).get(string) == simdjson::SUCCESS) return std::string(string);
  return simdjson::minify(At(at_));
}

std::optional<int64_t> Json::number() const { return ToNumber(text()); }

size_t Json::size() const {
  simdjson::dom::array array;
  return text_ && At(at_).get(array) == simdjson::SUCCESS ? array.size() : 0;
}

void Json::Each(const std::function<void(const Json&)>& see) const {
  simdjson::dom::array array;
  if (!text_ || At(at_).get(array) != simdjson::SUCCESS) return;
  for (const Element element : array) {
    Json value;
    value.text_ = text_;
    value.at_ = PlaceOf(element);
    see(value);
  }
}

void Json::EachMember(const std::function<void(std::string_view, const Json&)>& see) const {
  simdjson::dom::object object;
  if (!text_ || At(at_).get(object) != simdjson::SUCCESS) return;
  for (const auto& [key, element] : object) {
    Json value;
    value.text_ = text_;
    value.at_ = PlaceOf(element);
    see(key, value);
  }
}

State::State(std::string_view json) {
  const std::optional<Json> parsed = Json::Parse(std::string(json));
  if (!parsed) return;
  parsed->EachMember([&](std::string_view name, const Json& value) { Set(name, value.text()); });
}

State& State::Set(std::string_view name, std::string_view value) {
  values_[std::string(name)] = value;
  return *this;
}

std::string State::Get(std::string_view name, std::string_view otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string(otherwise) : found->second;
}

int64_t State::Number(std::string_view name, int64_t otherwise) const {
  return ToNumber(Get(name)).value_or(otherwise);
}

std::string State::Text() const {
  std::string json = "{";
  for (const auto& [name, value] : values_) {
    if (json.size() > 1) json += ',';
    json += JsonString(name) + ":" + JsonString(value);
  }
  return json + "}";
}

}  // namespace sources
}  // namespace trialmine
