#include "xml_record.h"

namespace trialmine {

std::string_view TrimSpace(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

void XmlRecord::Clear() {
  nodes_.clear();
  attributes_.clear();
  open_.clear();
  text_.clear();
  values_.clear();
}

void XmlRecord::StartElement(std::string_view name) {
  const auto text = static_cast<uint32_t>(text_.size());
  const auto attributes = static_cast<uint32_t>(attributes_.size());
  open_.push_back(static_cast<uint32_t>(nodes_.size()));
  nodes_.push_back({name, 0, text, text, attributes, attributes});
}

void XmlRecord::AddAttribute(std::string_view name, std::string_view value) {
  const auto begin = static_cast<uint32_t>(values_.size());
  values_ += value;
  attributes_.push_back({name, begin, static_cast<uint32_t>(values_.size())});
  nodes_.back().attributes_end = static_cast<uint32_t>(attributes_.size());
}

void XmlRecord::EndElement() {
  Node& node = nodes_[open_.back()];
  node.end = static_cast<uint32_t>(nodes_.size());
  node.text_end = static_cast<uint32_t>(text_.size());
  open_.pop_back();
}

std::string_view XmlElement::name() const {
  return record_ ? record_->nodes_[index_].name : std::string_view();
}

std::string_view XmlElement::text() const {
  if (!record_) return {};
  const XmlRecord::Node& node = record_->nodes_[index_];
  return std::string_view(record_->text_).substr(node.text_begin, node.text_end - node.text_begin);
}

std::string_view XmlElement::trimmed() const { return TrimSpace(text()); }

std::string_view XmlElement::Attribute(std::string_view name) const {
  if (!record_) return {};
  const XmlRecord::Node& node = record_->nodes_[index_];
  for (uint32_t i = node.attributes_begin; i < node.attributes_end; ++i) {
    const auto& entry = record_->attributes_[i];
    if (entry.name == name)
      return std::string_view(record_->values_)
          .substr(entry.value_begin, entry.value_end - entry.value_begin);
  }
  return {};
}

XmlElement XmlElement::Child(std::string_view name) const {
  for (XmlElement child : children())
    if (child.name() == name) return child;
  return {};
}

XmlElement XmlElement::Find(std::string_view name) const {
  if (!record_) return {};
  for (uint32_t i = index_ + 1; i < record_->nodes_[index_].end; ++i)
    if (record_->nodes_[i].name == name) return {record_, i};
  return {};
}

}  // namespace trialmine
