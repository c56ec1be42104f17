#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match.h"
#include "result_sentence.h"

namespace trialmine {

/// The groups a document speaks of, and where a sentence mentions them.
class ArmBook {
 public:
  /// Token::index of words for all arms together ("the two groups").
  static constexpr uint32_t kAllArms = UINT32_MAX;

  /// Starts with the labels that the rules for arms found, and the short names the text gives them ("the
  /// exercise group (EG)").
  ArmBook(const std::vector<Match>& matches, const std::vector<Reading>& readings);

  /// Turns the words of a sentence that name an arm into one token each (TokenKind::kArm; Token::index is the
  /// arm's). Groups that only the sentence names ("in the sham group") join the book.
  void Mark(LinkSentence& sentence);

  size_t size() const { return arms_.size(); }
  const std::string& label(uint32_t arm) const { return arms_[arm].label; }
  /// Whether the arm stands among the document's arms, not only in some sentence.
  bool listed(uint32_t arm) const { return arms_[arm].listed; }
  /// The other arm of a document with two.
  static constexpr uint32_t kNone = UINT32_MAX - 1;
  uint32_t Other(uint32_t arm) const;
  /// The document's arms, in the order in which it introduces them.
  std::vector<uint32_t> Listed() const;
  /// Whether words are nothing but an arm's name.
  bool IsName(std::string_view words) const;
  /// Whether an arm's name says that others are compared to it.
  bool IsControl(uint32_t arm) const;

 private:
  struct Arm {
    std::string label;
    std::string stem;  ///< Lower case, without "group".
    /// Shorter names that still tell it from the others: without how it was given, or by a compound of its
    /// own.
    std::vector<std::string> shorts;
    bool listed = false;
    bool named = false;  ///< The stem names the arm without the word "group" ("placebo").
  };

  /// A short name, in its own capitals.
  struct Alias {
    std::string text;
    uint32_t arm = 0;
  };

  /// Replaces the tokens from `first` to `last` by one for an arm.
  static void Merge(LinkSentence& sentence, size_t first, size_t last, uint32_t arm);
  uint32_t Add(std::string_view label, bool listed);
  bool IsOneArm(uint32_t a, uint32_t b) const;
  uint32_t Named(std::string_view stem) const;
  uint32_t MeantBy(std::string_view stem) const;
  void LearnTreatments(const Match& dose);
  void LearnBareNames();
  void LearnCompound(Arm& arm);
  void SoftenTreatments(LinkSentence& sentence) const;
  void LearnSecondName(std::string_view label, uint32_t arm);
  void LearnAlias(std::string_view behind, uint32_t arm);
  void MarkLabels(LinkSentence& sentence);
  void MarkAliases(LinkSentence& sentence);
  /// Makes the words at `at` of the sentence one token for an arm, unless numbers or other marks are in it.
  static void MarkWords(LinkSentence& sentence, size_t at, size_t size, uint32_t arm);
  uint32_t GivenTo(const LinkSentence& sentence, size_t at) const;
  void MarkPeople(LinkSentence& sentence);
  void MarkGroups(LinkSentence& sentence);
  uint32_t Lettered(std::string_view letter);
  std::pair<size_t, uint32_t> ListedBefore(const LinkSentence& sentence, size_t group) const;
  void MarkEnglishGroup(LinkSentence& sentence, size_t group);
  void MarkChineseGroup(LinkSentence& sentence, size_t group);
  bool MarkLettersBefore(LinkSentence& sentence, size_t groups);
  bool MarkNumbered(LinkSentence& sentence, size_t first, size_t group);
  bool MarkNameWithNumber(LinkSentence& sentence, size_t group) const;
  size_t NameBehindOthers(std::string_view label) const;
  uint32_t Called(std::string_view label) const;
  /// The arm of that name, or one whose name holds it.
  uint32_t Meant(std::string_view label) const;

  std::vector<Arm> arms_;
  std::vector<Alias> aliases_;
  std::vector<std::string> treatments_;  ///< Lower-case words of what was given in doses.
};

}  // namespace trialmine
