#include "registration.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace trialmine {
namespace {

struct Case {
  const char* text;
  const char* id;
  const char* registry;
  const char* status = "well_formed";
  const char* suffix = "";
};

constexpr Case kCases[] = {
    {"NCT04380948", "NCT04380948", "ClinicalTrials.gov"},
    {"nCt 00902941", "NCT00902941", "ClinicalTrials.gov"},
    {"NCT#00379470", "NCT00379470", "ClinicalTrials.gov"},
    {"NCT No. 00379470", "NCT00379470", "ClinicalTrials.gov"},
    {"NCTO2092948", "NCT02092948", "ClinicalTrials.gov", "repaired"},
    {"NCT0209294", "NCT0209294", "ClinicalTrials.gov", "malformed"},
    {"ISRCTN18348009", "ISRCTN18348009", "ISRCTN"},
    {"ISRCTN, number 91288089", "ISRCTN91288089", "ISRCTN"},
    {"ISCRTN18348009", "ISRCTN18348009", "ISRCTN", "repaired"},
    {"ACTRN12620000443998", "ACTRN12620000443998", "ANZCTR"},
    {"ANZCTR 12620000443998", "ACTRN12620000443998", "ANZCTR"},
    {"ACTRN12620000040268p", "ACTRN12620000040268p", "ANZCTR"},
    {"ChiCTR2000029953", "ChiCTR2000029953", "ChiCTR"},
    {"CHiCTR 1800014297", "ChiCTR1800014297", "ChiCTR"},
    {"ChiCTR-IOR-15007001", "ChiCTR-IOR-15007001", "ChiCTR"},
    {"ChiCTR-PNRC13003813", "ChiCTR-PNRC-13003813", "ChiCTR"},
    {"Chi CTR-CCH-00000361", "ChiCTR-CCH-00000361", "ChiCTR"},
    {"chictr_ooc_16010171", "ChiCTR-OOC-16010171", "ChiCTR"},
    {"ChiCTR-S0C-17013090", "ChiCTR-SOC-17013090", "ChiCTR", "repaired"},
    {"ChiCTR900022576", "ChiCTR900022576", "ChiCTR", "malformed"},
    {"ITMCTR2100005248", "ITMCTR2100005248", "ITMCTR"},
    {"ChiMCTR2100005248", "ChiMCTR2100005248", "ITMCTR"},
    {"AMCTR-IOR-18000123", "AMCTR-IOR-18000123", "AMCTR"},
    {"CTR20240981", "CTR20240981", "CDE"},
    {"MR-13-24-017929", "MR-13-24-017929", "NHSA-MR"},
    {"HKUCTR-1234", "HKUCTR-1234", "HKUCTR"},
    {"KCT0005005", "KCT0005005", "CRIS"},
    {"CTRI/2020/03/024402", "CTRI/2020/03/024402", "CTRI"},
    {"CTRI-2009-091-000764", "CTRI/2009/091/000764", "CTRI"},
    {"RPCEC00000306", "RPCEC00000306", "RPCEC"},
    {"EUCTR2020-001329-30-AT", "2020-001329-30", "EU CTR", "well_formed", "AT"},
    {"EudraCT2006-006186-16", "2006-006186-16", "EU CTR"},
    {"EudraCT number 2009-010335-41", "2009-010335-41", "EU CTR"},
    {"2015-001226-42-Outside-EU/EEA", "2015-001226-42", "EU CTR", "well_formed", "Outside-EU/EEA"},
    {"EudraCT 2009-10335-41", "2009-10335-41", "EU CTR", "malformed"},
    {"2022-500024-30-00", "2022-500024-30", "EU CTIS", "well_formed", "00"},
    {"CTIS2025-520964-16-01", "2025-520964-16", "EU CTIS", "well_formed", "01"},
    {"DRKS00022729", "DRKS00022729", "DRKS"},
    {"DRKS-ID: DRKS00022729", "", ""},
    {"IRCT20200310046736N1", "IRCT20200310046736N1", "IRCT"},
    {"IRCT138711091606 N1", "IRCT138711091606N1", "IRCT"},
    {"JPRN-UMIN000039686", "UMIN000039686", "UMIN-CTR"},
    {"C000000562", "UMIN000000562", "UMIN-CTR"},
    {"INA-WXFM0YX", "INA-WXFM0YX", "INA-CRR"},
    {"UMIN:000000562", "UMIN000000562", "UMIN-CTR"},
    {"UMIN-CTR ID 000000562", "UMIN000000562", "UMIN-CTR"},
    {"UMIN00000056", "UMIN00000056", "UMIN-CTR", "malformed"},
    {"jRCT1032200025", "jRCT1032200025", "jRCT"},
    {"JPRN-jRCTs031190227", "jRCTs031190227", "jRCT"},
    {"JPRN-JapicCTI-205238", "JapicCTI-205238", "JapicCTI"},
    {"JMA-IIA00385", "JMA-IIA00385", "JMACCT"},
    {"LBCTR2020043459", "LBCTR2020043459", "LBCTR"},
    {"NTR1215", "NTR1215", "NTR"},
    {"NL8536", "NL8536", "NTR"},
    {"NL-OMON36374", "NL-OMON36374", "NTR"},
    {"PACTR202004801273802", "PACTR202004801273802", "PACTR"},
    {"RBR-6m69fc", "RBR-6m69fc", "REBEC"},
    {"RBR-5P8NZK6", "RBR-5p8nzk6", "REBEC"},
    {"PER-013-20", "PER-013-20", "REPEC"},
    {"SLCTR/2020/011", "SLCTR/2020/011", "SLCTR"},
    {"TCTR20201124002", "TCTR20201124002", "TCTR"},
    {"U1111-1149-9258", "U1111-1149-9258", "WHO UTN"},
    {"CRD42020179519", "CRD42020179519", "PROSPERO"},
    {"CRD420251008448", "CRD420251008448", "PROSPERO"},
    {"PROSPERO CRD42020179519", "CRD42020179519", "PROSPERO"},
    {"INPLASY202360071", "INPLASY202360071", "INPLASY"},
    {"NMRR-13-1152-17400", "NMRR-13-1152-17400", "NMRR"},
    {"NMRR 13-128-14785", "NMRR-13-128-14785", "NMRR"},
    {"NMRR ID-26-03583-QPR", "NMRR ID-26-03583-QPR", "NMRR"},
    {"PHRR150505-001000", "PHRR150505-001000", "PHRR"},
    {"SNCTP000001234", "SNCTP000001234", "SNCTP"},
    {"DOH-27-0117-5000", "DOH-27-0117-5000", "SANCTR"},
    {"ECCT/17/03/01", "ECCT/17/03/01", "ECCT"},
    {"2017-A00123-45", "2017-A00123-45", "ID-RCB"},
    {"CIV-20-05-032456", "CIV-20-05-032456", "EUDAMED"},
};

TEST(ParseRegistration, EveryRegistersIdsInCanonicalForm) {
  for (const Case& c : kCases) {
    const auto registration = ParseRegistration(c.text);
    if (!*c.id) {
      EXPECT_FALSE(registration) << c.text;
      continue;
    }
    ASSERT_TRUE(registration) << c.text;
    EXPECT_EQ(registration->id, c.id) << c.text;
    EXPECT_EQ(registration->registry, c.registry) << c.text;
    EXPECT_EQ(registration->status, c.status) << c.text;
    EXPECT_EQ(registration->suffix, c.suffix) << c.text;
  }
}

TEST(ParseRegistration, RefusesWhatIsNoId) {
  for (const char* text : {"", "NCT00000000", "NCT", "2019-KY-268", "KMUST-MEC-151", "ISRCTN00000000",
                           "MR-99-24-017929", "CTR19990001", "12345678", "NL12", "2014-2260036",
                           "NCT04380948 and NCT04380949", "RBR-abc", "ChiCTR"})
    EXPECT_FALSE(ParseRegistration(text)) << text;
}

TEST(ParseRegistration, CanonicalFormsAreTheirOwnCanonicalForms) {
  for (const Case& c : kCases) {
    if (!*c.id || std::string_view(c.status) == "malformed") continue;
    const auto again = ParseRegistration(c.id);
    ASSERT_TRUE(again) << c.id;
    EXPECT_EQ(again->id, c.id);
    EXPECT_EQ(again->registry, c.registry);
    EXPECT_EQ(again->status, "well_formed");
  }
}

TEST(RegistryOrder, ClinicalTrialsGovBeforePrimaryRegistersBeforeFilingsBeforeReviews) {
  EXPECT_LT(RegistryOrder("ClinicalTrials.gov"), RegistryOrder("ISRCTN"));
  EXPECT_LT(RegistryOrder("ChiCTR"), RegistryOrder("TCTR"));
  EXPECT_LT(RegistryOrder("TCTR"), RegistryOrder("CDE"));
  EXPECT_LT(RegistryOrder("NMRR"), RegistryOrder("PROSPERO"));
  EXPECT_LT(RegistryOrder("INPLASY"), RegistryOrder("no register"));
}

/// What stands before the canonical part in ids as the WHO portal prints them, and the country after it.
std::string WithoutPortalMarks(std::string id) {
  for (const char* prefix : {"JPRN-", "EUCTR"})
    if (id.starts_with(prefix)) id = id.substr(std::string_view(prefix).size());
  return id;
}

TEST(ParseRegistration, IdsAsIssuedCanonicaliseToThemselves) {
  const char* path = std::getenv("TRIALMINE_REGISTRATION_IDS");
  std::ifstream file(path ? path : "");
  if (!file) GTEST_SKIP() << "set TRIALMINE_REGISTRATION_IDS to a file of ids, one a line";
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto registration = ParseRegistration(line);
    ASSERT_TRUE(registration) << line;
    EXPECT_EQ(registration->status, "well_formed") << line;
    const std::string whole =
        registration->id + (registration->suffix.empty() ? "" : "-" + registration->suffix);
    EXPECT_EQ(whole, WithoutPortalMarks(line));
  }
}

}  // namespace
}  // namespace trialmine
