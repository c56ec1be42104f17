#include "normalize/value.h"

#include "value_json.h"

namespace trialmine {

std::string ToJson(const Value& value) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  std::visit([&](const auto& typed) { WriteMembers(json, typed); }, value);
  json.EndObject();
  return out;
}

}  // namespace trialmine
