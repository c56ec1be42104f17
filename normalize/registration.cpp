#include "registration.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "text.h"

namespace trialmine {
namespace {

// Between a prefix and its number: `NCT 0…`, `NCT#0…`, `NCT No. 0…`, `ISRCTN, number 9…`.
#define SEP "[ \\-:#./_,]{0,3}(?:(?:no|nr|number|id|identifier)[.:]? ?)?[#:(]? ?"

enum class Letters : uint8_t { kAsWritten, kUpper, kLower };

/// One way to write the ids of a register. `form` is the canonical id, `suffix` what is kept apart, with \1…
/// from the pattern.
struct Grammar {
  std::string_view registry;
  const char* pattern;
  const char* form;
  const char* url = "";  // with \1… of `^(.*)$` over the canonical id where the form alone will not do
  std::string_view status = "well_formed";
  Letters letters = Letters::kAsWritten;
  const char* suffix = "";
};

// In the order of the registers (see RegistryOrder), and within one the exact form before the damaged ones.
constexpr Grammar kGrammars[] = {
    {"ClinicalTrials.gov", "NCT" SEP "([01]\\d{7})", "NCT\\1", "https://clinicaltrials.gov/study/\\0"},
    {"ClinicalTrials.gov", "NCT" SEP "([01O][\\dO]{7})", "NCT\\1", "https://clinicaltrials.gov/study/\\0",
     "repaired", Letters::kUpper},
    {"ClinicalTrials.gov", "NCT" SEP "(\\d{6,10})", "NCT\\1", "", "malformed"},
    {"ISRCTN", "ISRCTN" SEP "(\\d{8})", "ISRCTN\\1", "https://www.isrctn.com/\\0"},
    {"ISRCTN", "IS(?:CRTN|RCNT|RTCN)" SEP "(\\d{8})", "ISRCTN\\1", "https://www.isrctn.com/\\0", "repaired"},
    {"ISRCTN", "ISRCTN" SEP "(\\d{6,9})", "ISRCTN\\1", "", "malformed"},
    {"ANZCTR", "(?:ANZCTR" SEP ")?(?:ACTRN|ANZCTR)" SEP "(126\\d{11}p?)", "ACTRN\\1",
     "https://anzctr.org.au/\\0.aspx", "well_formed", Letters::kLower},
    {"ANZCTR", "(?:ACTRN|ANZCTR)" SEP "(\\d{10,16})", "ACTRN\\1", "", "malformed"},
    {"ChiCTR", "CHI ?-?CTR" SEP "(\\d{10})", "ChiCTR\\1"},
    {"ChiCTR", "CHI ?-?CTR[ _-]{0,2}([A-Z]{2,5})[ _-]{0,2}(\\d{8})", "ChiCTR-\\1-\\2", "", "well_formed",
     Letters::kUpper},
    {"ChiCTR", "CHI ?-?CTR[ _-]{0,2}([A-Z0]{2,5})[ _-]{1,2}(\\d{8})", "ChiCTR-\\1-\\2", "", "repaired",
     Letters::kUpper},
    {"ChiCTR", "CHI ?-?CTR" SEP "(\\d{7,12})", "ChiCTR\\1", "", "malformed"},
    {"ChiCTR", "CHI ?-?CTR[ _-]{0,2}([A-Z]{2,5})[ _-]{0,2}(\\d{6,10})", "ChiCTR-\\1-\\2", "", "malformed",
     Letters::kUpper},
    {"ITMCTR", "ITMCTR" SEP "(\\d{10})", "ITMCTR\\1"},
    {"ITMCTR", "CHIMCTR" SEP "(\\d{10})", "ChiMCTR\\1"},
    {"AMCTR", "AMCTR[ -]{0,2}([A-Z]{3})[ -]{0,2}(\\d{8})", "AMCTR-\\1-\\2", "", "well_formed",
     Letters::kUpper},
    {"CRIS", "KCT" SEP "(\\d{7})", "KCT\\1"},
    {"CTRI", "CTRI ?(?:NO\\.?|NUMBER)?[ :/-]{0,3}(20\\d\\d) ?[/-] ?(\\d{2,3}) ?[/-] ?(\\d{6})",
     "CTRI/\\1/\\2/\\3"},
    {"CTRI", "CTRI[ :/-]{0,3}(20\\d\\d) ?[/-] ?(\\d{1,3}) ?[/-] ?(\\d{4,7})", "CTRI/\\1/\\2/\\3", "",
     "malformed"},
    {"RPCEC", "RPCEC" SEP "(\\d{8})", "RPCEC\\1", "https://rpcec.sld.cu/en/trials/\\0-En"},
    {"EU CTR",
     "(?:EUCTR|EUDRA ?-?CT|EU ?-?CTR?)?" SEP
     "(20\\d\\d)[ /-]{1,2}(0\\d{5})[ /-]{1,2}(\\d\\d)(?:-([A-Z]{2}|3RD|OUTSIDE-EU(?:/EEA)?))?",
     "\\1-\\2-\\3", "https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:\\0",
     "well_formed", Letters::kAsWritten, "\\4"},
    {"EU CTR", "(?:EUCTR|EUDRA ?-?CT)" SEP "(20\\d\\d)[ /-]{1,2}(\\d{4,7})[ /-]{1,2}(\\d\\d?)", "\\1-\\2-\\3",
     "", "malformed"},
    {"EU CTIS", "(?:CTIS|EU ?-?CTR?|EUCT|EUDRA ?-?CT)?" SEP "(20[2-4]\\d)-(5\\d{5})-(\\d\\d)(?:-(\\d\\d))?",
     "\\1-\\2-\\3", "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT=\\0", "well_formed",
     Letters::kAsWritten, "\\4"},
    {"DRKS", "DRKS(?:-ID)?" SEP "(\\d{8})", "DRKS\\1", "https://drks.de/search/en/trial/\\0"},
    {"DRKS", "DRKS(?:-ID)?" SEP "(\\d{6,9})", "DRKS\\1", "", "malformed"},
    {"IRCT", "IRCT" SEP "(\\d{11,14}) ?N ?(\\d{1,3})", "IRCT\\1N\\2"},
    {"IRCT", "IRCT" SEP "(\\d{8,16})", "IRCT\\1", "", "malformed"},
    {"UMIN-CTR", "C(000\\d{6})", "UMIN\\1"},
    {"UMIN-CTR", "(?:JPRN-?)?(?:UMIN(?: ?-?CTR)?(?: ?-?ID)?|JPRN-C|UMIN-?C)" SEP "(\\d{9})", "UMIN\\1"},
    {"UMIN-CTR", "(?:JPRN-?)?(?:UMIN(?: ?-?CTR)?(?: ?-?ID)?)" SEP "C?(\\d{9})", "UMIN\\1"},
    {"UMIN-CTR", "(?i)UMIN(?: ?-?CTR)? CLINICAL TRIALS? REGIST(?:RY|ER|RATION)(?: SYSTEM)?" SEP "(\\d{9})",
     "UMIN\\1"},
    {"UMIN-CTR", "(?:JPRN-?)?UMIN(?: ?-?CTR)?(?: ?-?ID)?" SEP "(\\d{7,10})", "UMIN\\1", "", "malformed"},
    {"jRCT", "(?:JPRN-?)?JRCT" SEP "([A-Z]?\\d{9,10})", "jRCT\\1",
     "https://jrct.mhlw.go.jp/en-latest-detail/\\0", "well_formed", Letters::kLower},
    {"JapicCTI", "(?:JPRN-?)?JAPIC ?-?CTI" SEP "(R?\\d{6})", "JapicCTI-\\1", "", "well_formed",
     Letters::kUpper},
    {"JMACCT", "(?:JPRN-?)?JMA" SEP "IIA" SEP "(\\d{5})", "JMA-IIA\\1"},
    {"LBCTR", "LBCTR" SEP "(20\\d{8})", "LBCTR\\1"},
    {"NTR", "NTR[ \\-:#]{0,2}(\\d{2,5})", "NTR\\1"},
    {"NTR", "NL ?(\\d{4})", "NL\\1"},
    {"NTR", "NL ?-?OMON" SEP "(\\d{1,5})", "NL-OMON\\1"},
    {"PACTR", "PACTR" SEP "(20\\d{13,14})", "PACTR\\1"},
    {"PACTR", "PACTR" SEP "(\\d{10,17})", "PACTR\\1", "", "malformed"},
    {"REBEC", "RBR[ -]{1,2}(\\d[0-9A-Z]{5,7})", "RBR-\\1", "https://ensaiosclinicos.gov.br/rg/\\0",
     "well_formed", Letters::kLower},
    {"REPEC", "(?:REPEC ?)?PER-(\\d{3})-(\\d\\d)", "PER-\\1-\\2"},
    {"SLCTR", "SLCTR ?[/-]? ?(20\\d\\d) ?[/-] ?(\\d{3})", "SLCTR/\\1/\\2",
     "https://slctr.lk/trials/slctr-\\1-\\2"},
    {"TCTR", "TCTR" SEP "(20\\d{9})", "TCTR\\1", "https://www.thaiclinicaltrials.org/show/\\0"},
    {"TCTR", "TCTR" SEP "(20\\d{6,11})", "TCTR\\1", "", "malformed"},
    {"CDE", "CTR ?(20[12]\\d{5})", "CTR\\1"},
    {"NHSA-MR", "MR-?(\\d{2})-(\\d{2})-(\\d{6})", "MR-\\1-\\2-\\3"},
    {"HKUCTR", "HKUCTR-?(\\d{1,4})", "HKUCTR-\\1"},
    {"HKCTR", "HKCTR-?(\\d{1,4})", "HKCTR-\\1"},
    {"NMRR", "NMRR[ -]{0,2}ID[ -]{0,2}(\\d\\d)-(\\d{5})-([A-Z0-9]{3})", "NMRR ID-\\1-\\2-\\3", "",
     "well_formed", Letters::kUpper},
    {"NMRR", "NMRR[ -]{0,2}(\\d\\d)-(\\d{1,5})-(\\d{3,6})", "NMRR-\\1-\\2-\\3"},
    {"PHRR", "PHRR[ -]?(\\d{6})-(\\d{6})", "PHRR\\1-\\2"},
    {"INA-CRR", "INA-([A-Z0-9]{7})", "INA-\\1", "", "well_formed", Letters::kUpper},
    {"SNCTP", "SNCTP" SEP "(\\d{9})", "SNCTP\\1"},
    {"SANCTR", "DOH-27-(\\d{4})-(\\d{4})", "DOH-27-\\1-\\2"},
    {"ECCT", "ECCT/(\\d\\d)/(\\d\\d)/(\\d\\d)", "ECCT/\\1/\\2/\\3"},
    {"ID-RCB", "(?:ID[ -]?RCB" SEP ")?(20\\d\\d)-A(\\d{5})-(\\d\\d)", "\\1-A\\2-\\3"},
    {"EUDAMED", "CIV-(\\d\\d)-(\\d\\d)-(\\d{6})", "CIV-\\1-\\2-\\3"},
    {"WHO UTN", "(?:UTN" SEP ")?U ?-?(1111)-(\\d{4})-(\\d{4})", "U\\1-\\2-\\3"},
    {"PROSPERO", "(?:PROSPERO" SEP ")?CRD" SEP "(42\\d{9,10})", "CRD\\1"},
    {"INPLASY", "INPLASY ?(20\\d{2})(\\d{1,2})(\\d{4})", "INPLASY\\1\\2\\3"},
};
#undef SEP

constexpr size_t kGroups = 5;

struct Compiled {
  const Grammar* grammar;
  std::unique_ptr<RE2> pattern;
};

/// Every grammar compiled, once. A set first tells which of them can match at all.
class Grammars {
 public:
  Grammars() : set_(Options(), RE2::ANCHOR_BOTH) {
    for (const Grammar& grammar : kGrammars) {
      set_.Add(grammar.pattern, nullptr);
      compiled_.push_back({&grammar, std::make_unique<RE2>(grammar.pattern, Options())});
    }
    set_.Compile();
  }

