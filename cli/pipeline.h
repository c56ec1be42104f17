#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extract/extract.h"
#include "fetch/response.h"
#include "fetch/result.h"
#include "normalize/trial.h"
#include "stage_clock.h"

namespace trialmine {

/// One document as the pipeline read it, or why it could not be read.
struct ReadInput {
  std::string file;                          ///< Names the input, as in Input::file.
  std::shared_ptr<const Response> response;  ///< Set on the first reading of each response.
  Result<Record> record;
  std::string line;  ///< Whatever Sink::Prepare made of it.
};

/// Where readings go.
class Sink {
 public:
  virtual ~Sink() = default;
  /// Called once for each reading, on any thread: the place for costly work that needs no order.
  virtual void Prepare(ReadInput&) const {}
  /// Called in input order, one at a time. An error ends the run.
  virtual Status Take(ReadInput reading) = 0;
};

struct PipelineOptions {
  std::vector<std::string> paths;
  int jobs = 1;
  bool pages_by_url = false;  ///< NameByUrl every document.
};

/// Reads every document behind the paths and gives the sink one reading for each document and each failure,
/// in the order of the input whatever the number of jobs. Every response gives at least one. Memory is
/// bounded by the documents under way, not by the size of the input.
///
/// Ends early where the sink fails, with its error, or where Interrupted(), with what was under way given to
/// the sink.
Status RunPipeline(const PipelineOptions& options, const RuleSet& rules, Sink& sink, StageClock& clock);

/// Has a document that bears no identifier, a page of the web mostly, be known by the URL of its response
/// (`url:https://…`) instead of by its bytes: in a store a page that changed is then a new version of what it
/// was, not another document. Changes nothing where the response has no URL.
void NameByUrl(Document& document, const Response& response);

/// Extract and Normalize.
Record ReadDocument(Document document, const RuleSet& rules, StageClock& clock);
/// The same of each, in less time.
std::vector<Record> ReadDocuments(std::vector<Document> documents, const RuleSet& rules, StageClock& clock);

/// The number of jobs to run where the user asked for `jobs` (0: one for each core).
int JobsFor(int jobs);

}  // namespace trialmine
