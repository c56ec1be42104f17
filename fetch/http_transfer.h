#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "address_guard.h"
#include "content_decoder.h"
#include "fetch/http_client.h"
#include "fetch/url.h"
#include "http_fields.h"
#include "spool.h"

namespace trialmine {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using EasyHandle = std::unique_ptr<CURL, FreeEasy>;
using StringList = std::unique_ptr<curl_slist, FreeList>;

/// What one client's transfers share. Outlives them.
struct TransferSettings {
  HttpOptions options;
  AddressGuard guard;
  StringList resolve;
  StringList connect_to;
};

/// One hop of a request: one question and its answer, as libcurl carries it out.
class Transfer {
 public:
  Transfer(const TransferSettings& settings, const Request& request, const Url& url, HeaderFields fields,
           bool http1_only);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy() { return easy_.get(); }

  /// The exchange of this hop once libcurl is done with it: all but request and redirects. To be asked once.
  Exchange Finish(CURLcode code);

 private:
  enum class Limit { kNone, kWire, kDecoded, kRatio, kHead, kDisk };
  enum class Coding { kNotYet, kIdentity, kCoded, kUnknown };

  void Prepare(bool http1_only);
  void PrepareGuards();
  void PrepareRequest(const Request& request);
  size_t TakeLine(std::string_view line);
  size_t TakeBytes(std::string_view bytes);
  void ChooseDecoder();
  bool Keep(std::string_view bytes);
  bool PassesLimits(std::string_view& bytes);
  bool BreaksOff(CURLcode code) const;
  Outcome Judge(CURLcode code, Exchange& exchange) const;
  Outcome JudgeFailure(CURLcode code, std::string& detail) const;
  std::string LimitDetail() const;
  std::string CodingDetail() const;

  static size_t OnLine(char* data, size_t size, size_t count, void* self);
  static size_t OnBytes(char* data, size_t size, size_t count, void* self);
  static curl_socket_t OnSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int OnConnected(void* self, char* peer, char* local, int peer_port, int local_port);

  const TransferSettings& settings_;
  Url url_;
  EasyHandle easy_;
  StringList fields_;
  std::array<char, CURL_ERROR_SIZE> message_ = {};
  std::chrono::system_clock::time_point begun_;
  AnswerHead head_;
  std::optional<BodyKeeper> body_;
  uint64_t max_bytes_;
  std::string prefix_;  ///< The first bytes of the body, for judging what it is.
  uint64_t wire_bytes_ = 0;
  bool keep_encoded_ = false;
  Coding coding_ = Coding::kNotYet;
  std::optional<ContentDecoder> decoder_;
  std::vector<std::string> accept_;
  bool conditional_ = false;
  bool address_refused_ = false;
  Limit limit_ = Limit::kNone;
};

/// The fields sent with a request beyond Host, in their order; `keep_own` false drops those of the caller.
HeaderFields FieldsToSend(const Request& request, const HttpOptions& options, bool keep_own);

}  // namespace trialmine
