#include "http_transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "fetch/secrets.h"
#include "http_message.h"
#include "http_outcome.h"
#include "sniff.h"

namespace trialmine {
namespace {

constexpr const char* kEncodings = "gzip, deflate, br, zstd";
constexpr uint64_t kRatioFrom = uint64_t{1} << 20;
constexpr size_t kBodyInMemory = size_t{1} << 20;
constexpr long kLowSpeed = 100;

template <typename T>
T Info(CURL* easy, CURLINFO what) {
  T value{};
  curl_easy_getinfo(easy, what, &value);
  return value;
}

std::string TextInfo(CURL* easy, CURLINFO what) {
  const char* text = Info<char*>(easy, what);
  return text == nullptr ? "" : text;
}

const char* ProtocolName(long version) {
  switch (version) {
    case CURL_HTTP_VERSION_1_0:
      return "http/1.0";
    case CURL_HTTP_VERSION_2_0:
      return "h2";
    case CURL_HTTP_VERSION_3:
      return "h3";
    default:
      return "http/1.1";
  }
}

void Append(StringList& list, const std::string& text) {
  curl_slist* longer = curl_slist_append(list.get(), text.c_str());
  if (longer == nullptr) return;
  (void)list.release();
  list.reset(longer);
}

}  // namespace

HeaderFields FieldsToSend(const Request& request, const HttpOptions& options, bool keep_own) {
  HeaderFields fields;
  fields.emplace_back("User-Agent", options.user_agent);
  const auto has = [&](std::string_view name) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const auto& field) { return SameHttpToken(field.first, name); });
  };
  if (keep_own) fields.insert(fields.end(), request.headers.begin(), request.headers.end());
  if (!has("Accept")) fields.emplace_back("Accept", "*/*");
  fields.emplace_back("Accept-Encoding", request.keep_encoded ? "identity" : kEncodings);
  if (request.method == "POST") {
    const bool declared = !request.content_type.empty();
    fields.emplace_back("Content-Type",
                        declared ? request.content_type : "application/x-www-form-urlencoded");
  }
  const Validators& known = request.validators;
  if (!known.etag.empty()) fields.emplace_back("If-None-Match", known.etag);
  if (!known.last_modified.empty()) fields.emplace_back("If-Modified-Since", known.last_modified);
  return fields;
}

Transfer::Transfer(const TransferSettings& settings, const Request& request, const Url& url,
                   HeaderFields fields, bool http1_only)
    : settings_(settings),
      url_(url),
      easy_(curl_easy_init()),
      begun_(std::chrono::system_clock::now()),
      max_bytes_(request.max_bytes > 0 ? request.max_bytes : settings.options.max_bytes),
      keep_encoded_(request.keep_encoded),
      accept_(request.accept),
      conditional_(!request.validators.etag.empty() || !request.validators.last_modified.empty()) {
  BodyOptions keep;
  keep.max_memory = kBodyInMemory;
  body_.emplace(std::move(keep));
  for (const auto& [name, value] : fields) Append(fields_, value.empty() ? name + ";" : name + ": " + value);
  Append(fields_, "Expect:");
  Prepare(http1_only);
  PrepareGuards();
  PrepareRequest(request);
}

void Transfer::Prepare(bool http1_only) {
  CURL* easy = easy_.get();
  const HttpOptions& options = settings_.options;
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message_.data());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields_.get());
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(http1_only ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::chrono::milliseconds(options.connect_timeout).count()));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kLowSpeed);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.low_speed_time.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(options.max_time.count()));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.max_wire_bytes));
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, OnLine);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY,
                   options.proxy.c_str());  // Empty: none, whatever the environment says.
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (settings_.resolve) curl_easy_setopt(easy, CURLOPT_RESOLVE, settings_.resolve.get());
  if (settings_.connect_to) curl_easy_setopt(easy, CURLOPT_CONNECT_TO, settings_.connect_to.get());
}

/// Addresses are looked at when a socket is made for them, and again when a request is about to be sent, for
/// a connection may be an old one. Behind a proxy both see the proxy, which is the operator's choice; there
/// only addresses written as such can be refused (see HttpClient).
void Transfer::PrepareGuards() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  if (!settings_.options.proxy.empty()) return;
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, OnSocket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, OnConnected);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
}

