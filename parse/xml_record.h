#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

class XmlRecord;

/// One element of an XmlRecord, or none. A copy is two words; valid as long as the record is unchanged.
/// Every question to no element is answered with nothing, so that paths can be written as chains.
class XmlElement {
 public:
  XmlElement() = default;
  XmlElement(const XmlRecord* record, uint32_t index) : record_(record), index_(index) {}

  explicit operator bool() const { return record_ != nullptr; }
  /// Without prefix.
  std::string_view name() const;
  /// All text below the element, in document order, as it stands in the source.
  std::string_view text() const;
  /// text() without white space at its ends.
  std::string_view trimmed() const;
  /// Value of the attribute of this name (without prefix), or empty.
  std::string_view Attribute(std::string_view name) const;
  /// The first child of this name, or none.
  XmlElement Child(std::string_view name) const;
  /// The first element of this name anywhere below, or none.
  XmlElement Find(std::string_view name) const;

  class Iterator;
  class Range;
  /// Child elements in order.
  Range children() const;

  /// Calls `text(std::string_view)` and `element(XmlElement)` for the pieces of mixed content, in order.
  template <typename OnText, typename OnElement>
  void VisitContent(OnText text, OnElement element) const;

 private:
  friend class Iterator;
  const XmlRecord* record_ = nullptr;
  uint32_t index_ = 0;
};

/// One record of an XML response as a flat tree: elements in document order, and all their text in one
/// string, so that the text of any element is a slice. Filled by the stream and reused for the next record.
class XmlRecord {
 public:
  void Clear();
  /// `name` must outlive the record's content.
  void StartElement(std::string_view name);
  void AddAttribute(std::string_view name, std::string_view value);
  void AddText(std::string_view text) { text_ += text; }
  void EndElement();

  XmlElement root() const { return nodes_.empty() ? XmlElement() : XmlElement(this, 0); }

 private:
  friend class XmlElement;
  struct Node {
    std::string_view name;
    uint32_t end;  ///< Index after its last descendant.
    uint32_t text_begin, text_end;
    uint32_t attributes_begin, attributes_end;
  };
  struct AttributeEntry {
    std::string_view name;
    uint32_t value_begin, value_end;
  };

  std::vector<Node> nodes_;
  std::vector<AttributeEntry> attributes_;
  std::vector<uint32_t> open_;
  std::string text_;
  std::string values_;
};

class XmlElement::Iterator {
 public:
  using value_type = XmlElement;
  using difference_type = std::ptrdiff_t;
  Iterator() = default;
  Iterator(const XmlRecord* record, uint32_t index) : element_(record, index) {}
  XmlElement operator*() const { return element_; }
  Iterator& operator++();
  Iterator operator++(int) {
    Iterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const Iterator& other) const { return element_.index_ == other.element_.index_; }

 private:
  XmlElement element_;
};

class XmlElement::Range {
 public:
  Range(Iterator begin, Iterator end) : begin_(begin), end_(end) {}
  Iterator begin() const { return begin_; }
  Iterator end() const { return end_; }

 private:
  Iterator begin_, end_;
};

inline XmlElement::Iterator& XmlElement::Iterator::operator++() {
  element_.index_ = element_.record_->nodes_[element_.index_].end;
  return *this;
}

inline XmlElement::Range XmlElement::children() const {
  if (!record_) return {Iterator(), Iterator()};
  return {Iterator(record_, index_ + 1), Iterator(record_, record_->nodes_[index_].end)};
}

template <typename OnText, typename OnElement>
void XmlElement::VisitContent(OnText text, OnElement element) const {
  if (!record_) return;
  const std::string_view all = record_->text_;
  const XmlRecord::Node& node = record_->nodes_[index_];
  uint32_t at = node.text_begin;
  for (XmlElement child : children()) {
    const XmlRecord::Node& inner = record_->nodes_[child.index_];
    if (inner.text_begin > at) text(all.substr(at, inner.text_begin - at));
    element(child);
    at = inner.text_end;
  }
  if (node.text_end > at) text(all.substr(at, node.text_end - at));
}

/// `text` without ASCII white space at its ends.
std::string_view TrimSpace(std::string_view text);

}  // namespace trialmine
