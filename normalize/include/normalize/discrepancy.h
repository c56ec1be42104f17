#pragma once

#include <span>
#include <string>
#include <vector>

#include "normalize/trial.h"

namespace trialmine {

/// What one document says about a trial that several report. The trial must outlive it.
struct TrialSource {
  std::string document;  ///< Document::id.
  const Trial* trial = nullptr;
  std::string start_date, completion_date;  ///< As the register prints them; empty where it does not.
};

/// The source in a record. REQUIRES: record.trial.
TrialSource SourceOf(const Record& record);

/// One thing on which the sources of a trial disagree, with every value and where it stands.
struct Discrepancy {
  struct Said {
    std::string document;
    std::string value;  ///< For a person: `60`, `P12M`, `1000000 {cells}/kg`, the outcome's name.
    std::vector<std::string> facts;  ///< Ids of the facts that state it; empty for dates.
  };
  std::string what;  ///< sample_size primary_outcome follow_up dose start_date completion_date
  std::string kind;  ///< For sample_size which count (`planned`…); for dose the unit; else empty.
  std::vector<Said> said;
};

/// Where the sources of one trial disagree. Two sources disagree when both state a thing and have no value of
/// it in common: a source that gives more than another contradicts nothing.
std::vector<Discrepancy> FindDiscrepancies(std::span<const TrialSource> sources);

}  // namespace trialmine
