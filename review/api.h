#pragma once

#include <string>

#include "extract/extract.h"
#include "http.h"
#include "reviewers.h"
#include "stores.h"

namespace trialmine {

/// What every answer of the API is made from. Shared by all threads; nothing in it changes but the store.
struct ReviewContext {
  Stores& stores;
  const RuleSet& rules;
  const Reviewers& reviewers;
};

/// One question to the API: who asks, what, and the part of the path behind the name (`/api/document/` +
/// rest).
struct ApiCall {
  ReviewContext& context;
  const Reviewer& reviewer;
  const HttpRequest& request;
  std::string rest;
};

/// Answers `/api/…`. docs/review.md describes each answer.
HttpReply AnswerApi(ReviewContext& context, const Reviewer& reviewer, const HttpRequest& request);

// One function for each name of the API, in the file of the same name.
HttpReply GetSession(const ApiCall& call);

}  // namespace trialmine
