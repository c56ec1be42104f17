#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace trialmine {
inline namespace sources {

/// What a task remembers: short texts by name, kept in Task::state as a JSON object.
class State {
 public:
  State() = default;
  /// Empty where `json` is not what Text() gives.
  explicit State(std::string_view json);

  State& Set(std::string_view name, std::string_view value);
  State& Set(std::string_view name, int64_t value) { return Set(name, std::to_string(value)); }
  std::string Get(std::string_view name, std::string_view otherwise = {}) const;
  int64_t Number(std::string_view name, int64_t otherwise = 0) const;

  std::string Text() const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace sources
}  // namespace trialmine
