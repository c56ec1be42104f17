#include "json_body.h"

#include <simdjson.h>

namespace trialmine {

struct JsonBody::Impl {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string wrong;

  /// The member, unless it is missing or null.
  std::optional<simdjson::dom::element> At(const char* key) {
    simdjson::dom::element member;
    if (root[key].get(member) || member.is_null()) return {};
    return member;
  }
  void Wrong(const char* key) {
    if (wrong.empty()) wrong = key;
  }
};

JsonBody::JsonBody(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JsonBody::~JsonBody() = default;
JsonBody::JsonBody(JsonBody&&) noexcept = default;
JsonBody& JsonBody::operator=(JsonBody&&) noexcept = default;

Result<JsonBody> JsonBody::Parse(std::string_view text) {
  auto impl = std::make_unique<Impl>();
  if (impl->parser.parse(text.data(), text.size()).get(impl->root) || !impl->root.is_object())
    return Error{"bad_input", "the body is not a JSON object"};
  return JsonBody(std::move(impl));
}

std::string JsonBody::Text(const char* key) {
  const auto member = impl_->At(key);
  std::string_view text;
  if (member && member->get(text)) impl_->Wrong(key);
  return std::string(text);
}

std::optional<int64_t> JsonBody::Number(const char* key) {
  const auto member = impl_->At(key);
  if (!member) return {};
  int64_t number = 0;
  if (member->get(number)) {
    impl_->Wrong(key);
    return {};
  }
  return number;
}

std::vector<std::string> JsonBody::Texts(const char* key) {
  std::vector<std::string> texts;
  const auto member = impl_->At(key);
  if (!member) return texts;
  simdjson::dom::array items;
  if (member->get(items)) {
    impl_->Wrong(key);
    return texts;
  }
  for (simdjson::dom::element item : items) {
    std::string_view text;
    if (item.get(text))
      impl_->Wrong(key);
    else
      texts.emplace_back(text);
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> JsonBody::Pairs(const char* key, const char* first,
                                                                 const char* second) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const auto member = impl_->At(key);
  if (!member) return pairs;
  simdjson::dom::array items;
  if (member->get(items)) {
    impl_->Wrong(key);
    return pairs;
  }
  for (simdjson::dom::element item : items) {
    std::string_view a, b;
    if (item[first].get(a) || item[second].get(b))
      impl_->Wrong(key);
    else
      pairs.emplace_back(a, b);
  }
  return pairs;
}

std::string JsonBody::Object(const char* key) {
  const auto member = impl_->At(key);
  if (!member) return {};
  if (!member->is_object()) {
    impl_->Wrong(key);
    return {};
  }
  return simdjson::minify(*member);
}

std::optional<int64_t> JsonBody::NumberIn(const char* key, const char* name) {
  const auto object = impl_->At(key);
  if (!object) return {};
  simdjson::dom::element member;
  if ((*object)[name].get(member) || member.is_null()) return {};
  int64_t number = 0;
  if (member.get(number)) {
    impl_->Wrong(key);
    return {};
  }
  return number;
}

Status JsonBody::Check() const {
  if (impl_->wrong.empty()) return {};
  return Error{"bad_input", "`" + impl_->wrong + "` has the wrong type"};
}

}  // namespace trialmine
