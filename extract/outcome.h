#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "match.h"
#include "result_names.h"

namespace trialmine {

/// Whether a document sums up what others studied.
bool SumsUpStudies(const Document& document);

/// The outcomes of a document: those it declares as endpoints, and the main ones whose results it gives.
class OutcomeList {
 public:
  OutcomeList(const Document& document, const std::vector<Reading>& readings)
      : document_(document), readings_(readings) {}

  /// Takes a match of an outcome rule; a list in its slot `name` becomes one outcome per item.
  void Declare(const Match& match);
  /// Takes what stands as a bare list under a heading of its own ("MAIN OUTCOME MEASURES: pain and
  /// function").
  void DeclareUnderHeadings();
  /// How an outcome came to be known.
  enum class Known : uint8_t {
    kReported,    ///< By its result.
    kHarm,        ///< By nothing of it being observed, or under a heading of safety.
    kAssociated,  ///< By what it goes with: an outcome where the document has no others.
    kMeasured,    ///< By its result in an arm, or in a list of what was compared.
  };
  /// Takes the name of an outcome whose result was read.
  void Report(uint32_t reading, uint32_t sentence, const OutcomeName& name, Known known);
  /// What "the primary endpoint" stands for: the declared one, where there is one only.
  const Match* Primary() const;
  /// Writes the outcomes: all declared ones, and reported ones that no other names already, up to a limit.
  void AddTo(std::vector<Match>& matches) const;

 private:
  /// The document's own words (traditional characters, say) for a name.
  std::string Printed(uint32_t reading, const OutcomeName& name) const;

  bool IsAbbreviationOfDeclared(std::string_view name) const;
  bool RestatesDeclared(const Match& outcome) const;
  bool IsEffectOfRate(std::string_view name) const;
  bool HeadsReported(const std::string& announced) const;
  bool HasResult(std::string_view announced) const;
  bool DeclaresPrimary() const;
  std::vector<const Match*> Declared() const;
  /// Adds those of `reports` that none of the outcomes known by `keys`, the last ones of `matches`, names
  /// already.
  void AddReports(const std::vector<Match>& reports, std::vector<std::string> keys,
                  std::vector<Match>& matches) const;

  const Document& document_;
  const std::vector<Reading>& readings_;
  std::vector<Match> declared_, reported_, associated_;
  std::vector<std::string> measured_;  ///< Keys of what is known as kMeasured or kHarm.
};

}  // namespace trialmine
