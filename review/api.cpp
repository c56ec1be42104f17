#include "api.h"

#include "view.h"

namespace trialmine {
namespace {

struct Route {
  std::string_view method, path;
  bool has_rest;  ///< Something follows the path: an id.
  HttpReply (*answer)(const ApiCall&);
};

constexpr Route kRoutes[] = {
    {"GET", "/api/session", false, GetSession},
    {"GET", "/api/queue", false, GetQueue},
    {"GET", "/api/documents", false, GetDocuments},
    {"GET", "/api/document/", true, GetDocument},
    {"GET", "/api/finding/", true, GetFinding},
    {"GET", "/api/original/", true, GetOriginal},
    {"GET", "/api/rules/", true, GetRule},
    {"GET", "/api/trials", false, GetTrials},
    {"GET", "/api/trial/", true, GetTrial},
    {"GET", "/api/conflicts", false, GetConflicts},
    {"GET", "/api/agreement", false, GetAgreement},
    {"GET", "/api/report", false, GetReport},
    {"POST", "/api/decisions", false, PostDecision},
    {"POST", "/api/bulk", false, PostBulk},
    {"POST", "/api/undo", false, PostUndo},
    {"POST", "/api/redo", false, PostRedo},
    {"POST", "/api/lease", false, PostLease},
    {"POST", "/api/release", false, PostRelease},
    {"POST", "/api/arms/merge", false, PostMerge},
    {"POST", "/api/arms/split", false, PostSplit},
    {"POST", "/api/adjudications", false, PostAdjudication},
};

}  // namespace

HttpReply AnswerApi(ReviewContext& context, const Reviewer& reviewer, const HttpRequest& request) {
  const std::string_view path = request.path;
  bool known = false;
  for (const Route& route : kRoutes) {
    const bool fits =
        route.has_rest ? path.size() > route.path.size() && path.starts_with(route.path) : path == route.path;
    if (!fits) continue;
    known = true;
    if (request.method != route.method) continue;
    CatchUp(context);
    return route.answer({context, reviewer, request, std::string(path.substr(route.path.size()))});
  }
  if (known) return ErrorReply(405, "bad_input", "the method does not go with the path");
  return ErrorReply(404, "not_found", "there is no such path");
}

}  // namespace trialmine
