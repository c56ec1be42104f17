#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/response.h"

namespace trialmine {
inline namespace sources {

/// An element as a reader meets it.
struct XmlTag {
  std::string_view name;    ///< Without its prefix.
  std::string_view parent;  ///< Of the element around it; empty for the root.
  int depth = 0;            ///< 0 for the root.
  std::map<std::string, std::string, std::less<>> attributes;
};

/// Reads XML as a stream: no network, no entities, no document type. `open` is told of each element as it
/// begins, `close` of each as it ends, with the text that stood directly in it. `ill_formed`, `truncated` or
/// the body's error, after what was readable.
Status ReadXml(const Body& body, const std::function<void(const XmlTag&)>& open,
               const std::function<void(const XmlTag&, std::string_view)>& close = {});

/// A small answer, kept whole.
struct XmlNode {
  std::string name;
  std::string text;  ///< Directly in it, trimmed.
  std::map<std::string, std::string, std::less<>> attributes;
  std::vector<XmlNode> children;

  /// The first child of that name; null where there is none.
  const XmlNode* Child(std::string_view child) const;
  /// The text of that child; empty where there is none.
  std::string_view Text(std::string_view child) const;
  std::string_view Attribute(std::string_view attribute) const;
};
/// The root of a small XML text; `too_big` beyond a million elements.
Result<XmlNode> ParseXml(const Body& body);

}  // namespace sources
}  // namespace trialmine
