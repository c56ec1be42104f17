#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

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

/// The sentences of a whole abstract without headings that can report its results: what stands before the
/// first word of the study itself is background. Of a text too short to be an abstract, all of them.
size_t FirstOwnSentence(std::string_view text, const std::vector<Range>& sentences);

/// Whether a sentence draws the conclusion of what was reported before it ("These data suggest…").
bool Concludes(std::string_view sentence);

/// Whether a sentence is nothing but the verdict on what stood before it: "These results indicate that there
/// were no significant differences among the three groups (P = 0.32)."
bool OnlyGivesVerdict(std::string_view sentence);

/// Whether a sentence holds the arms against each other: "A was similar in both groups", "B did not differ",
/// "no difference in C was seen".
bool ComparesArms(std::string_view sentence);

/// Whether a sentence tells who took part: "71% were male, with a mean age of 59 years and a body mass index
/// of 29".
bool TellsWhoTookPart(std::string_view sentence);

/// Whether a sentence of unknown section can report a result of the document's own study: not a plan, an aim,
/// a method or common knowledge.
bool MayReport(std::string_view sentence);

}  // namespace trialmine
