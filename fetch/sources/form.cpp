#include "form.h"

#include "percent.h"

namespace trialmine {
inline namespace sources {

std::string Encode(std::string_view text) { return PercentEncode(text, "-._~"); }

std::string EncodeForm(const Parameters& parameters) {
  std::string form;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    if (!form.empty()) form += '&';
    form += name + "=" + Encode(value);
  }
  return form;
}

std::string UrlWith(std::string_view base, const Parameters& parameters) {
  const std::string form = EncodeForm(parameters);
  return std::string(base) + (form.empty() ? "" : "?" + form);
}

}  // namespace sources
}  // namespace trialmine