  /// The grammars that `text` follows, best first.
  std::vector<const Compiled*> Match(std::string_view text) const {
    std::vector<int> hits;
    set_.Match(re2::StringPiece(text.data(), text.size()), &hits);
    std::sort(hits.begin(), hits.end());
    std::vector<const Compiled*> matches;
    for (int hit : hits) matches.push_back(&compiled_[static_cast<size_t>(hit)]);
    return matches;
  }

 private:
  static RE2::Options Options() {
    RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    return options;
  }

  RE2::Set set_;
  std::vector<Compiled> compiled_;
};

const Grammars& AllGrammars() {
  static const Grammars grammars;
  return grammars;
}

using Groups = std::array<std::string, kGroups>;

/// `\1`…`\4` by the groups, `\0` by the canonical id.
std::string Fill(std::string_view form, const Groups& groups) {
  std::string filled;
  for (size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '\\' && i + 1 < form.size())
      filled += groups[static_cast<size_t>(form[++i] - '0')];
    else
      filled += form[i];
  }
  return filled;
}

Groups Capture(const Compiled& compiled, std::string_view text) {
  std::array<re2::StringPiece, kGroups> pieces;
  const int count = std::min<int>(kGroups, compiled.pattern->NumberOfCapturingGroups() + 1);
  compiled.pattern->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::ANCHOR_BOTH,
                          pieces.data(), count);
  Groups groups;
  for (int i = 1; i < count; ++i)
    groups[static_cast<size_t>(i)] = std::string(pieces[static_cast<size_t>(i)]);
  return groups;
}

