#pragma once

#include <map>
#include <memory>
#include <string>

// A browser's part of the conversation, for the tests. The HTTP library is included in client.cpp alone.

namespace trialmine::review_test {

struct Answer {
  int status = 0;  ///< 0: no answer came.
  std::string body;
  std::multimap<std::string, std::string> headers;

  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

/// One browser: keeps its connection and its cookie.
class Client {
 public:
  explicit Client(int port);
  ~Client();

  /// Goes through the door that a token opens.
  Answer Enter(const std::string& token);

  Answer Get(const std::string& path);
  /// As the page does: JSON, with the page's origin.
  Answer Post(const std::string& path, const std::string& json);
  /// As anybody may: any method, any headers; no cookie unless given.
  Answer Send(const std::string& method, const std::string& path,
              const std::multimap<std::string, std::string>& headers, const std::string& body = {});

  const std::string& cookie() const { return cookie_; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  int port_;
  std::string cookie_;
};

}  // namespace trialmine::review_test
