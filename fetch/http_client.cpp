#include "fetch/http_client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "fetch/secrets.h"
#include "http_transfer.h"

namespace trialmine {
namespace {

using Clock = std::chrono::steady_clock;

/// Once for the process, before any thread can have a handle.
void InitCurl() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)done;
}

StringList MakeList(const std::vector<std::string>& lines) {
  StringList list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) break;
    (void)list.release();
    list.reset(longer);
  }
  return list;
}

std::vector<AddressRange> MakeRanges(const std::vector<std::string>& texts) {
  std::vector<AddressRange> ranges;
  for (const std::string& text : texts) {
    if (const std::optional<AddressRange> range = ParseAddressRange(text)) ranges.push_back(*range);
  }
  return ranges;
}

bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
  });
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Smaller than any body worth a secret's disguise is large.
constexpr uint64_t kMaxRedactedBody = 64 << 10;

}  // namespace

bool ValidHeaderValue(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

Status CheckHttpOptions(const HttpOptions& options) {
  if (options.user_agent.empty()) return Error{"bad_input", "the user agent is empty"};
  if (!ValidHeaderValue(options.user_agent)) {
    return Error{"bad_input", "the user agent has a control character"};
  }
  for (const std::string& text : options.allow_addresses) {
    if (!ParseAddressRange(text)) return Error{"bad_input", "no address or range of addresses: " + text};
  }
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0) {
    return Error{"bad_input", "cannot read the certificates: " + options.ca_file};
  }
  return {};
}

/// A request on its way through its hops.
struct Job {
  uint64_t id = 0;
  Request request;
  std::string origin;  ///< Of the URL asked for: the caller's fields and secrets are for no other.
  Url url;             ///< Of the hop in hand.
  HeaderFields sent;
  bool http1_only = false;
  std::vector<std::string> redirects;
  std::unique_ptr<Transfer> transfer;
};

struct HttpClient::Multi {
  explicit Multi(HttpOptions options);
  ~Multi();

  void Submit(std::unique_ptr<Job> job);
  std::optional<Outcome> Refuses(const Url& url, std::string& detail) const;
  std::optional<Outcome> Refuses(const Job& job, std::string& detail) const;
  void Enqueue(std::unique_ptr<Job> job);
  void StartWaiting();
  void Start(std::unique_ptr<Job> job);
  void TakeFinished();
  void Finish(CURL* easy, CURLcode code);
  bool FollowRedirect(std::unique_ptr<Job>& job, Exchange& exchange);
  void Conclude(std::unique_ptr<Job> job, Exchange exchange);
  void Fail(std::unique_ptr<Job> job, Outcome outcome, std::string detail);
  void Redact(Exchange& exchange) const;

  TransferSettings settings;
  CURLM* multi = nullptr;
  struct Host {
    int active = 0;
    std::deque<std::unique_ptr<Job>> waiting;
  };
  std::map<std::string, Host> hosts;  ///< By origin.
  std::map<CURL*, std::unique_ptr<Job>> active;
  size_t waiting = 0;
  std::deque<Done> done;
};

HttpClient::Multi::Multi(HttpOptions options) {
  InitCurl();
  settings.guard = AddressGuard(MakeRanges(options.allow_addresses));
  settings.resolve = MakeList(options.resolve);
  settings.connect_to = MakeList(options.connect_to);
  settings.options = std::move(options);
  multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(settings.options.max_connections));
}

HttpClient::Multi::~Multi() {
  for (const auto& [easy, job] : active) curl_multi_remove_handle(multi, easy);
  active.clear();
  curl_multi_cleanup(multi);
}

/// Why a URL is not to be asked, whatever for.
std::optional<Outcome> HttpClient::Multi::Refuses(const Url& url, std::string& detail) const {
  if (!url.IsHttp()) {
    detail = "only http and https are spoken, not " + url.scheme;
    return Outcome::kAddressRefused;
  }
  if (url.has_userinfo) {
    detail = "the URL holds a user or password";
    return Outcome::kAddressRefused;
  }
  const std::optional<AddressRange> literal = ParseAddressRange(url.host);
  if (literal && !settings.guard.Allows(literal->first)) {
    detail = url.host + " is an address that is not to be spoken to";
    return Outcome::kAddressRefused;
  }
  return std::nullopt;
}

