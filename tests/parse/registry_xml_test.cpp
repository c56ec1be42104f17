// Registry records in XML: ClinicalTrials.gov, ICTRP, ChiCTR, ISRCTN.
#include <gtest/gtest.h>

#include "xml_support.h"

namespace trialmine {
namespace {

// The fields alone, without the labels' lines: `arm.label#0 {MSC}`.
std::string Fields(const Document& document) {
  std::string out;
  for (const Block& block : document.blocks) {
    if (block.kind != BlockKind::kField) continue;
    out += block.field + (block.group >= 0 ? "#" + std::to_string(block.group) : "") + " {" +
           std::string(document.Text(block.span)) + "}\n";
  }
  return out;
}

Document ReadOne(Opener open, const std::string& xml) {
  Reading reading = ReadAll(open, xml);
  EXPECT_EQ(reading.errors.size(), 0u) << (reading.errors.empty() ? "" : reading.errors[0].detail);
  EXPECT_EQ(reading.documents.size(), 1u);
  return reading.documents.empty() ? Document() : reading.documents[0];
}

TEST(ClinicalTrialsXml, FieldsOfAStudy) {
  const Document document = ReadOne(OpenClinicalTrialsXml, R"(<?xml version="1.0"?>
<clinical_study rank="1"><id_info><org_study_id>ABC-1</org_study_id><nct_id>NCT00000001</nct_id><nct_alias>NCT00000009</nct_alias></id_info>
<brief_title>Cells for knees</brief_title><official_title>A Trial of Cells</official_title><acronym>CFK</acronym>
<brief_summary><textblock>
   It is a trial.
</textblock></brief_summary><overall_status>Completed</overall_status><start_date>May 2015</start_date>
<phase>Phase 2</phase><study_type>Interventional</study_type><study_design_info><allocation>Randomized</allocation></study_design_info>
<target_duration>2 Years</target_duration>
<primary_outcome><measure>Pain</measure><time_frame>12 months</time_frame><description>VAS</description></primary_outcome>
<secondary_outcome><measure>Gait</measure></secondary_outcome>
<enrollment type="Actual">60</enrollment><condition>Osteoarthritis</condition>
<arm_group><arm_group_label>MSC</arm_group_label><arm_group_type>Experimental</arm_group_type><description>Cells</description></arm_group>
<intervention><intervention_type>Biological</intervention_type><intervention_name>MSC injection</intervention_name>
<description>50 million cells</description><arm_group_label>MSC</arm_group_label></intervention>
<overall_contact><last_name>A Person</last_name><phone>555</phone></overall_contact>
<reference><citation>An older paper.</citation></reference>
<study_first_submitted>March 3, 2015</study_first_submitted><lastchanged_date>October 10, 2016</lastchanged_date></clinical_study>)");
  EXPECT_EQ(document.id, "NCT00000001");
  EXPECT_EQ(document.source, "clinicaltrials.gov");
  EXPECT_TRUE(document.registry_record);
  EXPECT_EQ(document.title, "Cells for knees");
  EXPECT_EQ(document.published + " " + document.version, "2015-03-03 2016-10-10");
  EXPECT_EQ(document.aliases, std::vector<std::string>{"NCT00000009"});
  EXPECT_EQ(document.data_bank_ids, std::vector<std::string>{"ABC-1"});
  EXPECT_EQ(document.text.find("Person"), std::string::npos);
  EXPECT_EQ(document.blocks.back().kind, BlockKind::kReference);
  EXPECT_EQ(Fields(document),
            "id {NCT00000001}\nsecondary_id {ABC-1}\ntitle {Cells for knees}\nscientific_title {A Trial of "
            "Cells}\nacronym {CFK}\n"
            "status {Completed}\nstart_date {May 2015}\nsummary {It is a trial.}\ncondition "
            "{Osteoarthritis}\ndesign {Interventional}\n"
            "phase {Phase 2}\ndesign {Randomized}\nfollow_up {2 Years}\nsample_size.actual {60}\narm.label#0 "
            "{MSC}\narm.role#0 {Experimental}\n"
            "arm.description#0 {Cells}\nintervention.name#0 {Biological: MSC injection}\nintervention.name#1 "
            "{MSC injection}\n"
            "intervention.description#1 {50 million cells}\noutcome.primary#2 {Pain}\noutcome.time_frame#2 "
            "{12 months}\n"
            "outcome.description#2 {VAS}\noutcome.secondary#3 {Gait}\n");
}

TEST(IctrpXml, PaddedFieldsOfARecord) {
  const std::string trial =
      R"(<Trial><TrialID>ChiCTR2000000001   </TrialID><Last_Refreshed_on>17 February 2020</Last_Refreshed_on>
<Public_title>Cells              </Public_title><Scientific_title>Stem cells</Scientific_title><Date_registration3>20200217</Date_registration3>
<web_address>http://registry.example/1</web_address><Target_size>MSC group:30;control group:31;</Target_size><Phase>N/A</Phase>
<Date_enrollement>2020-02-01</Date_enrollement><Contact_Firstname>Some One</Contact_Firstname>
<Inclusion_Criteria>Adults&lt;br&gt;with pain</Inclusion_Criteria><Primary_outcome>pain;gait;</Primary_outcome></Trial>)";
  const Document document =
      ReadOne(OpenIctrpXml, "<Trials_downloaded_from_ICTRP>" + trial + "</Trials_downloaded_from_ICTRP>");
  EXPECT_EQ(document.id + " " + document.published + " " + document.version,
            "ChiCTR2000000001 2020-02-17 2020-02-17");
  EXPECT_EQ(document.url, "http://registry.example/1");
  EXPECT_EQ(document.text.find("Some One"), std::string::npos);
  EXPECT_EQ(Fields(document),
            "id {ChiCTR2000000001}\ntitle {Cells}\nscientific_title {Stem cells}\nstart_date "
            "{2020-02-01}\narm.label#0 {MSC group}\n"
            "arm.size#0 {30}\narm.label#1 {control group}\narm.size#1 {31}\noutcome.primary#2 "
            "{pain}\noutcome.primary#3 {gait}\n"
            "eligibility {Adults with pain}\n");
  EXPECT_EQ(ReadAll(OpenIctrpXml, "<Trials_downloaded_from_ICTRP>" + trial + trial).order,
            "ChiCTR2000000001 ChiCTR2000000001 truncated");
}

TEST(ChiCtrXml, FieldsOfARecord) {
  const Document document = ReadOne(
      OpenChiCtrXml, R"(<?xml version="1.0" encoding="UTF-8"?><trials subjects="1"><Triall><main><utrn/>
<trial_id>ChiCTR2000000002</trial_id><date_registration>2020-07-02</date_registration><public_title>干细胞治疗</public_title>
<target_size>Case series:100;</target_size><study_type>Interventional study</study_type><phase>4</phase><hc_freetext>Arthritis</hc_freetext>
<i_freetext>;;</i_freetext><results_summary>It helped.</results_summary></main>
<contacts><contact><firstname>Some One</firstname></contact></contacts>
<criteria><inclusion_criteria>Adults</inclusion_criteria></criteria>
<primary_outcome><prim_outcome>pain;</prim_outcome></primary_outcome><secondary_outcome><sec_outcome/></secondary_outcome>
<secondary_ids><secondary_id><sec_id>XY-7</sec_id></secondary_id></secondary_ids></Triall></trials>)");
  EXPECT_EQ(document.id + " " + document.published, "ChiCTR2000000002 2020-07-02");
  EXPECT_EQ(document.source, "chictr");
  EXPECT_EQ(document.data_bank_ids, std::vector<std::string>{"XY-7"});
  EXPECT_EQ(document.text.find("Some One"), std::string::npos);
  EXPECT_NE(document.text.find("It helped."), std::string::npos);
  EXPECT_EQ(Fields(document),
            "id {ChiCTR2000000002}\ntitle {干细胞治疗}\nsecondary_id {XY-7}\nsample_size.planned "
            "{100}\ndesign {Interventional study}\n"
            "phase {4}\ncondition#0 {Arthritis}\noutcome.primary#1 {pain}\neligibility {Adults}\n");
}

TEST(IsrctnXml, FieldsOfARecord) {
  const Document document =
      ReadOne(OpenIsrctnXml, R"(<allTrials totalCount="1" xmlns="http://www.67bricks.com/isrctn"><fullTrial>
<trial lastUpdated="2021-03-04T10:00:00Z" version="7"><isrctn dateAssigned="2019-01-02T00:00:00Z">00000003</isrctn>
<trialDescription><title>Cells</title><scientificTitle>Stem cells</scientificTitle><primaryOutcome>1. Pain at 1 year
2. Gait at 2 years</primaryOutcome><secondaryOutcomes><outcomeMeasure><variable>Sleep</variable><timepoints>6 months</timepoints></outcomeMeasure>
</secondaryOutcomes></trialDescription>
<externalRefs><doi>10.1186/ISRCTN00000003</doi><eudraCTNumber>2015-000000-11</eudraCTNumber><irasNumber>Nil known</irasNumber></externalRefs>
<trialDesign><studyDesign>Randomised</studyDesign><overallEndDate>2020-08-01T00:00:00.000Z</overallEndDate></trialDesign>
<participants><targetEnrolment>60</targetEnrolment><totalFinalEnrolment>58</totalFinalEnrolment><inclusion>Adults</inclusion></participants>
<interventions><intervention><description>Two injections</description><drugNames>MSC</drugNames><phase>Phase III</phase></intervention></interventions>
</trial><contact><forename>Some One</forename></contact></fullTrial></allTrials>)");
  EXPECT_EQ(document.id, "ISRCTN00000003");
  EXPECT_EQ(document.aliases, std::vector<std::string>{"doi:10.1186/ISRCTN00000003"});
  EXPECT_EQ(document.published + " " + document.version, "2019-01-02 2021-03-04");
  EXPECT_EQ(document.data_bank_ids, std::vector<std::string>{"2015-000000-11"});
  EXPECT_EQ(Fields(document),
            "id {ISRCTN00000003}\nsecondary_id {2015-000000-11}\ntitle {Cells}\nscientific_title {Stem "
            "cells}\ndesign {Randomised}\n"
            "completion_date {2020-08-01}\nsample_size.planned {60}\nsample_size.actual {58}\neligibility "
            "{Adults}\nintervention.name#0 {MSC}\n"
            "intervention.description#0 {Two injections}\nphase {Phase III}\noutcome.primary#1 {1. Pain at 1 "
            "year}\n"
            "outcome.primary#2 {2. Gait at 2 years}\noutcome.secondary#3 {Sleep}\noutcome.time_frame#3 {6 "
            "months}\n");
}

}  // namespace
}  // namespace trialmine
