#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace trialmine {

/// Which arms or outcomes go by a name, so that none has to be compared with all before it.
class NameIndex {
 public:
  void Add(const std::vector<std::string>& keys, size_t place) {
    for (const std::string& key : keys) {
      std::vector<size_t>& places = places_[key];
      const auto at = std::lower_bound(places.begin(), places.end(), place);
      if (at == places.end() || *at != place) places.insert(at, place);
    }
  }

  /// The first that shares a key and is `right`.
  template <typename Right>
  std::optional<size_t> First(const std::vector<std::string>& keys, Right right) const {
    std::optional<size_t> first;
    for (const std::string& key : keys) {
      const auto places = places_.find(key);
      if (places == places_.end()) continue;
      const auto found = std::find_if(places->second.begin(), places->second.end(), right);
      if (found != places->second.end() && (!first || *found < *first)) first = *found;
    }
    return first;
  }
  std::optional<size_t> First(const std::vector<std::string>& keys) const {
    return First(keys, [](size_t) { return true; });
  }

 private:
  std::unordered_map<std::string, std::vector<size_t>> places_;  // In order.
};

}  // namespace trialmine