/// Why a hop is not to be made at all.
std::optional<Outcome> HttpClient::Multi::Refuses(const Job& job, std::string& detail) const {
  if (const std::optional<Outcome> refused = Refuses(job.url, detail)) return refused;
  const Request& request = job.request;
  if (request.method != "GET" && request.method != "POST" && request.method != "HEAD") {
    detail = "no such method is sent";
    return Outcome::kBadRequest;
  }
  for (const auto& [name, value] : job.sent) {
    if (IsToken(name) && ValidHeaderValue(value)) continue;
    detail = "a header field has characters that may not be sent";
    return Outcome::kBadRequest;
  }
  return std::nullopt;
}

void HttpClient::Multi::Submit(std::unique_ptr<Job> job) {
  const std::optional<Url> first = ParseUrl(job->request.url);
  std::vector<std::string> onward = std::exchange(job->request.onward, {});
  std::optional<Url> url = onward.empty() ? first : ParseUrl(onward.back());
  if (!first || !url) return Fail(std::move(job), Outcome::kBadRequest, "it is no URL");
  job->origin = first->Origin();
  job->url = std::move(*url);
  if (!onward.empty()) onward.pop_back();
  job->redirects = std::move(onward);
  Enqueue(std::move(job));
}

/// Puts a hop in its host's line. Limits on hosts are kept here: a transfer that waits inside libcurl has its
/// clocks running.
void HttpClient::Multi::Enqueue(std::unique_ptr<Job> job) {
  job->sent = FieldsToSend(job->request, settings.options, job->url.Origin() == job->origin);
  std::string detail;
  if (const std::optional<Outcome> refused = Refuses(*job, detail)) {
    return Fail(std::move(job), *refused, std::move(detail));
  }
  hosts[job->url.Origin()].waiting.push_back(std::move(job));
  ++waiting;
}

void HttpClient::Multi::StartWaiting() {
  if (waiting == 0) return;
  const HttpOptions& options = settings.options;
  for (auto& [origin, host] : hosts) {
    while (!host.waiting.empty() && host.active < options.max_host_connections &&
           active.size() < static_cast<size_t>(options.max_connections)) {
      std::unique_ptr<Job> job = std::move(host.waiting.front());
      host.waiting.pop_front();
      --waiting;
      ++host.active;
      Start(std::move(job));
    }
  }
}

void HttpClient::Multi::Start(std::unique_ptr<Job> job) {
  Request& request = job->request;
  if (job->url.Origin() != job->origin) request.secret_query.clear();
  job->transfer = std::make_unique<Transfer>(settings, request, job->url, job->sent, job->http1_only);
  CURL* easy = job->transfer->easy();
  curl_multi_add_handle(multi, easy);
  active.emplace(easy, std::move(job));
}

void HttpClient::Multi::TakeFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE) Finish(message->easy_handle, message->data.result);
  }
}

void HttpClient::Multi::Finish(CURL* easy, CURLcode code) {
  const auto found = active.find(easy);
  if (found == active.end()) return;
  std::unique_ptr<Job> job = std::move(found->second);
  active.erase(found);
  const auto host = hosts.find(job->url.Origin());
  if (--host->second.active == 0 && host->second.waiting.empty()) hosts.erase(host);
  Exchange exchange = job->transfer->Finish(code);
  curl_multi_remove_handle(multi, easy);
  job->transfer.reset();
  if (IsRedirect(exchange.status) && FollowRedirect(job, exchange)) return;
  Conclude(std::move(job), std::move(exchange));
}