void Transfer::PrepareRequest(const Request& request) {
  CURL* easy = easy_.get();
  const bool is_post = request.method == "POST";
  std::string url = url_.text, form = request.body;
  if (!request.secret_query.empty()) {
    std::string& to = is_post ? form : url;
    if (!is_post) to += url_.query.empty() ? "?" : "&";
    if (is_post && !form.empty()) to += "&";
    to += request.secret_query;
  }
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  if (!is_post) return;
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, form.c_str());
}

size_t Transfer::OnLine(char* data, size_t size, size_t count, void* self) {
  return static_cast<Transfer*>(self)->TakeLine({data, size * count});
}

size_t Transfer::OnBytes(char* data, size_t size, size_t count, void* self) {
  return static_cast<Transfer*>(self)->TakeBytes({data, size * count});
}

curl_socket_t Transfer::OnSocket(void* self, curlsocktype purpose, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  const std::optional<AddressBytes> bytes = BytesOf(&address->addr);
  if (purpose != CURLSOCKTYPE_IPCXN || !bytes || !transfer->settings_.guard.Allows(*bytes)) {
    transfer->address_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::OnConnected(void* self, char* peer, char*, int, int) {
  auto* transfer = static_cast<Transfer*>(self);
  const std::optional<AddressBytes> bytes = BytesOf(std::string(peer == nullptr ? "" : peer));
  if (bytes && transfer->settings_.guard.Allows(*bytes)) return CURL_PREREQFUNC_OK;
  transfer->address_refused_ = true;
  return CURL_PREREQFUNC_ABORT;
}

size_t Transfer::TakeLine(std::string_view line) {
  if (head_.Add(line)) return line.size();
  limit_ = Limit::kHead;
  return 0;
}

/// Cuts `bytes` to what may still come. False where that was not all.
bool Transfer::PassesLimits(std::string_view& bytes) {
  const HttpOptions& options = settings_.options;
  const uint64_t size = body_->size() + bytes.size();
  if (size > max_bytes_) {
    limit_ = Limit::kDecoded;
    bytes = bytes.substr(0, max_bytes_ - body_->size());
  } else if (size > kRatioFrom && size / options.max_ratio > wire_bytes_) {
    limit_ = Limit::kRatio;
    bytes = {};
  }
  return limit_ == Limit::kNone;
}

/// Bytes as they come. They are unpacked here and not by libcurl, which takes packed bytes that stop short
/// for the whole.
size_t Transfer::TakeBytes(std::string_view bytes) {
  const uint64_t may_come = settings_.options.max_wire_bytes - wire_bytes_;
  const std::string_view taken = bytes.substr(0, may_come);
  wire_bytes_ += taken.size();
  if (coding_ == Coding::kNotYet) ChooseDecoder();
  if (coding_ == Coding::kUnknown) return 0;
  const bool kept =
      decoder_ ? decoder_->Feed(taken, [this](std::string_view some) { return Keep(some); }) : Keep(taken);
  if (!kept) return 0;
  if (taken.size() == bytes.size()) return bytes.size();
  limit_ = Limit::kWire;
  return 0;
}

void Transfer::ChooseDecoder() {
  const std::string_view encoding = keep_encoded_ ? std::string_view() : head_.Get("Content-Encoding");
  if (!ContentDecoder::Decodes(encoding)) {
    coding_ = Coding::kIdentity;
    return;
  }
  decoder_ = ContentDecoder::For(encoding);
  coding_ = decoder_ ? Coding::kCoded : Coding::kUnknown;
}

/// Adds to the body. False where no more is wanted.
bool Transfer::Keep(std::string_view bytes) {
  const bool passes = PassesLimits(bytes);
  if (prefix_.size() < kSniffed) prefix_.append(bytes.substr(0, kSniffed - prefix_.size()));
  if (body_->Add(bytes)) return passes;
  limit_ = Limit::kDisk;
  return false;
}

/// Whether the message is whole, but what was packed into it is not.
bool Transfer::BreaksOff(CURLcode code) const {
  return code == CURLE_OK && decoder_ && wire_bytes_ > 0 && !decoder_->complete();
}

std::string Transfer::LimitDetail() const {
  const HttpOptions& options = settings_.options;
  switch (limit_) {
    case Limit::kWire:
      return "more than " + std::to_string(options.max_wire_bytes) + " bytes came over the wire";
    case Limit::kDecoded:
      return "it has more than " + std::to_string(max_bytes_) + " bytes";
    case Limit::kRatio:
      return "it unpacks to more than " + std::to_string(options.max_ratio) + " times what came";
    case Limit::kHead:
      return "its header fields have no end";
    default:
      return "there is no room for a temporary file";
  }
}

std::string Transfer::CodingDetail() const {
  const std::string encoding(head_.Get("Content-Encoding"));
  if (coding_ == Coding::kUnknown) return "it is encoded by " + encoding + ", which was not asked for";
  return decoder_->damaged() ? "its " + encoding + " data is damaged"
                             : "its " + encoding + " data breaks off";
}

Outcome Transfer::JudgeFailure(CURLcode code, std::string& detail) const {
  if (limit_ != Limit::kNone) {
    detail = LimitDetail();
    return limit_ == Limit::kDisk ? Outcome::kNetwork : Outcome::kTooBig;
  }
  if (address_refused_ && head_.status() == 0) {
    detail = url_.host + " leads to an address that is not to be spoken to";
    return Outcome::kAddressRefused;
  }
  if (coding_ == Coding::kUnknown || (decoder_ && decoder_->damaged()) || BreaksOff(code)) {
    detail = CodingDetail();
    return coding_ == Coding::kUnknown ? Outcome::kWrongType : Outcome::kTruncated;
  }
  detail = message_[0] != '\0' ? message_.data() : curl_easy_strerror(code);
  return OutcomeOfFailure(code, detail, head_.complete());
}

Outcome Transfer::Judge(CURLcode code, Exchange& exchange) const {
  const std::string_view content = SniffContent(prefix_, exchange.response.media_type);
  const auto challenge = content == "html" ? FindChallenge(head_.status(), prefix_) : std::nullopt;
  if (challenge) {
    exchange.detail = "the answer is a page that turns robots away: " + std::string(*challenge);
    return Outcome::kBlocked;
  }
  if (code != CURLE_OK || BreaksOff(code)) return JudgeFailure(code, exchange.detail);
  const Outcome outcome = OutcomeOfStatus(head_.status(), conditional_, exchange.retry_after.has_value());
  exchange.detail = DescribeStatus(outcome, head_.status());
  if (outcome != Outcome::kOk) return outcome;
  if (Fits(content, accept_)) return outcome;
  exchange.detail = "the answer is " + std::string(content) + ", declared as " +
                    (exchange.response.media_type.empty() ? "nothing" : exchange.response.media_type);
  return Outcome::kWrongType;
}

Exchange Transfer::Finish(CURLcode code) {
  CURL* easy = easy_.get();
  Exchange exchange;
  exchange.status = head_.status();
  exchange.date = IsoTime(begun_);
  exchange.address = TextInfo(easy, CURLINFO_PRIMARY_IP);
  exchange.protocol = ProtocolName(Info<long>(easy, CURLINFO_HTTP_VERSION));
  exchange.latency = std::chrono::milliseconds(Info<curl_off_t>(easy, CURLINFO_STARTTRANSFER_TIME_T) / 1000);
  exchange.wire_bytes = wire_bytes_;
  exchange.validators = {std::string(head_.Get("ETag")), std::string(head_.Get("Last-Modified"))};
  exchange.retry_after = ParseRetryAfter(head_.Get("Retry-After"), std::chrono::system_clock::now());
  Response& response = exchange.response;
  MediaType media_type = ParseMediaType(head_.Get("Content-Type"));
  response.media_type = std::move(media_type.type);
  response.charset = std::move(media_type.charset);
  response.url = url_.text;
  response.retrieved_at = exchange.date;
  response.status = exchange.status;
  exchange.outcome = Judge(code, exchange);
  std::optional<Error> failure;
  if ((code != CURLE_OK || BreaksOff(code)) && head_.complete()) {
    const bool limited = limit_ != Limit::kNone || code == CURLE_FILESIZE_EXCEEDED;
    const bool miscoded = coding_ == Coding::kUnknown || (decoder_ && decoder_->damaged()) || BreaksOff(code);
    exchange.cut = limited                            ? "length"
                   : miscoded                         ? "unspecified"
                   : code == CURLE_OPERATION_TIMEDOUT ? "time"
                                                      : "disconnect";
    failure = Error{limited ? "too_big" : "truncated", exchange.detail};
  }
  if (limit_ != Limit::kDisk) response.body = body_->Finish(std::move(failure));
  exchange.headers = head_.TakeFields();
  return exchange;
}

}  // namespace trialmine
