#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fetch/result.h"

// The little of HTTP that the page needs. Nothing else in this stage sees the library behind it.

namespace trialmine {

struct HttpRequest {
  std::string method;
  std::string path;  ///< Decoded, without the query.
  std::map<std::string, std::string> query;
  std::string host, origin, cookie, content_type;
  std::string body;

  /// A parameter of the query; empty where it is missing.
  std::string Query(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
};

struct HttpReply {
  int status = 200;
  std::string type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// A JSON answer.
HttpReply JsonReply(std::string json);
/// `{"error":{"code":…,"detail":…}}`
HttpReply ErrorReply(int status, std::string_view code, std::string_view detail);
/// The same for an error of an earlier stage, with the status that fits its code.
HttpReply ErrorReply(const Error& error);

/// A server on one port, a few dozen connections at a time.
class HttpServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;

  /// Takes the port (0: any); `port` where it cannot. Bodies over `max_body` bytes are refused with 413.
  static Result<HttpServer> Bind(const std::string& address, int port, size_t max_body);
  ~HttpServer();
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;

  int port() const;
  /// Answers every request with what the handler, called on many threads, makes of it; returns after Stop().
  void Serve(Handler handler);
  void Stop();

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trialmine
