#pragma once

#include "command.h"
#include "extract/extract.h"

namespace trialmine {

struct LinesOptions {
  bool with_text = false;
  int jobs = 1;
};

/// Reads NDJSON from standard input and writes exactly one line for each line, in order: the record of
/// `{"id","text"}` or `{"id","media_type","body_base64"}`, or an error record. A line is answered as soon as
/// it is read where the input is not a file, so that a program may converse with it.
ExitCode ExtractLines(const LinesOptions& options, const RuleSet& rules);

}  // namespace trialmine
