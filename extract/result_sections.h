#pragma once

#include <string_view>

#include "parse/document.h"
#include "range.h"

namespace trialmine {

/// Follows the sections of a block whose headings stand in its text ("RESULTS A total of", 结果: …), sentence
/// by sentence.
class SectionReader {
 public:
  explicit SectionReader(Section of_block) : section_(of_block), printed_(of_block != Section::kOther) {}

  /// The section of the next sentence. `body` is set to what follows a printed heading, else to the sentence.
  Section Next(std::string_view text, Range sentence, Range& body);
  /// Whether a heading, of the block or printed in it, has told the section.
  bool printed() const { return printed_; }

 private:
  Section section_;
  bool printed_;
};

/// Whether a sentence of unknown section can report a result of the document's own study: not a plan, an aim,
/// a method or common knowledge.
bool MayReport(std::string_view sentence);

}  // namespace trialmine
