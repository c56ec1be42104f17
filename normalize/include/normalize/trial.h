#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/finding.h"
#include "fetch/result.h"
#include "normalize/value.h"
#include "parse/document.h"

namespace trialmine {

/// A finding and what it means.
struct Fact {
  /// Hash of document id, field, value slots and quoted words (and which occurrence of these), without offset
  /// or rule version: it names the same fact after re-extraction. 16 lower-case hex digits.
  std::string id;
  Finding finding;
  Value value;
  /// Words that say how the value came about where it is not as printed ("65 million = 6.5e7"); empty
  /// otherwise.
  std::string conversion;
};

/// A value of a trial with the facts (by id) that state it.
template <typename T>
struct Stated {
  T value;
  std::vector<std::string> facts;
};

struct TrialArm {
  Arm arm;
  std::vector<Stated<Dose>> doses;
  std::vector<std::string> facts;
};

struct TrialOutcome {
  OutcomeMeasure outcome;
  std::vector<Stated<ResultValue>> results;
  std::vector<std::string> facts;
};

/// What one document says about the trial it reports.
struct Trial {
  std::string key;  ///< The own registration id (the first by registry order where there are several), else
                    ///< Document::id.
  std::vector<Stated<RegistrationId>> ids;
  std::string title;
  std::vector<Stated<SampleSize>> sample_size;
  std::vector<TrialArm> arms;
  std::vector<Stated<Dose>> doses;  ///< Doses the text ties to no arm.
  std::vector<Stated<FollowUp>> follow_up;
  std::vector<TrialOutcome> outcomes;
};

/// A document with all that was read in it.
struct Record {
  Document document;
  std::vector<Fact> facts;     ///< In text order.
  std::optional<Trial> trial;  ///< Nothing where the document reports no trial.
};

/// Gives every finding its typed value and assembles the trial. A finding whose words turn out to hold no
/// value is dropped. Safe to call from many threads.
Record Normalize(Document document, std::vector<Finding> findings);

/// The `trial` of a public record alone.
std::string ToJson(const Trial& trial);

/// The public record of `trialmine extract`: one line of JSON without a line break. `with_text` adds the
/// text. Offsets are Unicode code points.
std::string ToJsonLine(const Record& record, bool with_text);

/// The line of an input that could not be read:
/// `{"schema":1,"document":{"file":…},"error":{"code":…,"detail":…}}`.
std::string ErrorJsonLine(std::string_view file, const Error& error);

}  // namespace trialmine
