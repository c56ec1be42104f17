#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// What two English names of one outcome have in common: the words that say what is measured, with the
/// document's short names read out.
class OutcomeCores {
 public:
  /// Learns the short names that `text` explains: "forced vital capacity (FVC)".
  explicit OutcomeCores(std::string_view text);

  /// The words of a name in lower case, sorted, each once, without "mean", "score", "level". Empty where
  /// nothing else is left.
  std::vector<std::string> Of(std::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> long_names_;
};

/// Whether a name says no more than another, both as OutcomeCores reads them: "∆ LVEF" beside "left
/// ventricular ejection fraction at 6 months".
bool SaysNoMore(const std::vector<std::string>& name, const std::vector<std::string>& other);

}  // namespace trialmine
