#include <gtest/gtest.h>

#include <string>

#include "json_records.h"
#include "support.h"

namespace trialmine {
namespace {

std::string Study(const std::string& id) {
  return R"({"protocolSection":{"identificationModule":{"nctId":")" + id +
         R"(","orgStudyIdInfo":{"id":"X-1"},"briefTitle":"Cells for knees"},
    "statusModule":{"overallStatus":"ACTIVE_NOT_RECRUITING","startDateStruct":{"date":"2020-03"},"lastUpdatePostDateStruct":{"date":"2021-01-02"}},
    "designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE1","PHASE2"],"enrollmentInfo":{"count":60,"type":"ACTUAL"}},
    "armsInterventionsModule":{"armGroups":[{"label":"MSC","type":"EXPERIMENTAL","description":"1 \\> 0","interventionNames":["Biological: MSC"]}]},
    "outcomesModule":{"primaryOutcomes":[{"measure":"Pain","timeFrame":"12 months"}]},
    "eligibilityModule":{"eligibilityCriteria":"Adults\n\n* Knee of at least\n2.5 cm\n* Hip"}}})";
}

TEST(ClinicalTrialsJson, GivesTheRegistrysFields) {
  const Document document = ReadOne({Study("NCT00000001")});
  EXPECT_EQ(document.id, "NCT00000001");
  EXPECT_EQ(document.source, "clinicaltrials.gov");
  EXPECT_EQ(document.version, "2021-01-02");
  EXPECT_TRUE(document.registry_record);
  EXPECT_EQ(Fields(document),
            "id: NCT00000001\nsecondary_id: X-1\ntitle: Cells for knees\nstatus: Active Not "
            "Recruiting\nstart_date: 2020-03\n"
            "design: Interventional\nphase: Phase 1/Phase 2\nsample_size.actual: 60\n"
            "arm.label #0: MSC\narm.role #0: Experimental\narm.description #0: 1 > 0\nintervention.name #0: "
            "Biological: MSC\n"
            "outcome.primary #1: Pain\noutcome.time_frame #1: 12 months\neligibility: Adults\neligibility: * "
            "Knee of at least 2.5 cm\neligibility: * Hip\n");
}

TEST(ClinicalTrialsJson, ResultsAreTables) {
  const std::string outline = Outline(
      ReadOne({R"JSON({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},"resultsSection":{
    "outcomeMeasuresModule":{"outcomeMeasures":[{"type":"PRIMARY","title":"Pain","timeFrame":"12 months","paramType":"MEAN","dispersionType":"STANDARD_DEVIATION","unitOfMeasure":"mm",
      "groups":[{"id":"OG000","title":"MSC"},{"id":"OG001","title":"Placebo"}],"denoms":[{"units":"Participants","counts":[{"groupId":"OG000","value":"30"},{"groupId":"OG001","value":"29"}]}],
      "classes":[{"categories":[{"measurements":[{"groupId":"OG000","value":"12.3","spread":"4.5"},{"groupId":"OG001","value":"20.1","spread":"5.0"}]}]}],
      "analyses":[{"groupIds":["OG000","OG001"],"paramType":"Mean Difference (Final Values)","paramValue":"-7.8","ciPctValue":"95","ciLowerLimit":"-9","ciUpperLimit":"-6","pValue":"<0.001","statisticalMethod":"ANCOVA"}]}]},
    "adverseEventsModule":{"timeFrame":"1 year","eventGroups":[{"id":"EG000","title":"MSC","seriousNumAffected":3,"seriousNumAtRisk":30}],
      "seriousEvents":[{"term":"Fever","stats":[{"groupId":"EG000","numAffected":3,"numAtRisk":30}]}]}}})JSON"}));
  for (std::string_view line :
       {"caption caption: Primary outcome: Pain [12 months]\ncell 0[0,0 header]: Mean (SD), mm\ncell 0[0,1 "
        "header]: MSC (n = 30)\ncell 0[0,2 header]: Placebo (n = 29)\n"
        "cell 0[1,1]: 12.3 (4.5)\ncell 0[1,2]: 20.1 (5.0)\n",
        "caption caption: Statistical analysis: Pain [12 months]\ncell 1[0,0 header]: Comparison\n"
        "cell 1[0,1 header]: Mean Difference (Final Values) (95% CI)\ncell 1[0,2 header]: P (ANCOVA)\n"
        "cell 1[1,0 header]: MSC vs Placebo\ncell 1[1,1]: -7.8 (-9 to -6)\ncell 1[1,2]: <0.001\n",
        "cell 2[1,0 header]: Serious adverse events\ncell 2[1,1]: 3/30\n",
        "cell 3[1,0 header]: Fever\ncell 3[1,1]: 3/30\n"})
    EXPECT_NE(outline.find(line), std::string::npos) << line << "\nin\n" << outline;
}

