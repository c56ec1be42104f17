#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trialmine {

/// A trial's number at a register, as the register would write it.
struct Registration {
  std::string id;        ///< Canonical: `NCT01234567`, `2015-001226-42`.
  std::string registry;  ///< `ClinicalTrials.gov`, `ChiCTR`…
  std::string url;       ///< Of the record; empty where the register has no address made of the id.
  std::string status;    ///< well_formed repaired malformed
  std::string suffix;    ///< What is kept apart from the id: the country of an EU CTR record (`AT`), the
                         ///< resubmission of a CTIS one (`00`).
};

/// Reads `text` (folded form, the whole of it, with or without the register's name before the number) as a
/// registration id.
///
/// Separators, case and prefixes may vary freely: `nCt 00902941`, `JPRN-UMIN000039686`. What was misspelt but
/// can mean only one id is `repaired` (`ISCRTN…`, letter O for a zero); what is of a register's kind but has
/// the wrong number of digits is `malformed` and kept as printed. Nothing for anything else, and for numbers
/// that are all zeros.
std::optional<Registration> ParseRegistration(std::string_view text);

/// Place of a register in the order that decides a trial's key: WHO primary registers first,
/// ClinicalTrials.gov the very first, then national filings, review registers last.
int RegistryOrder(std::string_view registry);

}  // namespace trialmine
