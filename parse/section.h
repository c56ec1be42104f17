#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "document_builder.h"

namespace trialmine {

/// The section that a printed heading or label names, in English or Chinese (simplified or traditional),
/// whatever its case, numbering, brackets and final punctuation; nothing where the words do not tell
/// ("Patient 3"). kOther is an answer too: a heading known to be none of the others ("Funding").
std::optional<Section> SectionOf(std::string_view heading);

/// A piece of an abstract that was printed as one paragraph.
struct LabelledText {
  std::string_view label;  ///< As printed, without brackets and colon; empty for text before the first label.
  std::string_view text;
  Section section = Section::kOther;
};

/// Cuts a paragraph at its inline labels ("METHODS: …", "[Methods] …", "目的 … 方法 …", "【结果】…"); one
/// piece without a label where it has none.
std::vector<LabelledText> SplitLabels(std::string_view paragraph);

/// Adds a paragraph, cut at its inline labels: each label as a kHeading block, its text as a kParagraph whose
/// field is the label. `section` stands where no label says otherwise.
void AddLabelledParagraph(DocumentBuilder& builder, std::string_view paragraph, Section section);

/// Adds a heading (skipped where empty) and its paragraph, whose field is the heading. Nothing where `text`
/// is blank.
void AddLabelled(DocumentBuilder& builder, std::string_view label, std::string_view text, Section section);

}  // namespace trialmine