std::string Order(const Answer& answer, const ParseLimits& limits = {}) {
  std::string order;
  for (const auto& result : ReadAll(answer, limits))
    order += (order.empty() ? "" : " ") + (result.ok() ? result->id : result.error().code);
  return order;
}

TEST(ClinicalTrialsJson, StudiesComeAloneInPagesInArraysAndInLines) {
  const std::string a = Study("NCT00000001"), b = Study("NCT00000002");
  EXPECT_EQ(Order({"{\"totalCount\":2,\"studies\":[" + a + "," + b + "],\"nextPageToken\":\"}]x\"}"}),
            "NCT00000001 NCT00000002");
  EXPECT_EQ(Order({"[" + a + ",\n" + b + "]"}), "NCT00000001 NCT00000002");
  EXPECT_EQ(Order({a + "\n" + b + "\n"}), "NCT00000001 NCT00000002");
  EXPECT_EQ(Order({"{\"studies\":[]}"}), "");
}

TEST(ClinicalTrialsJson, WhatStandsBeforeABreakIsRead) {
  const std::string a = Study("NCT00000001"), b = Study("NCT00000002");
  EXPECT_EQ(Order({"[" + a + "," + b.substr(0, 200)}), "NCT00000001 truncated");
  EXPECT_EQ(Order({"[" + a + ","}), "NCT00000001 truncated");
  EXPECT_EQ(Order({"[" + a + ",{\"protocolSection\": nonsense}," + b + "]"}),
            "NCT00000001 ill_formed NCT00000002");
  EXPECT_EQ(Order({a.substr(0, a.size() - 1)}), "truncated");
  EXPECT_EQ(Order({"{\"protocolSection\":{}}"}), "unknown_format");
}

TEST(ClinicalTrialsJson, HostileJsonIsRefused) {
  std::string deep = "{\"protocolSection\":";
  for (int i = 0; i < 10000; ++i) deep += "[";
  for (int i = 0; i < 10000; ++i) deep += "]";
  EXPECT_EQ(CodeOf({deep + "}"}), "too_deep");
  ParseLimits small;
  small.max_record = 300;
  EXPECT_EQ(Order({Study("NCT00000001")}, small), "too_big");
  EXPECT_EQ(CodeOf({"{\"protocolSection\":1}}}}"}), "ill_formed");
}

TEST(ClinicalTrialsJson, MayBeCutAnywhere) {
  ExpectSafeWhenCut("{\"studies\":[" + Study("NCT00000001") + "]}");
}

TEST(CtisJson, GivesTheRegistrysFields) {
  const Document document = ReadOne(
      {R"({"ctNumber":"2024-500001-10-00","ctStatus":4,"trialPhase":"Phase II","totalNumberEnrolled":"13","shortTitle":"KNEE",
    "authorizedApplication":{"eudraCt":{"isTransitioned":true,"eudraCtCode":"2019-000001-10"},
      "authorizedPartI":{"trialDetails":{"clinicalTrialIdentifiers":{"fullTitle":"Cells \udc9d for knees",
      "secondaryIdentifyingNumbers":{"nctNumber":{"number":"NCT00000001"}}},"trialInformation":{"endPoint":{"primaryEndPoints":[{"endPoint":"Pain"}]}}},
      "products":[{"productName":"MSC","routes":["INTRAVENOUS INJECTION"],"maxDailyDoseAmount":600,"doseUom":"mg"}]}}})"});
  EXPECT_EQ(document.id, "2024-500001-10-00");
  EXPECT_EQ(document.data_bank_ids, (std::vector<std::string>{"2019-000001-10", "NCT00000001"}));
  EXPECT_EQ(Fields(document),
            "id: 2024-500001-10-00\nscientific_title: Cells \uFFFD for knees\nacronym: KNEE\nsecondary_id: "
            "2019-000001-10\nsecondary_id: NCT00000001\nphase: Phase II\nsample_size.planned: 13\n"
            "intervention.name #0: MSC\nintervention.description #0: INTRAVENOUS "
            "INJECTION\nintervention.description #0: 600 mg\noutcome.primary #1: Pain\n");
}

TEST(JsonRecords, LoneSurrogatesAreReplacedAndPairsKept) {
  std::string json = R"(["\udc9d", "\ud83d\ude00", "\ud83d", "\\ud83d"])";
  RepairSurrogates(&json);
  EXPECT_EQ(json, R"(["\ufffd", "\ud83d\ude00", "\ufffd", "\\ud83d"])");
}

}  // namespace
}  // namespace trialmine
