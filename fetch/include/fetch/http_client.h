#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/exchange.h"
#include "fetch/result.h"

namespace trialmine {

struct HttpOptions {
  std::string user_agent;  ///< With a contact; REQUIRES: no control characters (see ValidHeaderValue).
  std::string proxy;
  std::string ca_file;                  ///< Beside the system's certificates where set.
  std::vector<std::string> resolve;     ///< `host:port:address`, as CURLOPT_RESOLVE takes it.
  std::vector<std::string> connect_to;  ///< `host:port:host:port`, as CURLOPT_CONNECT_TO takes it.
  std::vector<std::string>
      allow_addresses;  ///< `127.0.0.1` or `10.0.0.0/8`: forbidden ranges that may be used.
  uint64_t max_wire_bytes = uint64_t{2} << 30;
  uint64_t max_bytes = uint64_t{4} << 30;  ///< Decoded.
  uint64_t max_ratio = 200;                ///< Decoded to wire bytes, looked at once 1 MiB is out.
  int max_redirects = 5;
  int max_connections = 64;
  int max_host_connections = 8;
  std::chrono::seconds connect_timeout{30};
  std::chrono::seconds low_speed_time{60};  ///< Ended where under 100 bytes/s for so long.
  std::chrono::seconds max_time{3600};      ///< Of one hop, however lively.
  std::vector<std::string> secrets;         ///< Values that no Exchange may hold; see fetch/secrets.h.
};

/// Why options cannot be used (`bad_input`): a header that cannot be sent, a range that is none, a missing
/// ca_file.
Status CheckHttpOptions(const HttpOptions& options);

/// Carries out requests, many at a time, on one thread. It does not wait for a host's turn and never retries:
/// that is the crawler's business. Redirects are followed by hand, each hop through the same guards; a hop to
/// another host drops Request::headers. Not thread-safe: one for each thread.
class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;

  /// Begins a request; `id` comes back with its exchange. `http1_only` for hosts that break HTTP/2.
  void Submit(uint64_t id, Request request, bool http1_only = false);
  int running() const;
  /// Sends and receives what can be at once. Else that is done by Wait().
  void Perform();

  struct Done {
    uint64_t id = 0;
    Exchange exchange;
  };
  /// The next finished exchange; nothing where none finishes within `timeout`, which is waited for also where
  /// none runs.
  std::optional<Done> Wait(std::chrono::milliseconds timeout);

 private:
  struct Multi;
  std::unique_ptr<Multi> multi_;
};

/// Whether a header or setting may be sent: no CR, LF or other control character.
bool ValidHeaderValue(std::string_view value);

}  // namespace trialmine
