#pragma once

#include "json_writer.h"
#include "normalize/members.h"

namespace trialmine {

/// Writes members by their types: those that state nothing are left out, plain numbers never.
class MemberWriter {
 public:
  explicit MemberWriter(JsonWriter& json) : json_(json) {}

  void operator()(std::string_view key, double number) {
    json_.Key(key);
    json_.Number(number);
  }
  void operator()(std::string_view key, int64_t number) {
    json_.Key(key);
    json_.Integer(number);
  }
  void operator()(std::string_view key, bool mark) { json_.Mark(key, mark); }
  void operator()(std::string_view key, const std::string& text) { json_.Member(key, text); }
  void operator()(std::string_view key, const std::optional<double>& number) { json_.Member(key, number); }
  void operator()(std::string_view key, const std::optional<int64_t>& number) { json_.Member(key, number); }
  void operator()(std::string_view key, const std::optional<Quantity>& quantity) {
    if (!quantity) return;
    json_.Key(key);
    json_.BeginObject();
    VisitMembers(*quantity, *this);
    json_.EndObject();
  }
  void operator()(std::string_view key, const std::vector<std::string>& texts) {
    if (!texts.empty()) json_.Strings(key, texts);
  }

 private:
  JsonWriter& json_;
};

/// The members of a value, into an object that is open.
template <typename T>
void WriteMembers(JsonWriter& json, const T& value) {
  VisitMembers(value, MemberWriter(json));
}

}  // namespace trialmine
