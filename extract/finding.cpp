#include "extract/finding.h"

#include <array>

namespace trialmine {
namespace {
constexpr std::array<std::string_view, 7> kNames{"registration_id", "sample_size", "arm",   "dose",
                                                 "follow_up",       "outcome",     "result"};
}  // namespace

std::string_view Name(Field field) { return kNames[static_cast<size_t>(field)]; }

std::optional<Field> FieldNamed(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Field>(i);
  return std::nullopt;
}

}  // namespace trialmine
