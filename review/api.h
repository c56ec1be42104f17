#pragma once

#include <string>
#include <unordered_map>
#include <vector>

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
  std::string program;  ///< Its version.
  std::unordered_map<std::string, RuleInfo> rule_infos;
  std::vector<RuleExample> examples;
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

/// The `limit` of a list: 50 unless asked for; `bad_input` where it is no number from 1 to 200.
Result<int> LimitOf(const HttpRequest& request);

// One function for each name of the API.
HttpReply GetSession(const ApiCall& call);
HttpReply GetQueue(const ApiCall& call);
HttpReply GetDocuments(const ApiCall& call);
HttpReply GetTrials(const ApiCall& call);
HttpReply GetDocument(const ApiCall& call);
HttpReply GetFinding(const ApiCall& call);
HttpReply GetOriginal(const ApiCall& call);
HttpReply GetRule(const ApiCall& call);
HttpReply GetTrial(const ApiCall& call);
HttpReply GetConflicts(const ApiCall& call);
HttpReply GetAgreement(const ApiCall& call);
HttpReply GetReport(const ApiCall& call);
HttpReply PostDecision(const ApiCall& call);
HttpReply PostBulk(const ApiCall& call);
HttpReply PostUndo(const ApiCall& call);
HttpReply PostRedo(const ApiCall& call);
HttpReply PostLease(const ApiCall& call);
HttpReply PostRelease(const ApiCall& call);
HttpReply PostMerge(const ApiCall& call);
HttpReply PostSplit(const ApiCall& call);
HttpReply PostAdjudication(const ApiCall& call);

}  // namespace trialmine
