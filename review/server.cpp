#include <chrono>
#include <cstdio>

#include "api.h"
#include "assets.h"
#include "guard.h"
#include "http.h"
#include "review/review.h"
#include "store/review.h"
#include "stores.h"

namespace trialmine {
namespace {

/// More than any decision needs: the quoted words, a value and a note.
constexpr size_t kLargestBody = 256 << 10;

Result<Reviewers> WhoReviews(const ReviewOptions& options) {
  if (!options.reviewers_file.empty()) return ReadReviewers(options.reviewers_file);
  if (!IsLoopback(options.address))
    return Error{"bad_input", "others can reach " + options.address + ": name who may, with --reviewers"};
  return OneReviewer(options.reviewer, options.token);
}

Result<Store> OpenForReview(const std::string& path) {
  Result<Store> store = Store::OpenReadOnly(path);  // A mistyped path must not become a new store.
  if (!store && store.error().detail == "there is no such store") return store.error();
  return Store::Open(path);
}

/// Brings the queue in step before anybody asks, a short transaction at a time. Where a run of the miner has
/// the store, later questions go on with it.
Status Prepare(Store& store) {
  constexpr int64_t kDocumentsAtOnce = 500;
  for (;;) {
    Result<int64_t> left = SyncReview(store, kDocumentsAtOnce);
    if (!left && left.error().code == "locked") return {};
    if (!left) return left.error();
    if (*left == 0) break;
  }
  (void)ReserveLog(store);  // Without it, decisions take longer.
  return {};
}

/// What a browser's tools show beside the time on the way: `app;dur=1.25`, in milliseconds.
std::string TimingSince(std::chrono::steady_clock::time_point begin) {
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  char text[32];
  std::snprintf(text, sizeof text, "app;dur=%.2f", taken.count());
  return text;
}

}  // namespace

struct ReviewServer::Impl {
  Impl(const ReviewOptions& options, Store writer, Reviewers reviewers, HttpServer server, RuleSet set)
      : http(std::move(server)),
        address(options.address),
        guard(std::move(reviewers), options.address, http.port(), options.hosts),
        stores(options.store, std::move(writer)),
        rules(std::move(set)),
        context{stores, rules, guard.reviewers(), options.program, {}, rules.Examples()} {
    for (RuleInfo& rule : rules.List()) context.rule_infos.emplace(rule.id, std::move(rule));
  }

  HttpServer http;
  std::string address;
  Guard guard;
  Stores stores;
  RuleSet rules;
  ReviewContext context;

  HttpReply Answer(const HttpRequest& request) {
    if (std::optional<HttpReply> refused = guard.Refuse(request)) return *refused;
    if (std::optional<HttpReply> entered = guard.Enter(request)) return *entered;
    const Reviewer* reviewer = guard.Who(request);
    if (!reviewer) return ErrorReply(401, "unauthorized", "open the address that `trialmine review` printed");
    if (request.path.starts_with("/api/")) return AnswerApi(context, *reviewer, request);
    if (request.method != "GET") return ErrorReply(405, "bad_input", "the page is there to be read");
    return Asset(request.path);
  }
};

ReviewServer::ReviewServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ReviewServer::~ReviewServer() = default;
ReviewServer::ReviewServer(ReviewServer&&) noexcept = default;
ReviewServer& ReviewServer::operator=(ReviewServer&&) noexcept = default;

Result<ReviewServer> ReviewServer::Open(const ReviewOptions& options, RuleSet rules) {
  Result<Reviewers> reviewers = WhoReviews(options);
  if (!reviewers) return reviewers.error();
  Result<Store> store = OpenForReview(options.store);
  if (!store) return store.error();
  if (Status prepared = Prepare(*store); !prepared) return prepared.error();
  Result<HttpServer> http = HttpServer::Bind(options.address, options.port, kLargestBody);
  if (!http) return http.error();
  return ReviewServer(std::make_unique<Impl>(options, std::move(*store), std::move(*reviewers),
                                             std::move(*http), std::move(rules)));
}

int ReviewServer::port() const { return impl_->http.port(); }

std::vector<ReviewServer::Door> ReviewServer::Doors() const {
  std::string host = impl_->address;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  std::vector<Door> doors;
  for (const Reviewer& reviewer : impl_->guard.reviewers().all) {
    doors.push_back({reviewer.name, std::string(Name(reviewer.role)),
                     "http://" + host + ":" + std::to_string(port()) + "/?token=" + reviewer.token});
  }
  return doors;
}

void ReviewServer::Serve() {
  impl_->http.Serve([this](const HttpRequest& request) {
    const auto begin = std::chrono::steady_clock::now();
    HttpReply reply = impl_->Answer(request);
    reply.headers.emplace_back("Server-Timing", TimingSince(begin));
    Guard::Protect(reply);
    return reply;
  });
}

void ReviewServer::Stop() { impl_->http.Stop(); }

}  // namespace trialmine