void SetCase(Groups& groups, Letters letters) {
  if (letters == Letters::kAsWritten) return;
  for (std::string& group : groups)
    for (char& c : group) c = letters == Letters::kUpper ? Upper(c) : Lower(c);
}

/// Puts right what a repaired form may hold: O among the digits of an NCT number, 0 among the letters of a
/// ChiCTR code.
void Repair(const Grammar& grammar, Groups& groups) {
  if (grammar.status != "repaired") return;
  if (grammar.registry == "ClinicalTrials.gov") std::replace(groups[1].begin(), groups[1].end(), 'O', '0');
  if (grammar.registry == "ChiCTR") std::replace(groups[1].begin(), groups[1].end(), '0', 'O');
}

/// Numbers of nothing but zeros are examples and blanks. Groups with letters say nothing either way.
bool AllZeros(const Groups& groups) {
  bool numbers = false;
  for (const std::string& group : groups) {
    if (group.empty() || !std::all_of(group.begin(), group.end(), IsDigit)) continue;
    if (group.find_first_not_of('0') != group.npos) return false;
    numbers = true;
  }
  return numbers;
}

/// Provinces by GB/T 2260, which the Chinese research filing writes first.
bool IsProvince(std::string_view code) {
  constexpr std::string_view kTens[] = {"12345", "123", "1234567", "123456", "01234", "12345"};
  const size_t tens = static_cast<size_t>(code[0] - '1');
  return tens < 6 && kTens[tens].find(code[1]) != std::string_view::npos;
}

