#pragma once

#include "support.h"

// What the tests of the API begin with.

namespace trialmine::review_test {

/// One report with a sample size, a dose, an arm and two results, in English and Chinese.
inline Record Full(const std::string& id) {
  Record record = sample::Report(id, {sample::Own("NCT01234567", "ClinicalTrials.gov")});
  Dose dose;
  dose.low = dose.high = 1e6;
  dose.unit = "{cells}/kg";
  dose.arm = "MSC";
  sample::AddFact(record, "dose-" + id, Field::kDose, dose, "1 × 10⁶ cells/kg");
  sample::AddFact(record, "arm-" + id, Field::kArm, Arm{"MSC", "experimental", 30}, "MSC 组 30 例");
  sample::AddFact(record, "arm2-" + id, Field::kArm, Arm{"cells", "experimental", 30}, "the cells arm");
  sample::AddFact(record, "ae-" + id, Field::kResult, Events("MSC", 3, 30), "3 of 30 had serious events");
  sample::AddFact(record, "ae0-" + id, Field::kResult, Events("placebo", 0, 30), "安慰剂组 0 例");
  record.trial->arms.push_back({Arm{"MSC", "experimental", 30}, {}, {"arm-" + id}});
  record.trial->arms.push_back({Arm{"cells", "experimental", 30}, {}, {"arm2-" + id}});
  return record;
}

/// A store of two documents of one trial, and three people at it.
class ApiTest : public ServerTest {
 protected:
  void SetUp() override {
    Mine(
        {Full("pmid:1"), sample::Report("doi:10.1/a b", {sample::Own("NCT01234567", "ClinicalTrials.gov")})});
    Start();
    ann_ = As(kAnn);
    bob_ = As(kBob);
    cho_ = As(kCho);
  }

  std::string State(Client& client, const std::string& fact, const std::string& document = "pmid:1") {
    return Json(client.Get("/api/finding/" + document + "/" + fact)).Text("/state");
  }
  int64_t Count(Client& client, const std::string& state) {
    return Json(client.Get("/api/session")).Number("/counts/" + state);
  }

  std::unique_ptr<Client> ann_, bob_, cho_;
};

}  // namespace trialmine::review_test
