#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/result.h"

namespace trialmine {

/// One table of a TOML file, read key by key. The first thing that is wrong is kept, with its line; so is a
/// key that nobody took.
class TomlSection {
 public:
  /// `name` is for messages: `[http]`.
  TomlSection(const toml::table& table, std::string name) : table_(table), name_(std::move(name)) {}

  std::optional<std::string> Text(std::string_view key) {
    const toml::node* node = Take(key);
    if (!node) return std::nullopt;
    if (const auto* text = node->as_string()) return text->get();
    Refuse(*node, std::string(key) + " must be a text");
    return std::nullopt;
  }

  std::optional<bool> Flag(std::string_view key) {
    const toml::node* node = Take(key);
    if (!node) return std::nullopt;
    if (const auto* flag = node->as_boolean()) return flag->get();
    Refuse(*node, std::string(key) + " must be true or false");
    return std::nullopt;
  }

  std::optional<int64_t> Number(std::string_view key, int64_t least, int64_t most) {
    const toml::node* node = Take(key);
    if (!node) return std::nullopt;
    const auto* number = node->as_integer();
    if (number && number->get() >= least && number->get() <= most) return number->get();
    Refuse(*node, std::string(key) + " must be a number from " + std::to_string(least) + " to " +
                      std::to_string(most));
    return std::nullopt;
  }

  /// A text, number, flag or list of those, as texts; empty where the key is not set.
  std::vector<std::string> Texts(std::string_view key) {
    const toml::node* node = Take(key);
    std::vector<std::string> texts;
    if (!node) return texts;
    if (const toml::array* array = node->as_array()) {
      for (const toml::node& item : *array) texts.push_back(AsText(item, key));
    } else {
      texts.push_back(AsText(*node, key));
    }
    return texts;
  }

  /// A table within; null where there is none.
  const toml::table* Table(std::string_view key) {
    const toml::node* node = Take(key);
    if (node && !node->as_table()) Refuse(*node, std::string(key) + " must be a section");
    return node ? node->as_table() : nullptr;
  }

  /// The sections of one `[[key]]`.
  std::vector<const toml::table*> Tables(std::string_view key) {
    std::vector<const toml::table*> tables;
    const toml::node* node = Take(key);
    if (!node) return tables;
    if (const toml::array* array = node->as_array())
      for (const toml::node& item : *array)
        if (item.as_table()) tables.push_back(item.as_table());
    if (tables.empty()) Refuse(*node, std::string(key) + " must be written [[" + std::string(key) + "]]");
    return tables;
  }

  /// Says that the value of `key` is wrong.
  void RefuseKey(std::string_view key, const std::string& why) {
    const toml::node* node = table_.get(key);
    Refuse(node ? *node : table_, why);
  }

  /// What is wrong with the section, if anything is: also keys that were not taken.
  Status Finish() {
    for (const auto& [key, node] : table_) {
      const std::string name(key.str());
      if (!taken_.contains(name)) Refuse(node, "unknown key " + name);
    }
    return status_;
  }

  const toml::table& table() const { return table_; }
  const std::string& name() const { return name_; }

 private:
  const toml::node* Take(std::string_view key) {
    taken_.emplace(key);
    return table_.get(key);
  }

  std::string AsText(const toml::node& node, std::string_view key) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    Refuse(node, std::string(key) + " must be a text, a number, or a list of those");
    return "";
  }

  void Refuse(const toml::node& node, const std::string& why) {
    if (!status_.ok()) return;
    status_ =
        Error{"bad_input", "line " + std::to_string(node.source().begin.line) + ": " + name_ + ": " + why};
  }

  const toml::table& table_;
  std::string name_;
  std::set<std::string, std::less<>> taken_;
  Status status_;
};

}  // namespace trialmine