bool IsPossible(const Grammar& grammar, const Groups& groups) {
  if (AllZeros(groups)) return false;
  if (grammar.registry == "NHSA-MR") return IsProvince(groups[1]);
  return true;
}

std::string Suffix(const Grammar& grammar, const Groups& groups) {
  const std::string suffix = Fill(grammar.suffix, groups);
  if (EqualsIgnoringCase(suffix, "3rd")) return "3rd";
  if (suffix.size() > 2) return "Outside-EU/EEA";
  std::string upper = suffix;
  std::transform(upper.begin(), upper.end(), upper.begin(), Upper);
  return upper;
}

std::string Url(const Grammar& grammar, const Groups& groups) {
  if (grammar.registry == "PROSPERO" && groups[1].size() > 6)
    return "https://www.crd.york.ac.uk/PROSPERO/view/CRD" + groups[1];
  if (grammar.registry == "INPLASY")
    return "https://inplasy.com/inplasy-" + groups[1] + "-" + groups[2] + "-" + groups[3] + "/";
  return Fill(grammar.url, groups);
}

}  // namespace

std::optional<Registration> ParseRegistration(std::string_view text) {
  const std::string squeezed = Squeeze(text);
  std::string_view plain = squeezed;
  DropPrefix(plain, {"ClinicalTrials.gov identifier:", "ClinicalTrials.gov:", "ClinicalTrials.gov"});
  DropSuffix(plain, {".", ",", ")", ";"});
  if (plain.empty() || plain.size() > 60) return std::nullopt;
  for (const Compiled* compiled : AllGrammars().Match(plain)) {
    const Grammar& grammar = *compiled->grammar;
    Groups groups = Capture(*compiled, plain);
    SetCase(groups, grammar.letters);
    Repair(grammar, groups);
    if (!IsPossible(grammar, groups)) return std::nullopt;
    Registration registration;
    registration.id = groups[0] = Fill(grammar.form, groups);
    registration.registry = grammar.registry;
    registration.url = Url(grammar, groups);
    registration.status = grammar.status;
    registration.suffix = Suffix(grammar, groups);
    return registration;
  }
  return std::nullopt;
}

int RegistryOrder(std::string_view registry) {
  int order = 0;
  std::string_view last;
  for (const Grammar& grammar : kGrammars) {
    if (grammar.registry == registry) return order;
    if (grammar.registry != last) ++order;
    last = grammar.registry;
  }
  return order + 1;
}

}  // namespace trialmine
