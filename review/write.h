#pragma once

#include <functional>
#include <set>
#include <string>

#include "api.h"
#include "store/review.h"

namespace trialmine {

/// What a write works with: the one writing connection, for as long as it lasts.
struct WriteCall {
  Store& store;
  const Reviewer& reviewer;
  const std::set<std::string>& double_fields;
};

/// `bad_input` where a key is empty, long, or holds what keys must not.
Status CheckKey(const std::string& key);

/// Answers `{NAME:decision,finding:FINDING,counts}`. A key that the reviewer has sent before gives the same
/// answer without `work` (no key: `work` sees to that itself), which makes the event and returns when it is
/// on the disk.
HttpReply AnswerWrite(const ApiCall& call, const std::string& key, const char* name,
                      const std::function<Result<DecisionEvent>(const WriteCall&)>& work);

}  // namespace trialmine
