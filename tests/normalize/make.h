#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "extract/finding.h"
#include "normalize/trial.h"
#include "parse/document.h"

namespace trialmine {

using Words = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A document of one paragraph.
inline Document MakeDocument(std::string text, std::string id = "pmid:1") {
  Document document;
  document.id = std::move(id);
  document.text = std::move(text);
  Block block;
  block.span = {0, static_cast<uint32_t>(document.text.size())};
  document.blocks.push_back(block);
  return document;
}

/// A finding of `quote` in the document, whose slots are words of the text where they stand in it and
/// constants otherwise.
inline Finding MakeFinding(const Document& document, Field field, std::string_view quote, Words slots) {
  Finding finding;
  finding.field = field;
  finding.rule = "test";
  finding.confidence = 0.9F;
  const size_t at = document.text.find(quote);
  finding.span = {static_cast<uint32_t>(at), static_cast<uint32_t>(at + quote.size())};
  for (const auto& [name, text] : slots) {
    Slot slot{std::string(name), std::string(text), {}};
    if (const size_t in = quote.find(text); in != quote.npos && !text.empty())
      slot.span = {finding.span.begin + static_cast<uint32_t>(in),
                   finding.span.begin + static_cast<uint32_t>(in + text.size())};
    finding.slots.push_back(std::move(slot));
  }
  return finding;
}

}  // namespace trialmine