/// Goes on to where a redirect points. False where it does not: the redirect is then the answer, for what is
/// wrong with it.
bool HttpClient::Multi::FollowRedirect(std::unique_ptr<Job>& job, Exchange& exchange) {
  exchange.outcome = Outcome::kBadRequest;
  const std::string_view location = exchange.Header("Location");
  std::optional<Url> next = ResolveUrl(job->url.text, location);
  if (location.empty() || !next) {
    exchange.detail = "it redirects to nowhere";
    return false;
  }
  if (job->redirects.size() >= static_cast<size_t>(std::max(0, settings.options.max_redirects))) {
    exchange.detail = "it redirects more than " + std::to_string(settings.options.max_redirects) + " times";
    return false;
  }
  job->redirects.push_back(job->url.text);
  const bool becomes_get = exchange.status == 303 || (exchange.status < 303 && job->request.method == "POST");
  if (becomes_get && job->request.method != "HEAD") {
    job->request.method = "GET";
    job->request.body.clear();
  }
  std::string detail;
  const bool hand_back = job->request.hand_back_redirects && !Refuses(*next, detail);
  if (hand_back) {
    exchange.outcome = Outcome::kOk;
    exchange.redirect_to = next->text;
    return false;
  }
  job->url = std::move(*next);
  Enqueue(std::move(job));
  return true;
}

/// Takes secrets out of all that others will see. A body is searched only where it is small enough to be an
/// error message, some of which repeat the key they were given.
void HttpClient::Multi::Redact(Exchange& exchange) const {
  const std::vector<std::string>& values = settings.options.secrets;
  exchange.request = RedactSecrets(std::move(exchange.request), values);
  exchange.detail = RedactSecrets(exchange.detail, values);
  exchange.response.url = RedactSecrets(exchange.response.url, values);
  exchange.response.file = exchange.response.url;
  for (std::string& url : exchange.redirects) url = RedactSecrets(url, values);
  for (auto& [name, value] : exchange.headers) {
    value = IsSecretName(name) ? "REDACTED" : RedactSecrets(value, values);
  }
  Body& body = exchange.response.body;
  if (values.empty() || body.size() > kMaxRedactedBody || body.failure()) return;
  const Result<std::string> bytes = body.ReadAll(kMaxRedactedBody);
  if (!bytes) return;
  const auto holds = [&](const std::string& value) {
    return value.size() >= 4 && bytes->find(value) != std::string::npos;
  };
  if (std::any_of(values.begin(), values.end(), holds)) {
    body = Body::FromString(RedactSecrets(*bytes, values));
  }
}

void HttpClient::Multi::Conclude(std::unique_ptr<Job> job, Exchange exchange) {
  exchange.request = std::move(job->request);
  exchange.request.headers = std::move(job->sent);
  exchange.redirects = std::move(job->redirects);
  Redact(exchange);
  done.push_back({job->id, std::move(exchange)});
}

void HttpClient::Multi::Fail(std::unique_ptr<Job> job, Outcome outcome, std::string detail) {
  Exchange exchange;
  exchange.outcome = outcome;
  exchange.detail = std::move(detail);
  exchange.date = IsoTime(std::chrono::system_clock::now());
  exchange.response.url = job->url.text.empty() ? job->request.url : job->url.text;
  exchange.response.retrieved_at = exchange.date;
  Conclude(std::move(job), std::move(exchange));
}

HttpClient::HttpClient(HttpOptions options) : multi_(std::make_unique<Multi>(std::move(options))) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

void HttpClient::Submit(uint64_t id, Request request, bool http1_only) {
  auto job = std::make_unique<Job>();
  job->id = id;
  job->request = std::move(request);
  job->http1_only = http1_only;
  multi_->Submit(std::move(job));
  multi_->StartWaiting();
}

int HttpClient::running() const {
  return static_cast<int>(multi_->active.size() + multi_->waiting + multi_->done.size());
}

void HttpClient::Perform() {
  int active = 0;
  curl_multi_perform(multi_->multi, &active);
}

std::optional<HttpClient::Done> HttpClient::Wait(std::chrono::milliseconds timeout) {
  const Clock::time_point end = Clock::now() + timeout;
  while (true) {
    if (!multi_->done.empty()) {
      Done first = std::move(multi_->done.front());
      multi_->done.pop_front();
      return first;
    }
    Perform();
    multi_->TakeFinished();
    multi_->StartWaiting();
    if (!multi_->done.empty()) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return std::nullopt;
    curl_multi_poll(multi_->multi, nullptr, 0, static_cast<int>(left.count()), nullptr);
  }
}

}  // namespace trialmine
